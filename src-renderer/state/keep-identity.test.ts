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
