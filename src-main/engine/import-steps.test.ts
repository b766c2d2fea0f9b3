import { expect, onTestFinished, test } from 'vitest'
import type { ImportedTask } from '#shared/import'
import { chat } from '#shared/request'
import { tempStore } from '#store/temp-store'
import { importBatch } from './import-batch'

const target = { lane: 'fast', providerId: 'practice', model: 'practice-mini' } as const

/** Queues the rows in a real store, in groups that are smaller than the file. */
async function importRows(rows: readonly Partial<ImportedTask>[]) {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  async function* read() {
    for (const [index, row] of rows.entries())
      yield { request: chat('p'), model: null, customId: null, file: 'steps.jsonl', line: index + 1, ...row }
  }
  const batch = { name: 'steps', fingerprint: null, target, now: () => 5 }
  const { batchId } = await importBatch(temp.store, read(), batch, { signal: new AbortController().signal })
  const { order } = temp.store.views.list({ batchId, tab: 'all', group: null, filter: { text: '' } }, 0, 1_000)
  return {
    store: temp.store,
    order,
    state: (row: number) => temp.store.task(order[row] ?? (order[0] as never))?.state.kind,
  }
}

test('a prompt that uses the result of an earlier row waits for it, and so does a row that names it under `after`', async () => {
  const { store, order, state } = await importRows([
    { customId: 'draft' },
    { request: chat('Improve {{steps.draft.result}}') },
    { customId: 'last', after: ['draft'] },
  ])
  expect([0, 1, 2].map(state)).toEqual(['queued', 'waiting', 'waiting'])
  expect(store.detail(order[1] as never)?.needs).toEqual([{ name: 'draft', taskId: order[0], state: 'queued' }])
  expect(store.detail(order[2] as never)?.needs).toMatchObject([{ name: 'draft' }])
})

test('a row far behind the one that it needs finds it', async () => {
  const rows = Array.from({ length: 450 }, (_, n) => ({ customId: `row-${n}` }))
  const { store, order } = await importRows([...rows, { after: ['row-3', 'row-449'] }])
  expect(store.detail(order[450] as never)?.needs.map(({ taskId }) => taskId)).toEqual([order[3], order[449]].sort())
})

test('a name that no earlier row has is refused with its line, and nothing is queued', async () => {
  const rows = [{ customId: 'a' }, { request: chat('{{steps.b.result}}') }, { customId: 'b' }]
  await expect(importRows(rows)).rejects.toThrow(/line 2 needs the result of “b”.*Nothing was queued/)
})

test.each(['q.1', 'first draft', 'doc:7'])('a row waits for the one with the id “%s”', async (id) => {
  const { store, order, state } = await importRows([{ customId: id }, { request: chat(`{{steps.${id}.result}}`) }])
  expect(state(1)).toBe('waiting')
  expect(store.detail(order[1] as never)?.needs).toMatchObject([{ name: id, taskId: order[0] }])
})

test.each(['{{steps.a.reslt}}', '{{steps.a}}', '{{steps.a.result}'])(
  '“%s”, which would be sent as it stands, is refused with its line, and nothing is queued',
  async (wrong) => {
    const rows = [{ customId: 'a' }, { request: chat(`Improve ${wrong}`) }]
    await expect(importRows(rows)).rejects.toThrow(`steps.jsonl, line 2 has “${wrong}”`)
    await expect(importRows(rows)).rejects.toThrow('Nothing was queued')
  },
)
