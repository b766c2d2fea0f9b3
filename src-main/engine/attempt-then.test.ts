import { expect, test } from 'vitest'
import type { Outcome } from '#shared/outcome'
import type { TaskId } from '#shared/task'
import { aFailure, succeeded, tempLetters } from './letters/temp-letters'

const limited = (retryAfterMs: number): Outcome => ({
  kind: 'rate_limited',
  failure: aFailure({ code: 'rate_limited', status: 429, providerCode: 'slow_down', message: 'of a prompt' }),
  retryAfterMs,
})
const failed = (changes = {}): Outcome => ({
  ...{ kind: 'transient', outage: false, retryAfterMs: null },
  failure: aFailure({ code: 'server_error', status: 500, ...changes }),
})

async function setup(outcomes: readonly Outcome[]) {
  const temp = await tempLetters({ concurrency: 1 })
  const left = [...outcomes]
  temp.answer(() => left.shift() ?? succeeded)
  const rows = (table: string) =>
    temp.store.db.prepare<[], { n: number }>(`SELECT count(*) AS n FROM ${table}`).get()?.n ?? -1
  return { temp, rows, kept: (id: number, number: number) => temp.store.thens.get(id as TaskId, number) }
}

test('an attempt that fails keeps its gate at both ends, what it made of it, and the rules; one that succeeds writes nothing', async () => {
  const { temp, rows, kept } = await setup([limited(5_000)])
  const { ids } = await temp.batch(1)
  const [id = 0] = ids
  const then = kept(id, 1)
  expect(then).toMatchObject({
    retriesUsed: 0,
    rules: { retries: 3, delayMs: 1_000, backoff: 'fixed', jitter: 'around', timeoutMs: 60_000, ofClass: null },
    gates: [{ model: 'practice-mini', sent: { state: { kind: 'open' } }, ended: null }],
  })
  const { after } = then?.gates[0] ?? {}
  expect(after).toMatchObject({ kind: 'closed', reason: 'rate_limit', failure: { status: 429, code: 'rate_limited' } })
  expect(JSON.stringify(then)).not.toContain('of a prompt') // another task's words may be in what closed a gate
  await temp.pass(6_000)
  expect(temp.store.task(id as TaskId)?.state.kind).toBe('succeeded')
  expect([kept(id, 2), rows('attempts'), rows('attempt_then')]).toEqual([null, 2, 1])
})

test('rules are those that decided: of the batch and the letter, and of the class of failure; equal ones are stored once', async () => {
  const { temp, rows, kept } = await setup([failed(), failed(), failed({ code: 'overloaded' })])
  const { fast } = temp.store.loadLanes()
  await temp.engine.setLane('fast', {
    ...fast,
    policy: { ...fast.policy, concurrency: 1, jitter: 'none', byClass: { overloaded: { delayMs: 9_000 } } },
  })
  const { ids } = await temp.batch(1, { policy: { retries: 7 }, windows: [], reuse: false })
  const [id = 0] = ids
  await temp.pass(4_000)
  const thens = [1, 2, 3].map((number) => kept(id, number))
  expect(
    thens.map((then) => [then?.retriesUsed, then?.rules?.retries, then?.rules?.delayMs, then?.rules?.ofClass]),
  ).toEqual([
    [0, 7, 1_000, null],
    [1, 7, 1_000, null],
    [2, 7, 9_000, 'overloaded'],
  ])
  expect([rows('attempt_then'), rows('rules_then')]).toEqual([3, 2])
})

test('a call that found its gate closed when it ended says so', async () => {
  const { temp, kept } = await setup([])
  const { fast } = temp.store.loadLanes()
  await temp.engine.setLane('fast', { ...fast, policy: { ...fast.policy, concurrency: 2 } })
  temp.hold(() => true)
  const { ids } = await temp.batch(2)
  const [first = 0, second = 0] = ids
  await temp.end('p1', limited(60_000))
  await temp.end('p2', failed())
  expect(kept(first, 1)?.gates).toMatchObject([
    { sent: { state: { kind: 'open' } }, ended: null, after: { kind: 'closed' } },
  ])
  expect(kept(second, 1)?.gates).toMatchObject([
    { sent: { state: { kind: 'open' } }, ended: { state: { kind: 'closed', reason: 'rate_limit' } }, after: null },
  ])
})
