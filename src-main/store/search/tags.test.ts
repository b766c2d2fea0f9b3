import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { BatchId, GateId } from '#shared/task'
import { compileTags, tagsOf } from './tags'

const task = {
  ...{ batchId: 7, lane: 'fast', gateId: 3, state: 'dead', failureCode: 'rate_limited', failureStatus: 429 },
  tokens: null,
}
/** What FTS5 would make of an expression of AND, OR and quoted words. */
const matches = (expression: string, tags: string) => {
  const has = new Set(tags.split(' '))
  return expression
    .split(' AND ')
    .every((any) => (any.match(/"(\w+)"/g) ?? []).some((tag) => has.has(tag.slice(1, -1))))
}

test('a task has the tags of all that it is', () => {
  expect(tagsOf(task)).toBe('sdead pdeadfast3 b7 fratelimited h429')
  const all = [1, 2, 3] as GateId[]
  const query = {
    end: 'dead',
    lane: 'fast',
    gates: { asked: undefined, all },
    batchIds: [7 as BatchId],
    status: 429,
  } as const
  expect(matches(compileTags({ ...query, failureCode: 'rate_limited' }), tagsOf(task))).toBe(true)
  expect(matches(compileTags({ ...query, end: null }), tagsOf(task))).toBe(true)
  expect(matches(compileTags({ ...query, lane: 'heavy' }), tagsOf(task))).toBe(false)
  expect(matches(compileTags({ ...query, gates: { asked: [2 as GateId], all } }), tagsOf(task))).toBe(false)
})

test('what has not ended is live, whatever it does', () => {
  expect(compileTags({ end: 'live' })).toBe('("slive")')
  const backingOff = { ...task, state: 'backing_off', failureCode: null, failureStatus: null }
  expect(tagsOf(backingOff)).toBe('slive plivefast3 b7')
})

test('nothing asked for, or too much, narrows nothing', () => {
  expect(compileTags({ end: null })).toBe('')
  const all = Array.from({ length: 51 }, (_, n) => (n + 1) as GateId)
  expect(compileTags({ end: null, lane: 'fast', gates: { asked: undefined, all } })).toBe('')
  expect(compileTags({ end: 'dead', lane: 'fast', gates: { asked: undefined, all } })).toBe('("sdead")')
})

test('every size over a bound has a tag that is asked for, and none that is an eighth of a power below it', () => {
  const size = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 3_000_000 }))
  fc.assert(
    fc.property(size, size, (tokens, bound) => {
      const isAsked = matches(compileTags({ end: null, tokensOver: bound }), tagsOf({ ...task, tokens }))
      if (tokens > bound) expect(isAsked).toBe(true)
      if (tokens < bound * 0.88 - 1) expect(isAsked).toBe(false)
    }),
    { numRuns: 2_000 },
  )
})
