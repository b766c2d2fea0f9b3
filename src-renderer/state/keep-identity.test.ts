import fc from 'fast-check'
import { expect, test } from 'vitest'
import { busy } from '../preview/overviews'
import { keepIdentity } from './keep-identity'

test('gives an equal value, and the known one when nothing changed', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (known, next) => {
      expect(keepIdentity(known, next)).toEqual(next)
      if (typeof next === 'object' && next !== null) expect(keepIdentity(next, structuredClone(next))).toBe(next)
    }),
  )
})

test.each([
  ['a name that every object has', {}, JSON.parse('{"__proto__": 0}')],
  ['such a name on both sides', JSON.parse('{"__proto__": {"a": 1}}'), JSON.parse('{"__proto__": {"a": 1}, "b": 2}')],
  ['as many names, but others', { toString: undefined }, { b: undefined }],
])('%s is a name like any other', (_, known, next) => {
  const merged = keepIdentity(known, next)
  expect(Object.entries(merged)).toEqual(Object.entries(next))
  expect(Object.getPrototypeOf(merged)).toBe(Object.prototype)
})

test('a lane that changed is new, the other one is the same', () => {
  const next = structuredClone(busy)
  const merged = keepIdentity(busy, {
    ...next,
    lanes: next.lanes.map((lane, index) => (index === 0 ? { ...lane, ready: 7 } : lane)),
  })
  expect(merged.lanes[0]).not.toBe(busy.lanes[0])
  expect(merged.lanes[1]).toBe(busy.lanes[1])
  expect(merged.batches).toBe(busy.batches)
})
