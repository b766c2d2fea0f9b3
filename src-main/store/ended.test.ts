import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { type LaneName, laneNames } from '#shared/lane'
import type { Outcome } from '#shared/outcome'
import { historyBarMs, historyBars } from '#shared/overview'
import type { Failure, TaskState } from '#shared/task'
import type { ClaimedTask } from '#shared/work'
import type { Database } from './database'
import { endedReader } from './ended'
import { start } from './retention/candidates'
import { purgeSlices } from './retention/purge-slice'
import { aBatch, aTask, tempStore } from './temp-store'

const dayMs = 86_400_000
const noon = 20_000 * dayMs
const failureOf = (status: number): Failure => ({
  ...{ code: 'server_error', status, providerCode: null, message: `broken ${status}`, requestId: null },
})
const answer: Outcome = {
  kind: 'succeeded',
  result: {
    ...{ kind: 'text', text: 'Hello', cutOff: false, finishReason: 'stop', model: 'm', requestId: null },
    usage: { tokensIn: 3, tokensOut: 1 },
  },
}

/** The same numbers, by reading all tasks. */
function plainly(db: Database, now: number) {
  const rows = db
    .prepare(
      `SELECT lane, state, settled_at AS at, answer_ms AS ms FROM tasks WHERE settled_at IS NOT NULL ORDER BY settled_at DESC`,
    )
    .all() as { lane: LaneName; state: string; at: number; ms: number | null }[]
  const first = Math.floor(now / historyBarMs) - historyBars + 1
  const barsOf = (of: typeof rows) =>
    Array.from(
      { length: historyBars },
      (_, n) => of.filter(({ at }) => Math.floor(at / historyBarMs) === first + n).length,
    )
  const dead = rows.filter(({ state }) => state === 'dead')
  const byLane = <T>(read: (lane: LaneName) => T) => ({ fast: read('fast'), heavy: read('heavy') })
  return {
    bars: byLane((name) => barsOf(rows.filter(({ lane }) => lane === name))),
    deadBars: barsOf(dead),
    deadLastHour: dead.filter(({ at }) => at > now - 3_600_000).length,
    answers: byLane((name) =>
      rows.flatMap(({ lane, state, ms }) => (lane === name && state === 'succeeded' && ms !== null ? [ms] : [])),
    ),
  }
}

async function setup(tasks: number) {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  const { store } = temp
  await store.beginBoot('boot', 'machine', 1)
  const batchId = await store.newBatch(aBatch())
  const inputs = Array.from({ length: tasks }, (_, n) => aTask(`p${n}`, { lane: n % 3 ? 'fast' : 'heavy' }))
  await store.enqueue(batchId, inputs, 1)
  const claim = { now: 1, admit: () => true, windowOpen: () => true, as: () => 'sent' as const, limit: () => tasks }
  const running: ClaimedTask[] = []
  for (const lane of laneNames) running.push(...(await store.claim({ ...claim, lane })).tasks)
  const end = { endedAt: 1, progress: 'done', wait: null, mayHaveBeenBilled: false, firstByteMs: null } as const
  const settle = (task: ClaimedTask | undefined, kind: 'succeeded' | 'dead' | 'cancelled', at: number) => {
    if (!task) return
    const failure = failureOf(500 + (task.id % 2))
    const outcome: Outcome =
      kind === 'succeeded' ? answer : kind === 'dead' ? { kind: 'permanent', failure } : { kind: 'cancelled' }
    const state: TaskState =
      kind === 'dead'
        ? { kind, settledAt: at, failure }
        : kind === 'cancelled'
          ? { kind, settledAt: at, failure: null }
          : { kind, settledAt: at }
    return store.settle({ ...end, task, outcome, next: { retriesUsed: 0, state } }, at)
  }
  /** What a person does to any task of that state. */
  const move = async (from: string, n: number, to: (failure: Failure | null) => TaskState) => {
    const ids = store.db.prepare('SELECT id FROM tasks WHERE state = ? ORDER BY id').pluck().all(from) as number[]
    const task = store.tasks.get(ids[n % ids.length] as never)
    if (task) await store.move(task, to('failure' in task.state ? task.state.failure : null), 1)
  }
  const slices = purgeSlices(store.db, store.changes)
  return {
    ...{ store, running, settle, move },
    purge: (before: number) => store.write(() => slices.tasks(start, before, 100, 1)),
  }
}

const same = (read: ReturnType<typeof endedReader>['read'], db: Database, now: number) => {
  expect(read(now)).toEqual(plainly(db, now))
}

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('end' as const),
      n: fc.nat(2),
      late: fc.constantFrom(0, 0, 0, 90, 400, 40_000),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('requeue', 'discard', 'undo', 'swap'), n: fc.nat(50) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('pass' as const),
      ms: fc.constantFrom(1, 200, 1_000, 1_000, 14_999, 61_000, 3_000_000),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('set' as const),
      ms: fc.constantFrom(-700, -9_000, -500_000, -dayMs, 5_000_000),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('purge' as const) }) },
)

