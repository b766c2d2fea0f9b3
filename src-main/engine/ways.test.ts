import { expect, onTestFinished, test } from 'vitest'
import type { BatchOptions } from '#shared/batch'
import { SetLimits } from '#shared/limits'
import type { Outcome, ProviderCall } from '#shared/outcome'
import { chat, promptOf } from '#shared/request'
import type { Failure, TaskId } from '#shared/task'
import { aBatch, aTask, tempStore } from '#store/temp-store'
import { createEngine, type OutputReader } from './engine'
import { manualClock } from './manual-clock'
import type { Providers } from './ports'

const failure: Failure = { code: 'auth', status: 401, providerCode: null, message: 'no', requestId: null }
const ok: Outcome = {
  kind: 'succeeded',
  result: {
    ...{ kind: 'text', text: 'ok', cutOff: false, finishReason: 'stop', model: 'm', requestId: null },
    usage: { tokensIn: 1, tokensOut: 1 },
  },
}
const refused: Outcome = { kind: 'blocked', reason: 'auth', failure }
const limited = (retryAfterMs: number): Outcome => ({ kind: 'rate_limited', failure, retryAfterMs })
const down: Outcome = {
  kind: 'transient',
  failure: { ...failure, code: 'overloaded' },
  outage: false,
  retryAfterMs: null,
}

type Made = ProviderCall & {
  readonly provider: string
  readonly keyId: string
  readonly answer: (outcome: Outcome) => void
}

async function setup(more: Partial<Providers> = {}, options?: BatchOptions, output?: OutputReader) {
  const temp = tempStore()
  onTestFinished(async () => {
    await quiet() // what was answered last is on its way to the disk
    temp.remove()
  })
  const clock = manualClock()
  const calls: Made[] = []
  const providers: Providers = {
    adapter: async (provider, keyId) => ({
      call: (call) => new Promise((answer) => calls.push({ ...call, provider, keyId, answer })),
    }),
    ...more,
  }
  const engine = createEngine({
    store: temp.store,
    providers,
    clock,
    random: () => 0,
    bootId: 'b',
    ...(output ? { output } : {}),
  })
  await engine.start()
  const batchId = await temp.store.newBatch({ ...aBatch(), ...(options ? { options } : {}) })
  const quiet = async () => {
    for (let still = 0, seen = -1; still < 6; ) {
      await new Promise((done) => setImmediate(done))
      const now = temp.store.events.lastSeq() + calls.length
      still = now === seen ? still + 1 : 0
      seen = now
    }
  }
  const call = (n: number): Made => {
    const found = calls[n]
    if (!found) throw new Error(`there is no call ${n}`)
    return found
  }
  const answer = async (n: number, outcome: Outcome) => {
    call(n).answer(outcome)
    await quiet()
  }
  return { temp, clock, engine, batchId, calls, call, answer, quiet, task: (id: TaskId) => temp.store.tasks.get(id) }
}
const tasks = (count: number) => Array.from({ length: count }, (_, n) => aTask(`p${n + 1}`))

test('a refused key costs one call of ten thousand, no task dies, and all go on once it is mended', async () => {
  const { engine, batchId, quiet, calls, answer, clock, temp } = await setup({ mayRefuse: () => true })
  const ids = await engine.enqueue(batchId, tasks(10_000))
  await quiet()
  expect(calls).toHaveLength(1)
  await answer(0, refused)
  await clock.advance(3_600_000, quiet)
  expect(calls).toHaveLength(1)
  expect(temp.store.counts.all().filter(({ state }) => state === 'dead')).toEqual([])
  await engine.providerChanged('practice')
  await quiet()
  expect(calls).toHaveLength(2)
  await answer(1, ok)
  await answer(2, ok)
  expect(calls).toHaveLength(5)
  expect(ids).toHaveLength(10_000)
}, 30_000)

test('a key that no call has proved lets one call go alone for as long as a refusal takes, and then the others', async () => {
  const { engine, batchId, quiet, calls, clock } = await setup({ mayRefuse: () => true })
  await engine.enqueue(batchId, tasks(10))
  await quiet()
  const [gate] = engine.gates()
  expect(engine.pace(gate?.id ?? expect.fail())?.next).toMatchObject({ of: null, first: true })
  await clock.advance(1_999, quiet)
  expect(calls).toHaveLength(1)
  await clock.advance(1, quiet)
  expect(calls).toHaveLength(5)
})

