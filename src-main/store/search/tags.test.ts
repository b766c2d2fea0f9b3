import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { BatchId, GateId } from '#shared/task'
import { compileTags, tagsOf } from './tags'

const task = {
  ...{ batchId: 7, lane: 'fast', gateId: 3, state: 'dead', failureCode: 'rate_limited', failureStatus: 429 },
  tokens: null,
}
/** What FTS5 would make of expressions of AND, OR and quoted words. */
const matches = (expressions: readonly string[], tags: string) => {
  const has = new Set(tags.split(' '))
  const isIn = (any: string) => any === '' || (any.match(/"(\w+)"/g) ?? []).some((tag) => has.has(tag.slice(1, -1)))
  return expressions.some((expression) => expression.split(' AND ').every(isIn))
}
const gatesTo = (last: number) => Array.from({ length: last }, (_, n) => (n + 1) as GateId)

test('a task has the tags of all that it is', () => {
  expect(tagsOf(task)).toBe('sdead pdeadfast3 lfast g3 b7 fratelimited h429')
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
  expect(compileTags({ end: 'live' })).toEqual(['("slive")'])
  const backingOff = { ...task, state: 'backing_off', failureCode: null, failureStatus: null }
  expect(tagsOf(backingOff)).toBe('slive plivefast3 lfast g3 b7')
})

test('nothing asked for narrows nothing', () => expect(compileTags({ end: null })).toEqual(['']))

test('lane and model narrow whatever the tab is, and however many gates there are', () => {
  const all = gatesTo(70)
  expect(compileTags({ end: null, lane: 'fast', gates: { asked: undefined, all } })).toEqual(['("lfast")'])
  expect(compileTags({ end: 'dead', lane: 'fast', gates: { asked: undefined, all } })).toEqual([
    '("sdead") AND ("lfast")',
  ])
  expect(compileTags({ end: null, gates: { asked: gatesTo(2), all } })).toEqual(['("g1" OR "g2")'])
  const of = (asked: readonly GateId[]) => compileTags({ end: 'dead', lane: 'fast', gates: { asked, all } })
  for (const count of [7, 60]) {
    expect(matches(of(gatesTo(count)), tagsOf(task))).toBe(true)
    expect(matches(of(gatesTo(count)), tagsOf({ ...task, gateId: 65 }))).toBe(false)
    expect(matches(of(gatesTo(count)), tagsOf({ ...task, lane: 'heavy' }))).toBe(false)
  }
})

test('many batches are asked for some at a time, and none is left out', () => {
  const batchIds = Array.from({ length: 120 }, (_, n) => (n + 1) as BatchId)
  const asked = compileTags({ end: 'dead', batchIds, status: 429 })
  expect(asked).toHaveLength(3)
  for (const batchId of [1, 50, 51, 120]) expect(matches(asked, tagsOf({ ...task, batchId }))).toBe(true)
  expect(matches(asked, tagsOf({ ...task, batchId: 121 }))).toBe(false)
  expect(matches(asked, tagsOf({ ...task, failureStatus: 500 }))).toBe(false)
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
