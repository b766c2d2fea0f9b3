import { expect, onTestFinished, test } from 'vitest'
import type { Outcome, ProviderCall } from '#shared/outcome'
import { promptOf } from '#shared/request'
import type { BatchId, Failure, TaskId } from '#shared/task'
import { aBatch, aTask, tempStore } from '#store/temp-store'
import { createEngine } from './engine'
import { manualClock } from './manual-clock'

const failure: Failure = { code: 'overloaded', status: 503, providerCode: null, message: 'busy', requestId: null }
const answer = (text: string): Outcome => ({
  kind: 'succeeded',
  result: {
    ...{ kind: 'text', text, cutOff: false, finishReason: 'stop', model: 'practice-mini', requestId: null },
    usage: { tokensIn: 1, tokensOut: 1 },
  },
})
const transient: Outcome = { kind: 'transient', failure, outage: false, retryAfterMs: null }

type Answer = (outcome: Outcome) => void
/** A provider whose calls wait for the test to answer them; an aborted one answers as a real adapter does. */
function heldProvider() {
  const calls: { prompt: string; key: string; answer: Answer; signal: AbortSignal }[] = []
  const call = ({ request, idempotencyKey, signal }: ProviderCall) =>
    new Promise<Outcome>((resolve) => {
      calls.push({ prompt: promptOf(request), key: idempotencyKey, answer: resolve, signal })
      signal.addEventListener('abort', () => {
        const { reason } = signal
        const timeout: Outcome = {
          kind: 'transient',
          failure: { ...failure, code: 'timeout' },
          outage: true,
          retryAfterMs: null,
        }
        resolve(reason === 'timeout' ? timeout : { kind: reason === 'cancelled' ? 'cancelled' : 'lost' })
      })
    })
  return { calls, adapter: async () => ({ call }) }
}

async function setup() {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  const clock = manualClock()
  const provider = heldProvider()
  let boots = 0
  const start = async () => {
    const bootId = `boot ${++boots}`
    const engine = createEngine({ store: temp.store, providers: provider, clock, random: () => 0.5, bootId })
    const recovered = await engine.start()
    return { engine, recovered }
  }
  const { engine } = await start()
  const batchId = await temp.store.newBatch(aBatch())
  /** Waits for commits, and for what they set off, until nothing more happens. */
  const quiet = async () => {
    for (let still = 0, seq = -1; still < 5; ) {
      await new Promise((done) => setImmediate(done))
      const now = temp.store.events.lastSeq() + provider.calls.length
      still = now === seq ? still + 1 : 0
      seq = now
    }
  }
  const state = (id: TaskId) => temp.store.tasks.get(id)
  const call = (index: number) => {
    const found = provider.calls[index]
    if (!found) throw new Error(`no call ${index}`)
    return found
  }
  return { temp, clock, provider, engine, start, batchId, quiet, state, call }
}
const prompts = (count: number, lane: 'fast' | 'heavy' = 'fast') =>
  Array.from({ length: count }, (_, n) => aTask(`p${n + 1}`, { lane }))

test('Fast runs five at once and Heavy two, and a slot that comes free is filled', async () => {
  const { engine, batchId, quiet, provider, call } = await setup()
  await engine.enqueue(batchId, [...prompts(9), ...prompts(4, 'heavy')])
  await quiet()
  expect(provider.calls).toHaveLength(7)
  call(0).answer(answer('done'))
  await quiet()
  expect(provider.calls).toHaveLength(8)
})

test('a transient failure backs off by the policy and runs again when it is due, not before', async () => {
  const { engine, batchId, quiet, provider, call, clock, state } = await setup()
  const [id] = (await engine.enqueue(batchId, prompts(1))) as [TaskId]
  await quiet()
  call(0).answer(transient)
  await quiet()
  expect(state(id)).toMatchObject({ retriesUsed: 1, state: { kind: 'backing_off', runAt: clock.now() + 1_000 } })
  await clock.advance(999, quiet)
  expect(provider.calls).toHaveLength(1)
  await clock.advance(1, quiet)
  expect(provider.calls).toHaveLength(2)
  expect(call(1).key).toBe(call(0).key)
})

test('after its last retry a task is a dead letter with every attempt kept', async () => {
  const { engine, batchId, quiet, call, clock, temp } = await setup()
  const [id] = (await engine.enqueue(batchId, prompts(1))) as [TaskId]
  for (let n = 0; n < 4; n++) {
    await quiet()
    call(n).answer(transient)
    await quiet()
    await clock.advance(1_000, quiet)
  }
  const detail = temp.store.detail(id)
  expect(detail?.task).toMatchObject({ state: { kind: 'dead', failure }, retriesUsed: 3, attempts: 4 })
  expect(detail?.attempts.map(({ outcome, wait }) => [outcome, wait?.ms])).toEqual([
    ['transient', 1_000],
    ['transient', 1_000],
    ['transient', 1_000],
    ['transient', undefined],
  ])
})

