import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import type { Request } from '#shared/contract'
import { imagesOf, promptOf } from '#shared/request'
import type { TaskId } from '#shared/task'
import type { Store } from '#store/store'
import { createOverview } from './overview'
import { tempDesk } from './temp-desk'
import { workCommands } from './work-commands'

async function setup() {
  const desk = await tempDesk()
  const handlers = workCommands(desk)
  const submit = (prompts: string[], more: Partial<Request<'submitPrompts'>> = {}) =>
    desk.ask(handlers, 'submitPrompts', { lane: 'heavy', prompts, ...more })
  return { ...desk, handlers, submit }
}
/** As a window is told of it. */
const shown = ({ store, engine, now }: Awaited<ReturnType<typeof setup>>, batchId: number) => {
  const overview = createOverview({ store, engine, now, providerViews: () => [] })
  return overview.full(overview.slow()).batches.find(({ id }) => id === batchId)
}
const lines = (count: number) => Array.from({ length: count }, (_, n) => `line ${n}`)

test('prompts that are written one at a time share the standing batch, and several have one of their own', async () => {
  const { submit, batch } = await setup()
  const several = await submit(['Summarise the following article', 'b', 'c'])
  const one = await submit(['one'])
  const other = await submit(['other'])
  expect(batch(several.batchId)).toMatchObject({ name: 'Summarise… (3 prompts)', accepted: 3 })
  expect(other.batchId).toBe(one.batchId)
  expect(batch(one.batchId)).toMatchObject({ name: 'Written here', kind: 'compose', accepted: 2 })
})

test('a batch of several is never taken for the standing one, whichever came first', async () => {
  const { submit, store, batch } = await setup()
  const first = await submit(['a', 'b'])
  expect(store.batches.compose()).toBeUndefined()
  const one = await submit(['one'])
  const later = await submit(['c', 'd'])
  expect(new Set([first.batchId, one.batchId, later.batchId]).size).toBe(3)
  expect(store.batches.compose()?.id).toBe(one.batchId)
  expect(batch(later.batchId)?.accepted).toBe(2)
})

test('three prompts take turns with a thousand that were pasted before them', async () => {
  const { submit, answer, inFlight } = await setup()
  await submit(lines(1_000))
  await submit(['s1', 's2', 's3'])
  expect(inFlight()).toEqual(['line 0', 'line 1'])
  for (const prompt of ['line 0', 'line 1', 's1', 'line 2', 's2']) await answer(prompt)
  expect(inFlight()).toEqual(['line 3', 's3'])
})

test('several prompts keep their order, and wait for their start', async () => {
  const { submit, view, now, clock, inFlight, quiet } = await setup()
  const startAt = now() + 3_600_000
  const { ids } = await submit(lines(450), { startAt })
  expect(ids.map((id) => view(id).title)).toEqual(lines(450))
  for (const id of ids) expect(view(id).state).toEqual({ kind: 'scheduled', runAt: startAt })
  await clock.advance(3_600_000, quiet)
  expect(inFlight()).toEqual(['line 0', 'line 1'])
})

test('a paste that cannot be written to its end leaves nothing behind', async () => {
  const { store, ask, ...desk } = await setup()
  const stage: Store['stage'] = (batchId, position, rows, now) => {
    if (position > 1) throw new Error('The disk is full.')
    return store.stage(batchId, position, rows, now)
  }
  const handlers = workCommands({ ...desk, store: { ...store, stage } })
  const sent = ask(handlers, 'submitPrompts', { lane: 'fast', prompts: lines(450) })
  await expect(sent).rejects.toThrow('The disk is full.')
  expect([store.batches.newest(10), store.stagingBatches(), store.counts.all()]).toEqual([[], [], []])
})

