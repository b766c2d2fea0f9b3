import { expect, onTestFinished, test } from 'vitest'
import { type Counts, settled, total } from '#shared/batch'
import { laneDefaults } from '#shared/lane'
import type { Outcome } from '#shared/outcome'
import type { Failure, FailureCode } from '#shared/task'
import { sumCounts } from '#store/counts'
import { aBatch, aTask, tempStore } from '#store/temp-store'
import { createEngine } from './engine'
import { manualClock } from './manual-clock'

const failed = (code: FailureCode, status: number): Failure => ({
  ...{ code, status, providerCode: null, message: 'no', requestId: null },
})
const ok: Outcome = {
  kind: 'succeeded',
  result: {
    ...{ kind: 'text', text: 'x', cutOff: false, finishReason: 'stop', model: 'practice-mini', requestId: null },
    usage: { tokensIn: 1, tokensOut: 1 },
  },
}
const down: Outcome = { kind: 'transient', failure: failed('overloaded', 503), outage: true, retryAfterMs: null }
const noKey: Outcome = { kind: 'blocked', reason: 'auth', failure: failed('auth', 401) }
const noQuota: Outcome = { kind: 'blocked', reason: 'quota', failure: failed('quota', 429) }

type Reply = { readonly outcome: Outcome; readonly afterMs: number }
type Call = { readonly at: number; endedAt: number; outcome: Outcome | null }

/**
 * An engine on a store on disk, with that many tasks in line on Fast, its clock moved by hand.
 * @param reply what the provider makes of a call that comes now, and how long it takes; at 0 ms it answers at once
 */
async function setup(count: number, concurrency: number, reply: (now: number) => Reply) {
  const temp = tempStore()
  const { store } = temp
  const clock = manualClock()
  const calls: Call[] = []
  let answered = 0
  const call = ({ signal }: { signal: AbortSignal }) => {
    const made: Call = { at: clock.now(), endedAt: Number.POSITIVE_INFINITY, outcome: null }
    calls.push(made)
    const { outcome, afterMs } = reply(clock.now())
    const end = () => {
      answered += 1
      made.endedAt = clock.now()
      made.outcome = outcome
      return outcome
    }
    if (afterMs === 0) return Promise.resolve(end())
    return new Promise<Outcome>((done) => {
      const takeBack = clock.timer(afterMs, () => done(end()))
      signal.addEventListener('abort', () => {
        takeBack()
        answered += 1
        done({ kind: 'lost' })
      })
    })
  }
  const engine = createEngine({
    ...{ store, clock, random: () => 0.5, bootId: 'boot' },
    providers: { adapter: async () => ({ call }), mayRefuse: () => true },
  })
  onTestFinished(async () => {
    const stopped = engine.stop(0)
    await clock.advance(10_000, quiet)
    await stopped
    temp.remove()
  })
  await engine.setLane('fast', { policy: { ...laneDefaults.fast, concurrency }, paused: false })
  const batchId = await store.newBatch(aBatch())
  for (let from = 0; from < count; from += 1_000) {
    const tasks = Array.from({ length: Math.min(1_000, count - from) }, (_, n) => aTask(`Prompt ${from + n}`))
    await engine.enqueue(batchId, tasks)
  }
  const attempts = store.db.prepare('SELECT count(*) FROM attempts').pluck()
  /** Waits until every answer is on disk and nothing follows from it any more. */
  async function quiet() {
    for (let still = 0, seen = ''; still < 4; ) {
      // A write of our own ends after those that were in line before it: a checkpoint may have them wait for a while.
      if (still === 2) await store.ping()
      else await new Promise((done) => setImmediate(done))
      const now = `${store.events.lastSeq()} ${calls.length}`
      still = now === seen && attempts.get() === answered ? still + 1 : 0
      seen = now
    }
  }
  const counts = (): Counts => sumCounts(store.counts.all())
  await engine.start()
  await quiet()
  return {
    ...{ engine, store, clock, calls, counts },
    pass: (ms: number) => clock.advance(ms, quiet),
    /** Goes on until every task is at its end, for an hour at most. */
    async finish() {
      for (let second = 0; second < 3_600 && settled(counts()) < total(counts()); second++) {
        await clock.advance(1_000, quiet)
      }
    },
    retriesSpent: () => Number(store.db.prepare('SELECT total(retries_used) FROM tasks').pluck().get()),
  }
}

const within = (calls: readonly Call[], from: number, to: number) => calls.filter(({ at }) => at >= from && at < to)
/** The most calls that began within so many milliseconds of each other. */
const burst = (calls: readonly Call[], ms: number) =>
  Math.max(0, ...calls.map(({ at }) => within(calls, at, at + ms).length))

