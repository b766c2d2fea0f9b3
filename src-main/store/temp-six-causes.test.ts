import { expect, onTestFinished, test } from 'vitest'
import { adviceOf } from '#shared/advice'
import { lettersOfCauses, sixCauses } from './temp-six-causes'
import { tempStore } from './temp-store'

test('the batch for tests of triage has exactly 500 dead letters of six causes, as the engine would leave them', async () => {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  const now = Date.UTC(2026, 10, 24, 12)
  const { batchId, ids } = await sixCauses(temp.store, now)
  const store = temp.reopen() // all of it is on disk, and the file is whole
  expect(store.counts.all().filter(({ n }) => n > 0)).toMatchObject([{ batchId, state: 'dead', n: 500 }])
  expect(store.batches.get(batchId)).toMatchObject({ name: 'Support tickets', accepted: 500 })

  const groups = store.deadGroups.largest(now, 100)
  expect(groups.map((group) => [group.code, group.status, group.count, adviceOf(group).title])).toEqual([
    ['auth', 401, 210, 'Key rejected'],
    ['context_length', 400, 90, expect.any(String)],
    ['content_policy', 400, 75, expect.any(String)],
    ['invalid_answer', 200, 60, expect.any(String)],
    ['timeout', null, 60, expect.any(String)],
    ['poison', null, 5, expect.any(String)],
  ])
  expect(new Set(groups.map(({ key }) => key)).size).toBe(6)
  for (const { firstAt, lastAt } of groups) expect(firstAt < lastAt && lastAt <= now).toBe(true)
  expect(Object.values(ids).flat()).toHaveLength(500)
  for (const [cause, count] of Object.entries(lettersOfCauses))
    expect(ids[cause as keyof typeof ids], cause).toHaveLength(count)

  const [timeout = expect.fail()] = ids.timeout
  expect(store.detail(timeout)).toMatchObject({
    task: { customId: 'ticket-436', retriesUsed: 3, attempts: 4 },
    source: { file: 'tickets.jsonl', line: 436 },
    attempts: [{ outcome: 'transient', wait: { reason: 'backoff' } }, {}, {}, { outcome: 'transient', wait: null }],
  })
  const [json = expect.fail()] = ids.json
  expect(store.attempts.ofTask(json)).toMatchObject([
    { outcome: 'permanent', answer: expect.stringContaining('Sure!') },
  ])
  const [poison = expect.fail()] = ids.poison
  expect(store.strikesSince(poison, 0)).toBe(3)
  expect(store.attempts.ofTask(poison)).toMatchObject([{ outcome: 'lost', endedAt: null, mayHaveBeenBilled: true }])
}, 30_000)
