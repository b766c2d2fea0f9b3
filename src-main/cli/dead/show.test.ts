import { expect, onTestFinished, test } from 'vitest'
import type { RulesThen } from '#shared/attempt-then'
import type { TaskId } from '#shared/task'
import { aBatch, aTask, type Store, tempStore } from '#store/temp-store'
import { createLetterReports } from '../../wiring/letter-report'
import { reportWords } from './show'

test('of an attempt that failed the report has its gate and rules at the time; of one from before it says that they were not kept', async () => {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  const { store } = temp
  await store.beginBoot('test', '', 1)
  const batchId = await store.newBatch(aBatch())
  const [id = 0 as TaskId] = await store.enqueue(batchId, [aTask('Say hello')], 1)
  const rules = {
    ...{ retries: 3, delayMs: 1_000, maxDelayMs: 60_000, ofClass: null },
    ...{ backoff: 'fixed' as const, jitter: 'around' as const },
    ...{ timeoutMs: 60_000, firstTokenMs: null, stallMs: 60_000, retryForMs: null },
  } satisfies RulesThen
  const told = { value: 60, windowMs: 60_000, burst: null, source: 'headers', at: 1 } as const
  const limits = { requests: told, tokens: null, inputTokens: null, outputTokens: null, concurrency: null }
  const failure = { code: 'rate_limited', status: 429, providerCode: 'slow_down', requestId: null } as const
  const after = { kind: 'closed', reason: 'rate_limit', since: 20, until: 9_000, failure } as const
  const gate = { providerId: 'practice', model: 'practice-mini', keyId: '1', ended: null, after } as const
  const atTheTime = { rules, retriesUsed: 1, gates: [{ ...gate, sent: { state: { kind: 'open' } as const, limits } }] }
  for (const then of [null, atTheTime]) {
    const [task] = await claimOne(store)
    if (!task) throw new Error('not claimed')
    const outcome = { kind: 'rate_limited', failure: { ...failure, message: 'no' }, retryAfterMs: null } as const
    await store.settle(
      {
        ...{ task, outcome, next: { retriesUsed: 1, state: { kind: 'queued' } }, endedAt: 20, progress: 'done' },
        ...{ wait: null, mayHaveBeenBilled: false, firstByteMs: null, atTheTime: then },
      },
      20,
    )
  }
  const reports = createLetterReports({
    store,
    practiceUrl: async () => 'http://127.0.0.1:9/v1',
    version: '1',
    now: () => 99,
  })
  const found = await reports.one(id, { withTexts: true })
  if (!found) throw new Error('gone')
  expect(found.attempts).toMatchObject([
    { rules: null, retriesUsed: null, gate: { kept: [], told: expect.stringContaining('were not kept') } },
    { rules, retriesUsed: 1, gate: { known: 'open', kept: [{ after: { kind: 'closed', until: 9_000 } }] } },
  ])
  expect(found.missing.join(' ')).toContain('neither gate nor rules of that time were kept')
  const words = reportWords(found).join('\n')
  expect(words).toContain(
    'gate: open from start to end; then closed until 1970-01-01 00:00:09 UTC for a rate limit (429 slow_down)',
  )
  expect(words).toContain('limits: 60 requests a minute, told by the provider')
  expect(words).toContain(
    'rules: 3 retries, 1 used before; 1 s each, spread around it, at most 60 s; 60 s for the call',
  )
})

async function claimOne(store: Store) {
  const { tasks } = await store.claim({
    ...{ lane: 'fast', limit: () => 1, now: 10, as: () => 'sent' as const },
    ...{ admit: () => true, windowOpen: () => true },
  })
  return tasks
}