test('a whole batch gets another start or lane, tells how many it was, and goes back', async () => {
  const desk = await setup()
  const { submit, ask, handlers, now, inFlight } = desk
  const { batchId } = await submit(lines(10))
  const selection = { batchId }
  expect(shown(desk, batchId)).toMatchObject({ counts: { running: 2, queued: 8 }, toRun: { fast: 0, heavy: 8 } })

  const change = { kind: 'start_at', at: now() + 60_000 } as const
  expect(await ask(handlers, 'changeTasks', { selection, change })).toMatchObject({ done: 8, skipped: 0 })
  expect(shown(desk, batchId)?.counts).toMatchObject({ running: 2, scheduled: 8 })
  const started = await ask(handlers, 'changeTasks', { selection, change: { kind: 'start_now' } })
  expect(started).toMatchObject({ done: 8, skipped: 0 })
  expect(await ask(handlers, 'undo', { token: started.undo ?? '' })).toEqual({ done: 8 })
  expect(shown(desk, batchId)?.counts).toMatchObject({ running: 2, scheduled: 8 })

  const moved = await ask(handlers, 'changeTasks', { selection, change: { kind: 'lane', lane: 'fast' } })
  expect(moved).toMatchObject({ done: 8, skipped: 0 })
  expect(shown(desk, batchId)?.toRun).toEqual({ fast: 8, heavy: 0 })
  expect(inFlight()).toHaveLength(2)
})

test('JSON, stop, seed and images of a prompt stand in its request; a path becomes a file: URL', async () => {
  const { submit, store } = await setup()
  const folder = mkdtempSync(join(tmpdir(), 'trilane-images-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'a photo.png')
  writeFileSync(path, 'png')
  const json = { name: 'answer', schema: { type: 'object' } } as const
  const { ids } = await submit(['What is this?'], {
    ...{ json, stop: ['END'], seed: 7, images: [path, 'https://images.example/b.png'] },
  })
  const request = store.detail(ids[0] as TaskId)?.revisions[0]?.request
  expect(request).toMatchObject({ kind: 'chat', json, stop: ['END'], seed: 7 })
  expect(request && imagesOf(request)).toEqual([pathToFileURL(path).href, 'https://images.example/b.png'])
  expect(request && promptOf(request)).toBe('What is this?')
})

test('an image that is not there or no path refuses all of it', async () => {
  const { submit, store, quiet } = await setup()
  const refused = (image: string) => expect(submit(['a', 'b'], { images: [image] })).rejects
  await refused('/no/such/file.png').toMatchObject({
    code: 'bad_request',
    message: expect.stringContaining('not there'),
  })
  await refused('photo.png').toMatchObject({ code: 'bad_request', message: expect.stringContaining('neither') })
  await quiet()
  expect(store.counts.all()).toEqual([])
})

test('a task that has its answer runs again as a new one, as it went out or with other words', async () => {
  const { submit, ask, handlers, view, answer, store, batch } = await setup()
  const { ids } = await submit(['Say hello'], { system: 'Be brief', temperature: 0 })
  const first = ids[0] as TaskId
  await expect(ask(handlers, 'runAgain', { id: first })).rejects.toMatchObject({ code: 'wrong_state' })
  await answer('Say hello')
  const { id: second } = await ask(handlers, 'runAgain', { id: first })
  const { id: third } = await ask(handlers, 'runAgain', { id: first, prompt: 'Say goodbye' })
  const requestOf = (id: TaskId) => store.detail(id)?.revisions.at(-1)?.request
  expect(requestOf(second)).toEqual(requestOf(first))
  expect(requestOf(third)).toMatchObject({
    temperature: 0,
    messages: [{ content: 'Be brief' }, { content: 'Say goodbye' }],
  })
  expect([view(first).state.kind, view(second).state.kind]).toEqual(['succeeded', 'running'])
  expect(view(second)).toMatchObject({ lane: view(first).lane, model: view(first).model })
  expect(batch(view(second).batchId)).toMatchObject({ name: 'Written here' })
  expect(store.results.text(first)).toBe('ok')
  await expect(ask(handlers, 'runAgain', { id: 99 as TaskId })).rejects.toMatchObject({ code: 'not_found' })
})