test('the first text of a streamed answer proves the key', async () => {
  const { engine, batchId, quiet, calls, call } = await setup({ mayRefuse: () => true })
  await engine.enqueue(batchId, tasks(10))
  await quiet()
  call(0).onText?.('Hel')
  await quiet()
  expect(calls).toHaveLength(5)
})

test('whoever reads all output hears each piece, and the end of an attempt once it is on disk', async () => {
  const heard: string[] = []
  let stateOf = (_id: TaskId): string | undefined => undefined
  const output: OutputReader = {
    text: ({ id, attempt }, piece) => heard.push(`${id}.${attempt} ${piece}`),
    ended: ({ id, attempt }) => heard.push(`${id}.${attempt} ended ${stateOf(id)}`),
  }
  const { engine, batchId, quiet, call, answer, task, clock } = await setup({}, undefined, output)
  stateOf = (id) => task(id)?.state.kind
  await engine.enqueue(batchId, tasks(1))
  await quiet()
  call(0).onText?.('Hel')
  call(0).onText?.('') // a sign of life has no text
  await answer(0, down)
  expect(heard).toEqual(['1.1 Hel', '1.1 ended backing_off'])
  await clock.advance(60_000, quiet)
  call(1).onText?.('Hello')
  await answer(1, ok)
  expect(heard.slice(2)).toEqual(['1.2 Hello', '1.2 ended succeeded'])
})

test('with two keys a refused one leaves all work to the other, and a limit of one does not hold up the other', async () => {
  const { engine, batchId, quiet, calls, call, answer } = await setup({ keysOf: () => ['1', '2'] })
  await engine.enqueue(batchId, tasks(40))
  await quiet()
  await answer(0, ok)
  await answer(1, ok)
  expect(new Set(calls.map(({ keyId }) => keyId))).toEqual(new Set(['1', '2']))
  const one = 2
  expect(call(one).keyId).toBe('1')
  await answer(one, refused)
  const before = calls.length
  for (let n = 3; n < before; n++) call(n).answer(ok)
  await quiet()
  const later = calls.slice(before)
  expect(later.length).toBeGreaterThanOrEqual(5)
  expect(later.every(({ keyId }) => keyId === '2')).toBe(true)
  expect(engine.gates().map(({ keyId, state }) => [keyId, state.kind])).toEqual([
    ['1', 'closed'],
    ['2', 'open'],
  ])
})

test('a limit that holds for longer than a model’s fallback waits sends tasks there, and a short one does not', async () => {
  const fallbacks: Providers['fallbacks'] = (_, model) =>
    model === 'practice-mini'
      ? { to: [{ providerId: 'practice', model: 'other' }], afterMs: 30_000 }
      : { to: [], afterMs: 0 }
  const { engine, batchId, quiet, calls, call, answer, temp, clock } = await setup({ fallbacks })
  const ids = await engine.enqueue(batchId, tasks(12))
  await quiet()
  await answer(0, limited(20_000))
  for (const n of [1, 2, 3, 4]) await answer(n, ok)
  expect(calls).toHaveLength(5)
  await clock.advance(21_000, quiet)
  expect(calls).toHaveLength(6) // the probe
  await answer(5, limited(60_000))
  const [first] = calls.slice(6)
  expect(first?.model).toBe('other')
  for (let n = 6; n < calls.length; n++) call(n).answer(ok)
  await quiet()
  const used = ids.flatMap(
    (id) => temp.store.detail(id)?.attempts.map(({ model, outcome }) => `${model} ${outcome}`) ?? [],
  )
  expect(used.filter((each) => each === 'other succeeded').length).toBeGreaterThan(0)
  expect(used.filter((each) => each === 'practice-mini rate_limited')).toHaveLength(2)
})

test('a task whose retries are used up goes on with its model’s fallback and a full set of retries, and a requeue begins anew', async () => {
  const fallbacks: Providers['fallbacks'] = (_, model) =>
    model === 'practice-mini'
      ? { to: [{ providerId: 'practice', model: 'other' }], afterMs: 30_000 }
      : { to: [], afterMs: 0 }
  const { engine, batchId, quiet, calls, answer, temp, clock } = await setup({ fallbacks })
  const [id] = (await engine.enqueue(batchId, tasks(1))) as [TaskId]
  await quiet()
  for (let n = 0; n < 8; n++) {
    expect(calls).toHaveLength(n + 1)
    await answer(n, down)
    await clock.advance(1_500, quiet)
  }
  expect(calls.map(({ model }) => model)).toEqual([...Array(4).fill('practice-mini'), ...Array(4).fill('other')])
  expect(temp.store.tasks.get(id)?.state.kind).toBe('dead')
  const dead = temp.store.tasks.get(id)
  if (dead) await temp.store.move(dead, { kind: 'queued' }, clock.now(), { retriesUsed: 0, afresh: true })
  engine.wake()
  await quiet()
  expect(calls.at(-1)?.model).toBe('practice-mini')
})

