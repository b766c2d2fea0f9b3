import { expect, onTestFinished, test } from 'vitest'
import type { BatchOptions } from '#shared/batch'
import { localDays } from '#shared/local-day'
import type { Outcome, ProviderCall } from '#shared/outcome'
import { chat, promptOf } from '#shared/request'
import type { Failure, TaskId } from '#shared/task'
import { aBatch, aTask, tempStore } from '#store/temp-store'
import { createBudgets } from './budget'
import { withCosts } from './costs'
import { createEngine } from './engine'
import { manualClock } from './manual-clock'
import type { EngineStore, Fallbacks, Providers } from './ports'
import { nothingSaved } from './pricing'

// One thing that is held up must not hold up another, nor keep the engine busy.

const failure: Failure = { code: 'server_error', status: 500, providerCode: null, message: 'no', requestId: null }
const ok: Outcome = {
  kind: 'succeeded',
  result: {
    ...{ kind: 'text', text: 'ok', cutOff: false, finishReason: 'stop', model: 'm', requestId: null },
    usage: { tokensIn: 1, tokensOut: 1 },
  },
}
const limited = (retryAfterMs: number): Outcome => ({ kind: 'rate_limited', failure, retryAfterMs })
const broken: Outcome = { kind: 'transient', failure, outage: false, retryAfterMs: null }
const out: Outcome = { kind: 'transient', failure, outage: true, retryAfterMs: null }

type Call = ProviderCall & { readonly answer: (outcome: Outcome) => void }
type Parts = {
  readonly more?: Partial<Providers>
  /** Null: the test answers. */
  readonly reply?: (call: ProviderCall, n: number) => Outcome | null
}

/** An engine that keeps to budgets, each call of which costs at most 4. */
async function setup({ more = {}, reply = () => ok }: Parts) {
  const temp = tempStore()
  const clock = manualClock()
  const calls: Call[] = []
  let claims = 0
  const providers: Providers = {
    adapter: async () => ({
      call: (call) =>
        new Promise<Outcome>((answer) => {
          calls.push({ ...call, answer })
          const outcome = reply(call, calls.length)
          if (outcome) setImmediate(() => answer(outcome))
          call.signal.addEventListener('abort', () => answer({ kind: 'cancelled' }))
        }),
    }),
    ...more,
  }
  const pricing = { most: () => 4, of: () => 4, saved: () => nothingSaved }
  const budgets = createBudgets({
    ...{ pricing, dayBudget: null, days: localDays(() => 'UTC'), now: clock.now, inputTokens: () => 1 },
    onOpened: () => engine.wake(),
  })
  const kept = withCosts(temp.store, { pricing, budgets })
  const store: EngineStore = {
    ...kept,
    claim(claim) {
      claims++
      return kept.claim(claim)
    },
  }
  const engine = createEngine({ store, providers, clock, random: () => 0, bootId: 'b', due: [budgets.due] })
  await engine.start()
  const quiet = async () => {
    for (let still = 0, seen = -1; still < 20; ) {
      await new Promise((done) => setImmediate(done))
      const now = temp.store.events.lastSeq() + calls.length
      still = now === seen ? still + 1 : 0
      seen = now
    }
  }
  onTestFinished(async () => {
    const stopped = engine.stop(0)
    for (const { answer } of calls) answer({ kind: 'cancelled' })
    await clock.advance(5_000, quiet)
    await stopped
    temp.remove()
  })
  return {
    ...{ temp, clock, engine, calls, quiet, budgets },
    claims: () => claims,
    batch: (options: Partial<BatchOptions> = {}, priority = 0) =>
      temp.store.newBatch({ ...aBatch(), priority, options: { policy: {}, windows: [], reuse: false, ...options } }),
    states: (ids: readonly TaskId[]) => ids.map((id) => temp.store.tasks.get(id)?.state.kind),
    async seconds(count: number) {
      await quiet()
      for (let n = 0; n < count; n++) {
        await clock.advance(1_000, quiet)
        await quiet()
      }
    },
  }
}
const prompts = (count: number, prompt = 'p') => Array.from({ length: count }, (_, n) => aTask(`${prompt}${n}`))
const standIn =
  (fallbacks: Fallbacks): NonNullable<Providers['fallbacks']> =>
  (_, model) =>
    model === 'practice-mini' ? fallbacks : { to: [], afterMs: 0 }
const other = [{ providerId: 'practice', model: 'other' }]

test('where calls cost money as well a half-open gate lets one probe through, and its success opens it', async () => {
  const { engine, batch, quiet, clock, calls, states } = await setup({
    reply: (_, n) => (n <= 5 ? limited(1_000) : null),
  })
  const ids = await engine.enqueue(await batch(), prompts(5))
  await quiet()
  await clock.advance(1_200, quiet)
  expect(calls).toHaveLength(6)
  expect(engine.pace(engine.gates()[0]?.id as never)?.inFlight).toBe(1)
  calls[5]?.answer(ok)
  await quiet()
  expect(engine.gates()[0]?.state.kind).toBe('open')
  expect(states(ids).filter((state) => state === 'succeeded')).toHaveLength(1)
})