const latencyMs = 200
const outageMs = 120_000

/** 5,000 tasks; after six seconds of work the provider answers 503 for two minutes, and then as before. */
async function throughAnOutage(concurrency: number) {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  let measured = false
  const it = await setup(5_000, concurrency, (now) =>
    now >= from && now < to ? { outcome: down, afterMs: 60 } : { outcome: ok, afterMs: measured ? 0 : latencyMs },
  )
  const { clock, calls, pass } = it
  await pass(6_000)
  ;[from, to] = [clock.now() + 1, clock.now() + 1 + outageMs] // what began in this very millisecond was still answered
  await pass(1 + outageMs)
  const during = within(calls, from, to)
  const [dead, retries] = [it.counts().dead, it.retriesSpent()]
  await pass(20_000)
  measured = true // the rest may go quickly
  const answers = (start: number, ms: number) =>
    calls.filter(({ outcome, endedAt }) => outcome === ok && endedAt >= start && endedAt < start + ms).length
  const formerRate = answers(from - 5_000, 5_000) / 5
  const windowMs = 1_000
  const returned = Array.from({ length: 190 }, (_, n) => n * 100).find(
    (ms) => answers(to + ms, windowMs) >= 0.9 * formerRate * (windowMs / 1_000),
  )
  const after = calls.filter(({ at }) => at >= to)
  const firstAnswerAt = Math.min(...after.filter(({ outcome }) => outcome === ok).map(({ endedAt }) => endedAt))
  return {
    ...{ ...it, during, dead, retries, formerRate },
    /** Milliseconds from the provider's return until the rate is that of before, or nearly. */
    returnedMs: returned ?? Number.POSITIVE_INFINITY,
    burstBefore: burst(within(calls, 0, from), 100),
    burstAfter: burst(after, 100),
    /** Calls that began within 100 ms of the first answer after the outage. */
    atReturn: within(after, firstAnswerAt, firstAnswerAt + 100).length,
  }
}

test('an outage of two minutes costs fewer than thirty calls and no retry, and the flow is back within ten seconds', async () => {
  const { during, dead, retries, returnedMs, burstBefore, burstAfter, finish, counts, formerRate } =
    await throughAnOutage(5)
  expect(formerRate).toBeGreaterThan(20) // five slots at 200 ms allow 25 a second
  expect.soft(during.length, 'calls during the outage').toBeLessThan(30)
  expect.soft(dead, 'dead letters').toBe(0)
  expect.soft(retries, 'retries spent').toBe(0)
  expect.soft(returnedMs, 'ms until nine tenths of the former rate').toBeLessThanOrEqual(10_000)
  expect.soft(burstAfter, 'most calls within 100 ms').toBeLessThanOrEqual(burstBefore)
  await finish()
  expect(counts()).toMatchObject({ succeeded: 5_000, dead: 0 })
}, 120_000)

test('with many slots the flow grows back in steps after an outage: they do not all begin at once', async () => {
  const { dead, retries, returnedMs, atReturn, burstBefore, burstAfter } = await throughAnOutage(20)
  expect.soft(dead, 'dead letters').toBe(0)
  expect.soft(retries, 'retries spent').toBe(0)
  expect.soft(returnedMs, 'ms until nine tenths of the former rate').toBeLessThanOrEqual(10_000)
  expect.soft(atReturn, 'calls within 100 ms of the first answer').toBeLessThanOrEqual(10)
  expect.soft(burstAfter, 'most calls within 100 ms').toBeLessThanOrEqual(burstBefore)
}, 120_000)

test.each([
  ['a refused key', noKey],
  ['an exhausted quota', noQuota],
])(
  '%s costs at most two calls of ten thousand tasks and kills none; all go on once a person mended it',
  async (_, refusal) => {
    let mended = false
    const { engine, calls, counts, pass, finish, retriesSpent } = await setup(10_000, 5, () =>
      mended ? { outcome: ok, afterMs: 0 } : { outcome: refusal, afterMs: 50 },
    )
    await pass(3_600_000)
    expect.soft(calls.length, 'calls').toBeLessThanOrEqual(2)
    expect(counts()).toMatchObject({ queued: 10_000, dead: 0 })
    expect(retriesSpent()).toBe(0)
    mended = true
    await engine.providerChanged('practice')
    await finish()
    expect(counts()).toMatchObject({ succeeded: 10_000, dead: 0 })
    expect(retriesSpent()).toBe(0)
  },
  120_000,
)