const long = 'A long text that all of them share. '.repeat(200)
const sharing: BatchOptions = { policy: {}, windows: [], reuse: false, sharedPrefix: { system: true, userChars: 0 } }
const sharers = (count: number, system = long) =>
  Array.from({ length: count }, (_, n) => ({ ...aTask(), request: chat(`question ${n}`, { system }) }))

test('of prompts that share a long beginning the first goes alone until its answer begins, then the rest, all marked', async () => {
  const { engine, batchId, quiet, calls, call } = await setup({ cachesFrom: () => 1_024 }, sharing)
  const [first] = await engine.enqueue(batchId, sharers(10))
  await quiet()
  expect(calls).toHaveLength(1)
  expect(engine.warming()).toMatchObject([{ taskId: first, batchId }])
  call(0).onText?.('The')
  await quiet()
  expect(calls).toHaveLength(5)
  expect(engine.warming()).toEqual([])
  expect(calls.every(({ sharedPrefix }) => sharedPrefix?.system === true)).toBe(true)
})

test('another beginning need not wait for the first one, and one too short for the cache waits for nobody', async () => {
  const { engine, batchId, quiet, calls } = await setup({ cachesFrom: () => 1_024 }, sharing)
  await engine.enqueue(batchId, [...sharers(3), ...sharers(3, `${long}!`), ...sharers(3, 'short')])
  await quiet()
  expect(calls.map(({ request }) => promptOf(request)).sort()).toEqual([
    ...['question 0', 'question 0', 'question 0', 'question 1', 'question 2'],
  ])
})

test('where the first of them fails the next one is the first, and after five minutes of quiet one goes alone again', async () => {
  const { engine, batchId, quiet, calls, call, answer, clock } = await setup({ cachesFrom: () => 1_024 }, sharing)
  await engine.enqueue(batchId, sharers(4))
  await quiet()
  await answer(0, { kind: 'lost' })
  expect(calls).toHaveLength(2)
  await answer(1, ok)
  for (let n = 2; n < calls.length; n++) call(n).answer(ok)
  await quiet()
  const before = calls.length
  await clock.advance(301_000, quiet)
  await engine.enqueue(batchId, sharers(4))
  await quiet()
  expect(calls).toHaveLength(before + 1)
})

test('a probe after a rate limit that is not refused within seconds lets the others go before it has ended', async () => {
  const { engine, batchId, quiet, calls, answer, clock } = await setup()
  await engine.enqueue(batchId, tasks(10))
  await quiet()
  await answer(0, limited(1_000))
  for (const n of [1, 2, 3, 4]) await answer(n, ok)
  await clock.advance(1_100, quiet)
  expect(calls).toHaveLength(6)
  await clock.advance(4_900, quiet)
  expect(calls).toHaveLength(6)
  await clock.advance(100, quiet)
  expect(engine.gates()[0]?.state.kind).toBe('open')
  await clock.advance(3_000, quiet)
  expect(calls.length).toBeGreaterThan(6)
})

test('limits that a person set for a model are its pace, at once', async () => {
  let perMinute: number | null = null
  const { engine, batchId, quiet, calls } = await setup({
    limits: () => ({ set: SetLimits.parse({ concurrency: perMinute }), preset: {} }),
  })
  await engine.enqueue(batchId, tasks(10))
  await quiet()
  expect(calls).toHaveLength(5)
  perMinute = 2
  await engine.providerChanged('practice')
  for (const { answer } of [...calls]) answer(ok)
  await quiet()
  expect(calls).toHaveLength(7)
})