test('the first of a group that is cancelled leaves its place to the next', async () => {
  const { engine, temp, batch, quiet, calls } = await setup({ more: { cachesFrom: () => 1_024 }, reply: () => null })
  const system = 'A long text that all of them share. '.repeat(200)
  const sharers = Array.from({ length: 5 }, (_, n) => ({ ...aTask(), request: chat(`q${n}`, { system }) }))
  const ids = await engine.enqueue(await batch({ sharedPrefix: { system: true, userChars: 0 } }), sharers)
  await quiet()
  expect(calls).toHaveLength(1)
  const first = temp.store.task(ids[0] as TaskId)
  if (first) await engine.cancel(first)
  await quiet()
  expect(calls).toHaveLength(2)
})

test.each([
  ['a gate that is half-open', {}, (_: ProviderCall, n: number) => (n === 1 ? limited(1_000) : ok)],
  [
    'one call at once',
    { limits: () => ({ set: { requestsPerMinute: null, tokensPerMinute: null, concurrency: 1 }, preset: {} }) },
    () => ok,
  ],
])('a budget that holds a batch holds up no other, and costs no claims: %s', async (_, more, reply) => {
  const { engine, batch, quiet, clock, states, claims, seconds } = await setup({ more, reply })
  const free = await engine.enqueue(await batch(), [aTask('free')])
  await quiet()
  const held = await engine.enqueue(await batch({ budget: 3 }, 5), [aTask('held')])
  await quiet()
  const late = await engine.enqueue(await batch(), [aTask('late')])
  await clock.advance(1_100, quiet)
  await seconds(5)
  expect([...states(free), ...states(late), ...states(held)]).toEqual(['succeeded', 'succeeded', 'queued'])
  const before = claims()
  await quiet()
  await quiet()
  expect(claims()).toBe(before)
})

test('a prompt that breaks as the probe pays for it like any other, and the rest goes on', async () => {
  const { engine, batch, calls, states, seconds } = await setup({
    reply: ({ request }, n) => (n === 1 ? limited(1_000) : promptOf(request) === 'bad' ? broken : ok),
  })
  const [bad, ...good] = await engine.enqueue(await batch(), [aTask('bad'), ...prompts(30)])
  await seconds(60)
  expect(states([bad as TaskId])).toEqual(['dead'])
  expect(new Set(states(good))).toEqual(new Set(['succeeded']))
  expect(calls.filter(({ request }) => promptOf(request) === 'bad').length).toBeLessThanOrEqual(5)
})

test('tasks whose fallback is closed let those behind them go, and wait for their own model once it has none any more', async () => {
  const fallbacks = { to: other, afterMs: 30_000 }
  const { engine, batch, states, seconds } = await setup({
    more: { fallbacks: (providerId, model) => standIn(fallbacks)(providerId, model) },
    reply: ({ model, request }) =>
      model === 'other' ? limited(20 * 3_600_000) : promptOf(request).startsWith('bad') ? broken : ok,
  })
  const batchId = await batch()
  const bad = await engine.enqueue(batchId, prompts(5, 'bad'))
  await seconds(30)
  expect(new Set(states(bad))).toEqual(new Set(['queued']))
  const good = await engine.enqueue(batchId, prompts(50))
  await seconds(30)
  expect(new Set(states(good))).toEqual(new Set(['succeeded']))
  fallbacks.to = []
  await engine.providerChanged('practice')
  await seconds(30)
  expect(new Set(states(bad))).toEqual(new Set(['dead']))
})

test('an outage that has lasted for longer than a model’s fallback waits sends its tasks there, through all the probes', async () => {
  const { engine, batch, states, seconds, calls } = await setup({
    more: { fallbacks: standIn({ to: other, afterMs: 30_000 }) },
    reply: ({ model }) => (model === 'other' ? ok : out),
  })
  const ids = await engine.enqueue(await batch(), prompts(30))
  await seconds(20)
  expect(calls.every(({ model }) => model === 'practice-mini')).toBe(true)
  await seconds(60)
  expect(new Set(states(ids))).toEqual(new Set(['succeeded']))
})

test('a gate that is still being made is not one that has been closed for long', async () => {
  const { engine, batch, quiet, calls } = await setup({
    more: {
      keysOf: () => ['2'],
      fallbacks: (_, model) => (model === 'other' ? { to: [], afterMs: 0 } : { to: other, afterMs: 30_000 }),
    },
    reply: () => null,
  })
  await engine.enqueue(await batch(), prompts(20))
  await quiet()
  expect(new Set(calls.map(({ model }) => model))).toEqual(new Set(['practice-mini']))
})

test('a refusal of a key is found out by one call again after a person said that it works', async () => {
  const refused: Outcome = { kind: 'blocked', reason: 'auth', failure }
  const { engine, batch, seconds, calls } = await setup({ more: { mayRefuse: () => true }, reply: () => refused })
  const batchId = await batch()
  for (let n = 0; n < 10; n++) await engine.enqueue(batchId, [aTask('x', { model: `m${n}` })])
  await seconds(10)
  expect(calls.length).toBeLessThanOrEqual(2)
  const before = calls.length
  await engine.providerChanged('practice')
  await seconds(10)
  expect(calls.length - before).toBeLessThanOrEqual(2)
})
