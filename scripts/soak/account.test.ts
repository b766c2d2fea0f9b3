import { expect, test } from 'vitest'
import { type Account, account, type Evidence, faults } from './account.mjs'
import { answerOf, promptOf, readAnswer, taskOf } from './prompt.mjs'

type Call = Evidence['calls'][number]
type Row = Evidence['ledger']['rows'][number]
type Attempt = Evidence['ledger']['attempts'][number]

const call = (number: number, task: number, changes: Partial<Call> = {}): Call => ({
  ...{ call: number, task, round: 1, at: number * 10, endedAt: number * 10 + 5, end: 'answered', overlaps: false },
  ...changes,
})
const done = (task: number, by: number, changes: Partial<Row> = {}): Row => ({
  ...{ id: task, task, state: 'succeeded', failureCode: null, answer: answerOf(task, by), answeredBy: 1 },
  ...changes,
})
const running = (task: number) => done(task, 0, { state: 'running', answer: null, answeredBy: null })
const attempt = (task: number, number: number, changes: Partial<Attempt> = {}): Attempt => ({
  ...{ task, number, startedAt: 0, progress: 'done', outcome: 'succeeded', mayHaveBeenBilled: false },
  ...changes,
})
const lost = (task: number, number: number, changes: Partial<Attempt> = {}) =>
  attempt(task, number, { progress: 'sent', outcome: 'lost', mayHaveBeenBilled: true, ...changes })

/** Two prompts and one kill: the first was answered and on disk before it, the second in flight at it and called again after it. */
const sound: Evidence = {
  ...{ tasks: 2, rounds: 1, concurrency: 2, seed: 1 },
  calls: [call(1, 1), call(2, 2, { end: 'gone' }), call(3, 2, { round: 2 })],
  kills: [{ round: 1, rows: [done(1, 1), running(2)] }],
  ledger: {
    rows: [done(1, 1), done(2, 3, { answeredBy: 2 })],
    attempts: [attempt(1, 1, { startedAt: 5 }), lost(2, 1, { startedAt: 15 }), attempt(2, 2, { startedAt: 25 })],
    integrity: 'ok',
  },
}
const withLedger = (changes: Partial<Evidence['ledger']>): Evidence => ({
  ...sound,
  ledger: { ...sound.ledger, ...changes },
})
const [firstRow, secondRow] = sound.ledger.rows as [Row, Row]
const [firstAttempt, lostAttempt, lastAttempt] = sound.ledger.attempts as [Attempt, Attempt, Attempt]

function judge(evidence: Evidence): Account & { faults: string[] } {
  const found = account(evidence)
  return { ...found, faults: faults(found, evidence) }
}

test('a call that its kill cut off is repeated once, marked, and nothing is wrong', () => {
  expect(judge(sound)).toMatchObject({
    ...{ tasks: 2, rounds: 1, lost: 0, settledTwice: 0, duplicateCalls: 1, inFlightAtKills: 1, unflaggedDuplicates: 0 },
    ...{ integrity: 'ok', seed: 1, clientGone: 1, answeredUnsettled: 0, mostInFlight: 1, faults: [] },
  })
})

test('an answer that had been given and was not on disk at the kill was in flight, however long before that was', () => {
  const calls = sound.calls.map((each) => ({ ...each, end: 'answered' as const }))
  expect(judge({ ...sound, calls })).toMatchObject({ clientGone: 0, answeredUnsettled: 1, overtaken: 0, faults: [] })
})

/** The first prompt's answer is not on disk at the kill, but those of the next prompts are, whose calls came at these times. */
function overtakenBy(...times: readonly number[]): Evidence {
  const next = times.map((at, index) => call(index + 3, index + 2, { at, endedAt: at + 5 }))
  const rows = next.map(({ call, task }) => done(task, call))
  return {
    ...{ tasks: rows.length + 1, rounds: 1, concurrency: 2, seed: 1 },
    calls: [call(1, 1, { at: 10, endedAt: 15 }), ...next, call(2, 1, { at: 900, endedAt: 905, round: 2 })],
    kills: [{ round: 1, rows: [running(1), ...rows] }],
    ledger: {
      rows: [done(1, 2, { answeredBy: 2 }), ...rows],
      attempts: [lost(1, 1), attempt(1, 2, { startedAt: 899 }), ...rows.map(({ task }) => attempt(task, 1))],
      integrity: 'ok',
    },
  }
}

test('an answer that is overtaken by two calls, one after the other, should have been on disk', () => {
  const found = judge(overtakenBy(16, 22))
  expect(found).toMatchObject({ inFlightAtKills: 0, answeredUnsettled: 0, overtaken: 1, mostInFlight: 1 })
  expect(found.faults.join('\n')).toMatch(/though only 0 were in flight.*1 answers were not on disk/s)
})

test.each([
  ['one call that came after it', [16]],
  ['two calls that were open at once', [16, 20]],
  ['calls that came before it was given', [11, 14]],
])('an answer that is overtaken by %s may have been on its way', (_, times) =>
  expect(judge(overtakenBy(...times))).toMatchObject({ answeredUnsettled: 1, overtaken: 0, faults: [] }),
)

const poison = { ...secondRow, state: 'dead', failureCode: 'poison', answer: null, answeredBy: null }
/** The second prompt, in flight at so many kills and then set aside. */
const poisonedAfter = (times: number): Evidence => ({
  ...sound,
  rounds: times,
  calls: [call(1, 1), ...Array.from({ length: times }, (_, n) => call(n + 2, 2, { round: n + 1, end: 'gone' }))],
  kills: Array.from({ length: times }, (_, n) => ({ round: n + 1, rows: [done(1, 1), running(2)] })),
  ledger: {
    rows: [firstRow, poison],
    attempts: [firstAttempt, ...Array.from({ length: times }, (_, n) => lost(2, n + 1, { startedAt: n * 10 + 15 }))],
    integrity: 'ok',
  },
})