test('a 429 holds the gate for all its tasks until the time it named, and spends no retry', async () => {
  const { engine, batchId, quiet, provider, call, clock, state } = await setup()
  const [id] = (await engine.enqueue(batchId, prompts(8))) as [TaskId]
  await quiet()
  call(0).answer({
    kind: 'rate_limited',
    failure: { ...failure, code: 'rate_limited', status: 429 },
    retryAfterMs: 6_000,
  })
  for (const n of [1, 2, 3, 4]) call(n).answer(answer('ok'))
  await quiet()
  expect(provider.calls).toHaveLength(5)
  expect(state(id)).toMatchObject({ retriesUsed: 0, attempts: 1, state: { kind: 'queued' } })
  await clock.advance(6_000, quiet)
  expect(provider.calls).toHaveLength(5)
  await clock.advance(250, quiet)
  expect(provider.calls).toHaveLength(6) // one goes first
  call(5).answer(answer('ok'))
  await quiet()
  await clock.advance(2_500, quiet)
  expect(provider.calls).toHaveLength(7) // then the others, at a slower pace
  call(6).answer(answer('ok'))
  await clock.advance(10_000, quiet)
  expect(provider.calls).toHaveLength(9)
})

test('an outage spends no retry, not even of those that found it, and one probe ends it', async () => {
  const { engine, batchId, quiet, provider, call, clock, temp } = await setup()
  const ids = await engine.enqueue(batchId, prompts(20))
  await quiet()
  const down: Outcome = { kind: 'transient', failure, outage: true, retryAfterMs: null }
  for (let n = 0; n < 5; n++) call(n).answer(down)
  await quiet()
  await clock.advance(2_999, quiet)
  expect(provider.calls).toHaveLength(5)
  await clock.advance(1, quiet)
  expect(provider.calls).toHaveLength(6) // the probe, alone
  call(5).answer(down)
  await quiet()
  await clock.advance(3_000, quiet)
  expect(provider.calls).toHaveLength(7)
  call(6).answer(answer('back'))
  await quiet()
  expect(provider.calls).toHaveLength(8) // not all at once
  call(7).answer(answer('back'))
  await quiet()
  for (const n of [8, 9]) call(n).answer(answer('back'))
  await quiet()
  expect(provider.calls).toHaveLength(14)
  const spent = ids.map((id) => temp.store.tasks.get(id)?.retriesUsed ?? 0)
  expect(spent.reduce((sum, n) => sum + n, 0)).toBe(0)
})

test('a refused key keeps every task queued until a person acts, then a probe goes first', async () => {
  const { engine, batchId, quiet, provider, call, clock, temp } = await setup()
  const ids = await engine.enqueue(batchId, prompts(10))
  await quiet()
  for (let n = 0; n < 5; n++)
    call(n).answer({ kind: 'blocked', reason: 'auth', failure: { ...failure, code: 'auth', status: 401 } })
  await quiet()
  await clock.advance(3_600_000, quiet)
  expect(provider.calls).toHaveLength(5)
  expect(ids.every((id) => temp.store.tasks.get(id)?.state.kind === 'queued')).toBe(true)
  await engine.providerChanged('practice')
  await quiet()
  expect(provider.calls).toHaveLength(6)
  call(5).answer(answer('ok'))
  await quiet()
  call(6).answer(answer('ok'))
  await quiet()
  expect(provider.calls).toHaveLength(9)
})

test('the timeout aborts the call itself and counts as a retry that may have been billed', async () => {
  const { engine, batchId, quiet, call, clock, temp } = await setup()
  const [id] = (await engine.enqueue(batchId, prompts(1))) as [TaskId]
  await quiet()
  await clock.advance(60_000, quiet)
  expect(call(0).signal.aborted).toBe(true)
  expect(temp.store.detail(id)).toMatchObject({
    task: { retriesUsed: 1, state: { kind: 'backing_off' } },
    attempts: [{ outcome: 'transient', mayHaveBeenBilled: true, progress: 'sent', failure: { code: 'timeout' } }],
  })
})