test('what is remembered gives the numbers that reading all tasks gives, whatever leaves, comes late or is purged, and whichever way the clock is set', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60 }), async (steps) => {
      const { store, running, settle, move, purge } = await setup(80)
      const { read } = endedReader(store.db, store.changes.leftEnds)
      let now = noon
      for (const each of steps) {
        if (each.do === 'pass' || each.do === 'set') now += each.ms
        else if (each.do === 'end')
          await settle(running.pop(), (['succeeded', 'dead', 'cancelled'] as const)[each.n] ?? 'dead', now - each.late)
        else if (each.do === 'purge') await purge(now - dayMs)
        else {
          const requeue = () => move('dead', each.n, () => ({ kind: 'queued' }))
          const discard = () => move('dead', each.n, (failure) => ({ kind: 'cancelled', settledAt: now, failure }))
          // Taking a discard back gives the letter its own moment again.
          const undo = () =>
            move('cancelled', each.n, (failure) => ({
              kind: 'dead',
              settledAt: now - 20_000,
              failure: failure ?? failureOf(502),
            }))
          if (each.do !== 'undo') await (each.do === 'discard' ? discard() : requeue())
          if (each.do === 'undo' || each.do === 'swap') await undo()
        }
        same(read, store.db, now)
      }
      store.close()
    }),
    { numRuns: 30 },
  )
}, 60_000)

test('a reading asks for what ended since the one before, by the index alone', async () => {
  const { store, running, settle } = await setup(60)
  type Span = { from?: number; upTo?: number }
  type Spied = { all: (params: Span) => unknown; get: (params: Span) => unknown; pluck: () => Spied }
  const ran: { sql: string; params: Span }[] = []
  const spy = new Proxy(store.db, {
    get(target, name) {
      if (name !== 'prepare') return Reflect.get(target, name)
      return (sql: string): Spied => {
        const statement = target.prepare(sql)
        const spying = (call: 'all' | 'get') => (params: Span) => {
          if (/FROM tasks/.test(sql)) ran.push({ sql, params })
          return params ? statement[call](params) : statement[call]()
        }
        const pluck = () => {
          statement.pluck()
          return spied
        }
        const spied = { all: spying('all'), get: spying('get'), pluck } as Spied
        return spied
      }
    },
  })
  const { read } = endedReader(spy, store.changes.leftEnds)
  for (let n = 0; n < 20; n++) await settle(running.pop(), n % 2 ? 'dead' : 'succeeded', noon + n * 100)
  read(noon + 5_000)
  await settle(running.pop(), 'dead', noon + 5_500)
  ran.length = 0
  same(read, store.db, noon + 6_000)
  expect(ran.length).toBeGreaterThan(5)
  for (const { sql, params } of ran) {
    const isOfTheHour = params.upTo !== undefined && params.upTo <= noon + 6_000 - 3_600_000 // what fell out of it
    if (!isOfTheHour) expect(params.from).toBeGreaterThanOrEqual(noon + 4_000)
    const steps = store.db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(params) as { detail: string }[]
    expect([sql, steps.map(({ detail }) => detail).join('; ')]).toEqual([
      sql,
      expect.stringMatching(
        /SEARCH tasks USING (COVERING )?INDEX tasks_ended \(state=\? AND settled_at>\? AND settled_at<\?\)/,
      ),
    ])
  }
})

test('the count of what may have been billed takes in what was added, and what a purge took away', async () => {
  const { store, running } = await setup(12)
  const failure = { ...failureOf(504), code: 'timeout' } as const
  const lose = async (task: ClaimedTask | undefined, state: TaskState) => {
    if (!task) throw new Error('nothing ran')
    const next = { retriesUsed: 1, state }
    const end = { endedAt: 9, progress: 'sent', wait: null, mayHaveBeenBilled: true, firstByteMs: null } as const
    await store.settle(
      { ...end, task, outcome: { kind: 'transient', failure, outage: false, retryAfterMs: null }, next },
      9,
    )
  }
  const provider = 'none that is left out'
  expect(store.attempts.unanswered(provider)).toBe(0)
  await lose(running.pop(), { kind: 'dead', settledAt: 9, failure })
  await lose(running.pop(), { kind: 'queued' })
  expect(store.attempts.unanswered(provider)).toBe(2)
  expect(store.attempts.unanswered('practice')).toBe(0)
  expect(store.attempts.unanswered(provider)).toBe(2)
  await lose(running.pop(), { kind: 'queued' })
  expect(store.attempts.unanswered(provider)).toBe(3)
  await store.write(() => {
    store.db.exec(`DELETE FROM attempts WHERE task_id = (SELECT max(task_id) FROM attempts)`)
    store.db.exec('UPDATE batches SET purged = purged + 1')
  })
  expect(store.attempts.unanswered(provider)).toBe(2)
})