test('what would certainly be refused is not sent, becomes a dead letter, and says nothing of the provider', async () => {
  const tooLong: Outcome = { kind: 'permanent', failure: { ...failure, code: 'context_length', status: null } }
  const check: Providers['check'] = async (_, request) => (promptOf(request) === 'p2' ? tooLong : null)
  const { engine, batchId, quiet, calls, answer, clock, temp } = await setup({ check })
  const ids = await engine.enqueue(batchId, tasks(1))
  await quiet()
  await answer(0, limited(1_000))
  const [long] = (await engine.enqueue(batchId, [aTask('p2', { priority: 5 })])) as [TaskId]
  await clock.advance(1_100, quiet)
  expect(temp.store.tasks.get(long)?.state).toMatchObject({ kind: 'dead', failure: { code: 'context_length' } })
  expect(temp.store.detail(long)?.attempts).toMatchObject([{ progress: 'claimed', mayHaveBeenBilled: false }])
  expect(calls).toHaveLength(2) // it was no probe: the other one goes as such
  expect(engine.gates()[0]?.state.kind).toBe('half_open')
  await answer(1, ok)
  expect(ids.map((id) => temp.store.tasks.get(id)?.state.kind)).toEqual(['succeeded'])
})

test('what was learned of a gate can be forgotten; what a person set of it holds at once, and both are on disk', async () => {
  let set = SetLimits.parse({})
  const { temp, engine, batchId, call, answer, quiet, clock } = await setup({ limits: () => ({ set, preset: {} }) })
  await engine.enqueue(batchId, tasks(1))
  await quiet()
  call(0).onLimits?.([{ of: 'requests', limit: 600, remaining: 599, resetMs: 100, windowMs: 60_000 }])
  await answer(0, ok)
  await clock.advance(5_000, quiet)
  const stored = () => temp.store.loadGates()[0]
  const id = stored()?.id ?? expect.fail()
  expect(stored()?.limits.requests).toMatchObject({ value: 600, source: 'headers' })
  await engine.forgetLimits(id)
  expect(stored()?.limits.requests).toBeNull()
  set = SetLimits.parse({ requestsPerMinute: 30, concurrency: 2 })
  await engine.providerChanged('practice')
  expect(engine.gate(id)?.limits).toMatchObject({
    requests: { value: 30, source: 'set' },
    concurrency: { value: 2, source: 'set' },
  })
  await clock.advance(5_000, quiet)
  expect(stored()?.limits.requests).toMatchObject({ value: 30, source: 'set' })
})

test('calls that run while a limit is forgotten still count among those at once', async () => {
  const { engine, batchId, quiet, calls, answer, temp } = await setup({
    limits: () => ({ set: SetLimits.parse({ concurrency: 2 }), preset: {} }),
  })
  await engine.enqueue(batchId, tasks(5))
  await quiet()
  expect(calls).toHaveLength(2)
  await engine.forgetLimits(temp.store.loadGates()[0]?.id ?? expect.fail())
  await quiet()
  expect(calls).toHaveLength(2)
  await answer(0, ok)
  expect(calls).toHaveLength(3)
})

test('a pace that holds up a task says until when and by which limit, and says nothing once it goes', async () => {
  const { engine, batchId, quiet, clock, temp, answer, calls } = await setup({
    limits: () => ({ set: SetLimits.parse({ requestsPerMinute: 6 }), preset: {} }),
  })
  await engine.enqueue(batchId, tasks(2))
  await quiet()
  for (let n = 0; n < calls.length; n++) await answer(n, ok)
  const id = temp.store.loadGates()[0]?.id ?? expect.fail()
  const next = engine.pace(id)?.next
  expect(next?.of).toBe('requests')
  const ms = (next?.at ?? 0) - clock.now()
  expect(ms).toBeGreaterThan(500)
  await clock.advance(ms + 1_000, quiet)
  expect(calls.length).toBe(2)
  expect(engine.pace(id)?.next).toBeUndefined()
})

test('two models with one limit keep to it together, and a third goes its own way', async () => {
  const limits = (_providerId: string, model: string) => ({
    ...{ set: SetLimits.parse({}), preset: {} },
    shared: model === 'own' ? null : 'class',
  })
  const { engine, batchId, calls, call, answer, quiet } = await setup({ limits })
  const [opus, newer, own] = ['opus-1', 'opus-2', 'own'].map((model) => aTask(model, { model }))
  if (!opus || !newer || !own) throw new Error('three tasks')
  await engine.enqueue(batchId, [opus])
  await quiet()
  call(0).onLimits?.([{ of: 'requests', limit: 60, remaining: 0, resetMs: 60_000, windowMs: 60_000 }])
  await answer(0, ok)
  await engine.enqueue(batchId, [newer, own])
  await quiet()
  expect(calls.map(({ model }) => model)).toEqual(['opus-1', 'own'])
})
