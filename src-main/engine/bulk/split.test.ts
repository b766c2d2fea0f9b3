import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { mostParts } from '#shared/bulk'
import { promptOf } from '#shared/request'
import type { TaskId } from '#shared/task'
import { checkCounts } from '#store/receipt/check-counts'
import { runHere } from '#store/receipt/thread/run-job'
import { tempStore } from '#store/temp-store'
import { inParts, inPartsOf } from './split'
import { act, bulkOn, claim, letters, view } from './temp-bulk'

async function setup(prompt: (n: number) => string) {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  const { store } = temp
  await store.beginBoot('boot', 'machine', 1)
  const made = await letters(store, 2, prompt)
  const parts = () =>
    store.db.prepare<[], TaskId>('SELECT id FROM tasks WHERE id NOT IN (1, 2) ORDER BY id').pluck().all()
  /** accepted = succeeded + dead + cancelled + waiting + purged, and every counter as its tasks are. */
  const adds = async () => {
    const { db, dataDir, changes, write } = { ...store, dataDir: temp.dataDir }
    expect(await checkCounts({ db, dataDir, changes, run: write, runJob: runHere })).toEqual({ mended: [], off: [] })
  }
  return { store, parts, adds, ...made, ...bulkOn(store) }
}
const split = { kind: 'split', unit: 'characters', limit: 12 } as const
const long = (n: number) => (n === 0 ? 'One. Two three. Four five six.' : 'short')

test('parts are no longer than asked for and are together the text, between sentences and words where there are any', () => {
  expect(inParts('One. Two three. Four five six.', 12)).toEqual(['One. Two ', 'three. ', 'Four five ', 'six.'])
  expect(inParts('first\n\nsecond third', 14)).toEqual(['first\n\n', 'second third'])
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.integer({ min: 4, max: 60 }), (text, limit) => {
      const parts = inParts(text, limit)
      expect(parts.join('').replace(/\s+/g, '')).toBe(text.replace(/\s+/g, ''))
      if (text.length > limit) expect(Math.max(0, ...parts.map((part) => part.length))).toBeLessThanOrEqual(limit)
      expect(parts.every((part) => part.isWellFormed())).toBe(true)
    }),
  )
})

test('parts in tokens have no more of them than asked for', async () => {
  const count = async (text: string) => text.split(/\s+/).filter(Boolean).length
  const text = Array.from({ length: 100 }, (_, n) => (n % 7 === 0 ? 'incomprehensibilities' : 'a')).join(' ')
  const parts = await inPartsOf(text, 12, count)
  expect(Math.max(...(await Promise.all(parts.map(count))))).toBeLessThanOrEqual(12)
  expect(parts.join('')).toBe(text)
})

test('a letter that is split is cancelled, and each part is a task of its batch, from its line and after its last', async () => {
  const { store, bulk, ids, batchId, parts, adds } = await setup(long)
  const { plan } = await bulk.plan(split, { ids }, {})
  expect(plan).toMatchObject({
    eligible: 1,
    split: { parts: 4, examples: [{ id: ids[0], parts: ['One. Two ', 'three. ', 'Four five ', 'six.'] }] },
  })
  expect(plan?.skipped).toMatchObject([{ reason: 'unchanged', n: 1 }])
  expect(await act(bulk, split, ids)).toMatchObject({ done: 1, skipped: 1 })
  expect(view(store, ids[0] as TaskId)).toMatchObject({
    state: { kind: 'cancelled', failure: { code: 'content_policy' } },
    letter: { discardedFor: 'Split into 4 parts: tasks 3 to 6.' },
  })
  expect(parts().map((id) => view(store, id))).toMatchObject(
    [1, 2, 3, 4].map((part) => ({
      ...{ batchId, position: 2 + part, state: { kind: 'queued' }, attempts: 0 },
      letter: { part: { taskId: ids[0], part, of: 4 } },
    })),
  )
  expect(parts().map((id) => promptOf(store.payloads.get(id, 1).request))).toEqual(plan?.split?.examples[0]?.parts)
  expect(store.batches.get(batchId)?.accepted).toBe(6)
  await adds()
})

test('a split is taken back as long as no part has started: the letter as it was, and its parts cancelled, for the batch accepted them', async () => {
  const { store, bulk, ids, batchId, parts, adds } = await setup(long)
  const before = view(store, ids[0] as TaskId)
  const { id } = await act(bulk, split, ids)
  expect(await bulk.undo(id)).toMatchObject({ undone: 1, kept: 0 })
  expect({ ...view(store, before.id), version: before.version }).toEqual(before)
  expect(parts().map((part) => view(store, part).state.kind)).toEqual([
    'cancelled',
    'cancelled',
    'cancelled',
    'cancelled',
  ])
  expect(store.batches.get(batchId)?.accepted).toBe(6)
  await adds()
  const again = await act(bulk, split, ids)
  expect(parts()).toHaveLength(8)
  await claim(store, 1)
  expect(await bulk.undo(again.id)).toMatchObject({ undone: 0, kept: 1 })
  expect(view(store, before.id).state.kind).toBe('cancelled')
  expect(
    parts()
      .slice(4)
      .map((part) => view(store, part).state.kind),
  ).toEqual(['running', 'queued', 'queued', 'queued'])
  await adds()
})

test('what would be too many parts is left as it is', async () => {
  const { bulk, ids } = await setup(() => 'x'.repeat(mostParts * 12 + 1))
  const { id } = await act(bulk, split, ids)
  expect(bulk.items(id, 'skipped', 0, 9)).toMatchObject([{ reason: 'impossible' }, { reason: 'impossible' }])
})

test('parts are of the row of their whole, and of none of its variants: under those a row has one task', async () => {
  const { store, bulk, ids, parts } = await setup(long)
  const [id] = ids as [TaskId]
  store.db.prepare('UPDATE tasks SET row = 7, variant = 2 WHERE id = ?').run(id)
  await act(bulk, split, [id])
  expect(parts().map((part) => [view(store, part).row, view(store, part).variant])).toEqual(
    Array.from({ length: 4 }, () => [7, undefined]),
  )
})
