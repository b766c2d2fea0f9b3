import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { claim, die, letters, view } from '#engine/bulk/temp-bulk'
import type { BulkAction } from '#shared/bulk'
import { commands } from '#shared/contract'
import { ModelInfo } from '#shared/model-info'
import type { TaskId } from '#shared/task'
import { openSnapshot } from '#store/snapshot'
import { tempStore } from '#store/temp-store'
import { bulkOf } from '../wiring/bulk'
import { bulkCommands } from './bulk-commands'
import { createPicks } from './picks'

const info = ModelInfo.parse({
  ...{ contextWindow: 100, maxOutput: null, temperature: true, source: 'data', pricesFrom: 'data', asOf: '2026-01-01' },
  tokenizer: { encoding: 'o200k_base', factor: 1, exact: true },
  prices: { input: 1_000, cachedInput: null, cacheWrite: null, output: 2_000 },
})

async function setup(count = 3) {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  const { store } = temp
  await store.beginBoot('boot', 'machine', 1)
  const made = await letters(store, count)
  const told: BulkAction[] = []
  const bulk = bulkOf({
    ...{ store, engine: { gates: () => [], wake: () => {} }, infoOf: () => info, now: () => 1_000 },
    countTokens: async (texts) => ({ tokens: texts.join('').length, exact: true, mayBeOver: 0, by: 'tokenizer' }),
    tell: (action) => void told.push(action),
  })
  const picks = createPicks({ snapshot: () => openSnapshot(join(temp.dataDir, 'trilane.db')) })
  const handlers = bulkCommands({ store, bulk, picks, now: () => 1_000 })
  return { store, handlers, told, picks, ...made }
}
const window = 1

test('a group of letters is planned with its cost, run and taken back by commands alone', async () => {
  const { store, handlers, told, ids } = await setup()
  const [first = expect.fail()] = ids
  const selection = { deadGroup: view(store, first).cause ?? '', batchId: null }
  const request = commands.planBulk.request.parse({
    selection,
    action: { kind: 'requeue', limits: { maxOutputTokens: 10 } },
  })
  const planned = commands.planBulk.response.parse(await handlers.planBulk(request, window))
  expect(planned).toMatchObject({
    state: 'planned',
    total: 3,
    selection,
    plan: { eligible: 3, cost: { calls: 3, outputTokens: 30 } },
  })
  expect(planned.plan?.cost?.cost).toBeGreaterThan(0)
  const done = await handlers.runBulk({ id: planned.id }, window)
  expect(done).toMatchObject({ state: 'done', done: 3 })
  expect(told.map(({ state }) => state)).toEqual(['running', 'done'])
  const pageOf = commands.getBulkItems.request.parse({ id: planned.id, state: 'done' })
  expect((await handlers.getBulkItems(pageOf, window)).map(({ id }) => id)).toEqual(ids)
  expect(await handlers.undoBulk({ id: planned.id }, window)).toMatchObject({ state: 'undone', undone: 3, kept: 0 })
  expect(ids.map((id) => view(store, id).state.kind)).toEqual(['dead', 'dead', 'dead'])
  await handlers.dropBulk({ id: planned.id }, window)
  expect(await handlers.listBulk({}, window)).toEqual([])
})

test('of a batch its dead letters are meant, and a preview keeps nothing', async () => {
  const { handlers, batchId } = await setup()
  const edit = { kind: 'template', text: 'Please: {{prompt}}' } as const
  const preview = await handlers.previewBulk({ selection: { batchId }, action: { kind: 'edit', edit } }, window)
  expect(preview).toMatchObject({
    total: 3,
    eligible: 3,
    edit: { changed: 3, tokens: { before: 24, after: 48 } },
    cost: null,
  })
  expect(await handlers.listBulk({}, window)).toEqual([])
})

test('all that match are those that a window picked, and the action keeps what they matched', async () => {
  const { handlers, picks, ids } = await setup()
  const query = { kind: 'list', batchId: null, tab: 'dead', group: null, filter: { text: '', lane: 'fast' } } as const
  await picks.make(window, { pickId: 7, query, between: null, keep: null })
  const selection = { pick: 7, except: [ids[0] as TaskId], also: [] }
  const planned = await handlers.planBulk({ selection, action: { kind: 'discard', reason: '' } }, window)
  expect(planned).toMatchObject({ total: 2, selection: { query, except: 1, also: 0 } })
  await expect(
    handlers.planBulk({ selection: { ...selection, pick: 6 }, action: { kind: 'discard', reason: '' } }, window),
  ).rejects.toMatchObject({ code: 'stale' })
})

test('a newer question of a window ends the one before', async () => {
  const { handlers, batchId } = await setup(200)
  const ask = (prompt: string) =>
    handlers.previewBulk({ selection: { batchId }, action: { kind: 'edit', edit: { kind: 'text', prompt } } }, window)
  const older = ask('a')
  const newer = ask('b')
  await expect(older).rejects.toMatchObject({ code: 'stale' })
  expect((await newer).eligible).toBe(200)
})

test('one letter as the window saw it is changed at once, and a stale one is refused with what changed', async () => {
  const { store, handlers, ids } = await setup()
  const id = ids[0] as TaskId
  const { version } = view(store, id)
  const action = commands.changeLetter.request.shape.action.parse({
    kind: 'requeue',
    edit: { kind: 'text', prompt: 'cured' },
  })
  const { task, bulk } = await handlers.changeLetter({ id, version, action }, window)
  expect(task).toMatchObject({ task: { state: { kind: 'queued' }, revision: 2 } })
  await expect(handlers.changeLetter({ id, version, action }, window)).rejects.toMatchObject({
    code: 'stale',
    message: `This task changed meanwhile. It is queued now, with revision 2 and 1 attempt. Action ${bulk.id} requeued it. Nothing was changed.`,
  })
  expect(await handlers.undoBulk({ id: bulk.id }, window)).toMatchObject({ undone: 1 })
  expect(store.detail(id)?.revisions).toHaveLength(1)
  expect(await handlers.getLetterCounts({}, window)).toEqual({ dead: 3, snoozed: 0, nextWakeAt: null, labels: [] })
})

test('what a task came to after a requeue is not taken back', async () => {
  const { store, handlers, ids } = await setup()
  const { id } = await handlers.planBulk(
    {
      selection: { tasks: ids.map((each) => ({ id: each, version: view(store, each).version })) },
      action: { kind: 'requeue' },
    },
    window,
  )
  await handlers.runBulk({ id }, window)
  const [again] = await claim(store, 1)
  if (!again) throw new Error('not claimed')
  await die(store, again, 50)
  expect(await handlers.undoBulk({ id }, window)).toMatchObject({ undone: 2, kept: 1 })
  expect(view(store, again.id)).toMatchObject({ attempts: 2, state: { kind: 'dead', settledAt: 50 } })
})

test('a time that is over and an empty note are refused', async () => {
  const { handlers, batchId } = await setup(1)
  const plan = (action: BulkAction['action']) => handlers.planBulk({ selection: { batchId }, action }, window)
  await expect(plan({ kind: 'snooze', until: 999 })).rejects.toMatchObject({ code: 'bad_request' })
  await expect(plan({ kind: 'annotate' })).rejects.toMatchObject({ code: 'bad_request' })
  await expect(
    plan({
      kind: 'edit',
      edit: { kind: 'replace', find: '(', with: '', regex: true, matchCase: true, wholeWords: false },
    }),
  ).rejects.toMatchObject({ code: 'bad_request' })
  expect(await handlers.listBulk({}, window)).toEqual([])
})