test('a prompt that was in flight at three kills may be set aside: that is a visible end and no loss', () => {
  expect(judge(poisonedAfter(3))).toMatchObject({ lost: 0, poisoned: 1, deadLetters: 1, faults: [] })
})

test('a database that says of every prompt that it is a dead letter is not taken at its word', () => {
  const bad = { state: 'dead', failureCode: 'bad_request', answer: null, answeredBy: null }
  const found = judge({
    ...sound,
    calls: [call(1, 1), call(2, 2)],
    kills: [{ round: 1, rows: [] }],
    ledger: {
      rows: sound.ledger.rows.map((row) => ({ ...row, ...bad })),
      attempts: [attempt(1, 1, { outcome: 'permanent' }), attempt(2, 1, { outcome: 'permanent' })],
      integrity: 'ok',
    },
  })
  expect(found).toMatchObject({ lost: 0, deadLetters: 2, poisoned: 0, retried: 2 })
  expect(found.faults.join('\n')).toMatch(/2 prompts had a failed attempt.*2 prompts are dead letters/s)
})

test('what the folder held before, of no prompt of the file, is not judged', () => {
  const old = { id: 9, task: 0, state: 'dead', failureCode: 'bad_request', answer: null, answeredBy: null }
  const { rows, attempts } = sound.ledger
  const evidence = withLedger({
    rows: [...rows, old],
    attempts: [...attempts, attempt(0, 1, { outcome: 'permanent' })],
  })
  expect(judge(evidence)).toMatchObject({ deadLetters: 0, retried: 0, faults: [] })
})

test.each<[what: string, evidence: Evidence, fault: RegExp]>([
  ['a missing row', withLedger({ rows: [firstRow] }), /1 prompts were lost/],
  [
    'a task that still waits',
    withLedger({ rows: [firstRow, { ...secondRow, state: 'queued', answer: null }] }),
    /were lost/,
  ],
  ['a success without its result', withLedger({ rows: [firstRow, { ...secondRow, answer: null }] }), /were lost/],
  ['a prompt queued twice', withLedger({ rows: [firstRow, secondRow, { ...secondRow, id: 3 }] }), /ended twice/],
  [
    'two attempts that succeeded',
    withLedger({ attempts: [firstAttempt, { ...lostAttempt, outcome: 'succeeded' }, lastAttempt] }),
    /ended twice/,
  ],
  [
    'the answer of another prompt',
    withLedger({ rows: [firstRow, { ...secondRow, answer: answerOf(1, 1) }] }),
    /ended twice/,
  ],
  [
    'an answer that nobody gave',
    withLedger({ rows: [firstRow, { ...secondRow, answer: answerOf(2, 9) }] }),
    /ended twice/,
  ],
  ['a result beside a dead letter', withLedger({ rows: [firstRow, { ...secondRow, state: 'dead' }] }), /ended twice/],
  [
    'a result that changed after a kill',
    {
      ...sound,
      kills: [{ round: 1, rows: [done(1, 1), done(2, 2)] }],
      calls: sound.calls.map((each) => ({ ...each, end: 'answered' })),
    },
    /ended twice/,
  ],
  [
    'a call for what was already on disk',
    { ...sound, calls: [...sound.calls, call(4, 1, { round: 2 })] },
    /1 prompts ended twice.*repeated calls were not marked.*though only 1 were in flight/s,
  ],
  [
    'a repeated call that is not marked',
    withLedger({ attempts: [firstAttempt, { ...lostAttempt, mayHaveBeenBilled: false }, lastAttempt] }),
    /1 repeated calls were not marked/,
  ],
  ['two calls of one attempt', withLedger({ attempts: [firstAttempt, lostAttempt] }), /repeated calls were not marked/],
  ...(['transient', 'rate_limited', 'held', 'blocked', 'permanent', 'cancelled'] as const).map(
    (outcome): [string, Evidence, RegExp] => [
      `an attempt that ended as ${outcome}`,
      withLedger({ attempts: [firstAttempt, { ...lostAttempt, outcome, mayHaveBeenBilled: false }, lastAttempt] }),
      /1 repeated calls were not marked.*1 prompts had a failed attempt though the provider never fails/s,
    ],
  ),
  ['a prompt set aside after two kills', poisonedAfter(2), /1 prompts are dead letters though they were not in flight/],
  ['a damaged database', withLedger({ integrity: 'row 3 missing from index' }), /damaged: row 3 missing/],
  [
    'two calls of a task at once',
    { ...sound, calls: sound.calls.map((each) => ({ ...each, overlaps: each.call === 3 })) },
    /another call of the same/,
  ],
  [
    'a call for an unknown prompt',
    { ...sound, calls: [...sound.calls, call(4, 0, { round: 2 })] },
    /no prompt of the file/,
  ],
  ['more calls at once than allowed', { ...sound, concurrency: 0 }, /more than the limit of 0/],
  ['a drain that ended too soon', { ...sound, rounds: 2 }, /after 1 of 2 kills/],
])('the account finds %s', (_, evidence, fault) => expect(judge(evidence).faults.join('\n')).toMatch(fault))

test('prompts and answers name their task', () => {
  expect(taskOf(promptOf(17))).toBe(17)
  expect(taskOf('Soak')).toBe(0)
  expect(readAnswer(answerOf(17, 3))).toEqual({ task: 17, call: 3 })
  expect(readAnswer('Hello')).toBeNull()
})
