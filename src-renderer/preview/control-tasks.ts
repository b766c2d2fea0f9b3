import type { TaskView } from '#shared/task'
import { aFailure, aTask, batches, busyTasks, gates, now } from './tasks'

const hour = 3_600_000
const heavy = { lane: 'heavy', gate: gates.sonnet, batch: batches.contracts, attempts: 0 } as const
const tests = { lane: 'fast', gate: gates.ollama, batch: batches.tests, attempts: 0 } as const
const ours = (code: 'blocked' | 'poison', message: string) =>
  aFailure({ code, status: null, providerCode: null, requestId: null, message })

/** Rows in the states that a person, a clock, or other tasks bring about. */
export const controlTasks: readonly TaskView[] = [
  ...busyTasks,
  aTask({
    ...{ ...heavy, id: 201, title: 'Write the board memo from {{steps.outline.result}} and {{steps.facts.result}}' },
    ...{ state: { kind: 'waiting' }, ageMs: 240_000 },
  }),
  aTask({
    ...{ ...heavy, id: 202, title: 'Translate the memo into Norwegian: {{steps.memo.result}}' },
    ...{ state: { kind: 'waiting' }, ageMs: 240_000 },
  }),
  aTask({
    ...{ ...tests, id: 203, title: 'Write unit tests for parse-filter.ts: every word, and what it refuses' },
    ...{ state: { kind: 'scheduled', runAt: now + 23 * 60_000 }, ageMs: 600_000 },
  }),
  aTask({
    ...{
      ...tests,
      id: 204,
      title: 'Write unit tests for clock.ts: a clock that is set back, and one that stands still',
    },
    ...{ state: { kind: 'scheduled', runAt: now + 7.5 * hour }, ageMs: 600_000 },
  }),
  aTask({
    ...{
      ...tests,
      id: 205,
      title: 'Write unit tests for shared-beginning.ts: no quote, one quote, a quote at the end',
    },
    ...{ state: { kind: 'scheduled', runAt: now + 31.5 * hour }, ageMs: 600_000, priority: 10 },
  }),
  aTask({
    ...{
      ...tests,
      id: 206,
      title: 'Write unit tests for keep-identity.ts: arrays that shrink, and parts that are equal',
    },
    ...{ state: { kind: 'scheduled', runAt: now + 40 * 24 * hour }, ageMs: 600_000 },
  }),
  aTask({
    ...{
      ...tests,
      id: 207,
      title: 'Write unit tests for seats.ts: a lane that is narrowed while all of its slots are busy',
    },
    ...{ state: { kind: 'succeeded', settledAt: now - 1_000 }, attempts: 0, cached: true, tokens: [214, 388] },
  }),
  aTask({
    ...{ ...heavy, id: 208, title: 'Summarise the clauses: {{steps.clauses.result}}' },
    state: {
      ...{ kind: 'dead', settledAt: now - 3_000 },
      failure: ours(
        'blocked',
        'It needs the result of task 129, which did not succeed. Requeue that one, and this one goes on by itself.',
      ),
    },
  }),
  aTask({
    ...{ ...heavy, id: 209, title: 'Compare all 412 attachments of the tender with each other', attempts: 3 },
    state: {
      ...{ kind: 'dead', settledAt: now - 5_000 },
      failure: ours(
        'poison',
        'It was alone in flight each of the last 3 times that Trilane died. It is set aside so that the rest can go on.',
      ),
    },
  }),
]
