import { expect, test } from 'vitest'
import { noSums } from './delta'
import { encode, newHistogram } from './histogram'
import { summarise } from './summary'
import type { ErrorRow, InsightRow } from './table'
import type { Looked } from './tally'

const points = { step: 'minute', at: [60_000, 120_000], to: 180_000 } as const
const counts = (bucket: number, n: number) => encode(newHistogram().fill(n, bucket, bucket + 1))
const nothing = encode(newHistogram())
const place = { start: 60_000, lane: 'fast', providerId: 'p', model: 'small' } as const
const row = (values: Partial<InsightRow>): InsightRow => ({
  ...{ ...place, ...noSums, waits: nothing, answers: nothing },
  ...values,
})
const error = (values: Partial<ErrorRow>): ErrorRow => ({
  ...{ ...place, code: 'rate_limited', status: 429, tries: 1, dead: 0 },
  ...values,
})
const told = (rows: InsightRow[], errors: ErrorRow[], looked: Looked) => summarise({ rows, errors }, points, looked)
const everything = { lane: null, model: null }

test('rows are put together by point, lane and model', () => {
  const read = told(
    [
      row({ succeeded: 3, firstTry: 2, cost: 7, answers: counts(80, 3) }),
      row({ start: 150_000, succeeded: 1, rateLimited: 2, answers: counts(96, 1) }),
      row({ lane: 'heavy', model: 'large', succeeded: 1, transient: 2, held: 1, dead: 1, retries: 2, tokensOut: 9 }),
    ],
    [],
    everything,
  )
  expect(read.lanes.fast).toMatchObject({ answered: [3, 1], rateLimited: [0, 2], cost: [7, 0] })
  expect(read.lanes.heavy).toMatchObject({ answered: [1, 0], failed: [3, 0], dead: [1, 0], tokensOut: [9, 0] })
  expect(read.sums).toMatchObject({ answered: 5, firstTry: 2, rateLimited: 2, failed: 3, retries: 2, dead: 1 })
  expect(read.latency.answer.map((each) => each?.n)).toEqual([3, 1])
  expect(read.latency.wait).toEqual([null, null])
  expect(read.models).toMatchObject([
    { model: 'small', answered: 4, lanes: ['fast'], answer: { n: 4 }, wait: null },
    { model: 'large', answered: 1, lanes: ['heavy'], answer: null },
  ])
})

test('what is not looked at counts nowhere, and its model is still known', () => {
  const rows = [row({ succeeded: 3 }), row({ model: 'large', succeeded: 1 }), row({ lane: 'heavy', succeeded: 9 })]
  const errors = [error({}), error({ model: 'large', tries: 5 }), error({ lane: 'heavy', tries: 7 })]
  const ofModel = told(rows, errors, { lane: null, model: { providerId: 'p', model: 'large' } })
  expect(ofModel.sums.answered).toBe(1)
  expect(ofModel.errors).toEqual([{ code: 'rate_limited', status: 429, tries: 5, dead: 0 }])
  expect(ofModel.known.map(({ model }) => model)).toEqual(['large', 'small'])
  const ofLane = told(rows, errors, { lane: 'heavy', model: null })
  expect(ofLane.sums.answered).toBe(9)
  expect(ofLane.lanes.fast.answered).toEqual([0, 0])
  expect(ofLane.errors).toMatchObject([{ tries: 7 }])
})

test('errors are told apart by their code and status, what was met most first', () => {
  const { errors } = told(
    [],
    [
      error({ tries: 2 }),
      error({ start: 120_000, tries: 3 }),
      error({ code: 'timeout', status: 0, tries: 4, dead: 1 }),
      error({ code: 'server_error', status: 500, tries: 9 }),
      error({ code: 'server_error', status: 502, tries: 1, dead: 1 }),
      error({ start: 59_999, tries: 100 }),
    ],
    everything,
  )
  expect(errors).toEqual([
    { code: 'server_error', status: 500, tries: 9, dead: 0 },
    { code: 'rate_limited', status: 429, tries: 5, dead: 0 },
    { code: 'timeout', status: null, tries: 4, dead: 1 },
    { code: 'server_error', status: 502, tries: 1, dead: 1 },
  ])
})

test('what a clock that stood wrong has left before and after the time is not in it', () => {
  const rows = [row({ succeeded: 1 }), row({ start: 59_999, succeeded: 9 }), row({ start: 180_000, succeeded: 9 })]
  const seen = told(rows, [error({}), error({ start: 180_000, tries: 9 })], everything)
  expect(seen.lanes.fast.answered).toEqual([1, 0])
  expect(seen.sums.answered).toBe(1)
  expect(seen.errors).toMatchObject([{ tries: 1 }])
})