test.each<[string, Partial<Failure>, boolean, boolean]>([
  ['an edge that waited no longer (504)', { code: 'server_error', status: 504 }, true, true],
  ['Cloudflare’s own word for it (524)', { code: 'server_error', status: 524 }, true, true],
  ['a broken connection', { code: 'connection', status: null }, false, true],
  ['a connection that was never made', { code: 'connection', status: null }, true, false],
  ['a server that is overloaded', { code: 'overloaded', status: 503 }, true, false],
  ['a fault of the server', { code: 'server_error', status: 500 }, false, false],
])('after %s the call may have been billed: %j %s %s', async (_, told, outage, billed) => {
  const { engine, batchId, quiet, call, temp } = await setup()
  const [id] = (await engine.enqueue(batchId, prompts(1))) as [TaskId]
  await quiet()
  call(0).answer({ ...transient, outage, failure: { ...failure, ...told } })
  await quiet()
  expect(temp.store.detail(id)?.attempts).toMatchObject([{ outcome: 'transient', mayHaveBeenBilled: billed }])
})

test('what had come of a stream that broke stays with its attempt', async () => {
  const { engine, batchId, quiet, call, temp } = await setup()
  const [id] = (await engine.enqueue(batchId, prompts(1))) as [TaskId]
  await quiet()
  const part = answer('Half an ans')
  if (part.kind !== 'succeeded') throw new Error('no answer')
  const broken: Failure = { ...failure, code: 'connection', status: 200 }
  call(0).answer({ kind: 'transient', outage: false, retryAfterMs: null, failure: broken, answer: part.result })
  await quiet()
  expect(temp.store.detail(id)?.attempts).toMatchObject([
    { outcome: 'transient', mayHaveBeenBilled: true, answer: 'Half an ans' },
  ])
})

test('a running task that is cancelled is aborted and ends as cancelled', async () => {
  const { engine, batchId, quiet, call, state } = await setup()
  const [id] = (await engine.enqueue(batchId, prompts(1))) as [TaskId]
  await quiet()
  const task = state(id)
  expect(task && (await engine.cancel(task))).toBe(true)
  await quiet()
  expect(call(0).signal.reason).toBe('cancelled')
  expect(state(id)?.state.kind).toBe('cancelled')
})

test('a paused lane claims nothing, what runs goes on, and the other lane is not touched', async () => {
  const { engine, batchId, quiet, provider, call } = await setup()
  await engine.setLane('fast', { ...engine.lane('fast'), paused: true })
  await engine.enqueue(batchId, [...prompts(3), ...prompts(1, 'heavy')])
  await quiet()
  expect(provider.calls).toHaveLength(1)
  await engine.setLane('fast', { ...engine.lane('fast'), paused: false })
  await quiet()
  expect(provider.calls).toHaveLength(4)
  call(0).answer(answer('ok'))
})

test('stopping lets calls end for a while, then queues what still runs again without a retry', async () => {
  const { engine, batchId, quiet, provider, call, clock, state } = await setup()
  const [a, b] = (await engine.enqueue(batchId, prompts(2))) as [TaskId, TaskId]
  await quiet()
  const stopped = engine.stop(2_000)
  call(0).answer(answer('in time'))
  await quiet()
  await clock.advance(2_000, quiet)
  await stopped
  expect(state(a)?.state.kind).toBe('succeeded')
  expect(state(b)).toMatchObject({ retriesUsed: 0, state: { kind: 'queued' } })
  expect(provider.calls).toHaveLength(2)
})

test('what was running when the process died is queued again, spends no retry, and its attempt says so', async () => {
  const { engine, batchId, quiet, provider, temp, start } = await setup()
  const ids = await engine.enqueue(batchId, prompts(7))
  await quiet()
  temp.reopen() // the old engine never hears of it, as after a kill
  const { recovered } = await start()
  expect(recovered).toMatchObject({ requeued: 5, mayHaveBeenBilled: 5 })
  await quiet()
  expect(provider.calls).toHaveLength(10)
  expect(provider.calls.slice(5).map(({ prompt }) => prompt)).toEqual(['p1', 'p2', 'p3', 'p4', 'p5'])
  const detail = temp.store.detail(ids[0] as TaskId)
  expect(detail?.task).toMatchObject({ attempts: 2, retriesUsed: 0 })
  expect(detail?.attempts).toMatchObject([
    { outcome: 'lost', mayHaveBeenBilled: true, endedAt: null },
    { outcome: null },
  ])
})

test('a batch of three does not wait behind a batch of hundreds', async () => {
  const { engine, batchId, quiet, provider, call, temp } = await setup()
  await engine.enqueue(batchId, prompts(300))
  await quiet()
  const small = (await temp.store.newBatch(aBatch('small'))) as BatchId
  await engine.enqueue(small, [aTask('s1'), aTask('s2'), aTask('s3')])
  for (let n = 0; n < 5; n++) call(n).answer(answer('ok'))
  await quiet()
  expect(
    provider.calls
      .slice(5)
      .map(({ prompt }) => prompt)
      .filter((prompt) => prompt.startsWith('s')),
  ).toEqual(['s1', 's2', 's3'])
})
