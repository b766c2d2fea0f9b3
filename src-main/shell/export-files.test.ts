import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Request } from '#shared/contract'
import { ExportOptions } from '#shared/export'
import type { BatchId, TaskId } from '#shared/task'
import { aBatch, aTask } from '#store/temp-store'
import { createLiveExports } from '../wiring/exports/live-exports'
import { exportFileCommands } from './export-files'
import { createDragFiles } from './native/drag-files'
import { draggedFile } from './native/dragged-file'
import { tempDesk } from './temp-desk'

async function setup() {
  const desk = await tempDesk()
  const folder = mkdtempSync(join(tmpdir(), 'trilane-files-'))
  const live = createLiveExports({ store: desk.store, clock: desk.clock })
  live.begin()
  onTestFinished(async () => {
    await live.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const batchId = await desk.store.newBatch(aBatch('questions', 'staging'))
  const cells = ['a', 'b', '=c']
  const rows = cells.map((q, at) => ({ row: at + 1, columns: ['q'], cells: [q], file: 'a.csv', line: at + 2 }))
  const ids = await desk.store.stage(
    batchId,
    1,
    cells.map((q, at) => aTask(q, { row: at + 1 })),
    1,
    rows,
  )
  await desk.store.openBatch(batchId)
  desk.engine.wake()
  await desk.quiet()
  const names: string[] = []
  const copied: { text: string; html: string }[] = []
  let open = true
  const handlers = exportFileCommands({
    ...{ store: desk.store, live, now: desk.now },
    async pickPlace(_window, name) {
      names.push(name)
      return open ? join(folder, name) : null
    },
    copy: async (table) => void copied.push(table),
  })
  return {
    ...{ desk, live, ids, batchId, names, copied, folder, handlers, close: () => (open = false) },
    start: (request: Request<'startExport'>) => desk.ask(handlers, 'startExport', request),
    text: (at: number) => readFileSync(join(folder, names[at] ?? ''), 'utf8'),
  }
}
const batch = (batchId: BatchId) => ({ batchId })

test('a preview shows the first rows as they will stand, and how many there are', async () => {
  const { desk, handlers, batchId } = await setup()
  await desk.answer('a')
  const ask = (options: Request<'previewExport'>['options']) =>
    desk.ask(handlers, 'previewExport', { source: batch(batchId), options })
  expect(await ask({ format: 'csv' })).toEqual({
    columns: ['q', 'result', 'state', 'error_code', 'error_message'],
    rows: [
      ['a', 'ok', 'succeeded', '', ''],
      ['b', '', 'running', '', ''],
      ['=c', '', 'running', '', ''],
    ],
    text: "q,result,state,error_code,error_message\na,ok,succeeded,,\nb,,running,,\n'=c,,running,,\n",
    ...{ tasks: 3, source: ['q'], variants: [], notes: [], grows: true },
  })
  expect(await ask({ format: 'xlsx', tasks: 'succeeded' })).toMatchObject({ text: '', tasks: 1, grows: false })
  expect(await ask({ format: 'openai-batch' })).toMatchObject({ columns: [], rows: [], tasks: 3 })
})

test('a batch and a selection are written where a person says, under a name that says what they are', async () => {
  const { start, text, names, batchId, ids, close } = await setup()
  const written = await start({ source: batch(batchId), options: { format: 'tsv' } })
  expect(written).toMatchObject({ kind: 'written', rows: 3, notes: [] })
  const tasks = [ids[2], ids[0]].map((id) => ({ id: id as TaskId, version: 1 }))
  const options = { format: 'jsonl', columns: [{ from: 'source', column: 'q' }] } as const
  await start({ source: { tasks }, options: { ...options, columns: [...options.columns] } })
  expect(text(1)).toBe('{"q":"a"}\n{"q":"=c"}\n')
  expect(names.map((name) => name.replace(/\d{4}-\d\d-\d\d/, 'DAY'))).toEqual([
    'questions DAY results.tsv',
    'selection DAY results.jsonl',
  ])
  close()
  expect(await start({ source: batch(batchId), options: { format: 'csv' } })).toBeNull()
})

test('a batch goes to a file as it settles, which is listed and can be stopped; a selection cannot', async () => {
  const { desk, start, handlers, batchId, ids, live } = await setup()
  const tasks = ids.map((id) => ({ id, version: 1 }))
  const refused = start({ source: { tasks }, options: { format: 'csv' }, follow: true })
  await expect(refused).rejects.toMatchObject({ code: 'bad_request' })
  const started = await start({ source: batch(batchId), options: { format: 'csv' }, follow: true })
  expect(started).toMatchObject({ kind: 'grows', export: { batchId, state: 'following', rows: 0 } })
  await live.quiet()
  const [listed] = await desk.ask(handlers, 'listExports', {})
  expect(await desk.ask(handlers, 'stopExport', { id: listed?.id ?? 0 })).toMatchObject({ state: 'stopped' })
  await expect(desk.ask(handlers, 'stopExport', { id: 99 })).rejects.toMatchObject({ code: 'not_found' })
})

test('rows are copied as a table in both forms, with the guard', async () => {
  const { desk, handlers, copied, ids } = await setup()
  await desk.answer('a')
  const tasks = [ids[0], ids[2]].map((id) => ({ id: id as TaskId, version: 1 }))
  const columns = [
    { from: 'source' as const, column: 'q' },
    { from: 'result' as const, field: 'result' as const, name: '<b>' },
  ]
  const request = { source: { tasks }, options: { format: 'tsv' as const, columns } }
  expect(await desk.ask(handlers, 'copyRows', request)).toEqual({ rows: 2 })
  expect(copied).toEqual([
    {
      text: "q\t<b>\na\tok\n'=c\t\n",
      html: `<meta charset="utf-8"><table><tr><th>q</th><th>&lt;b&gt;</th></tr><tr><td>a</td><td>ok</td></tr><tr><td>'=c</td><td></td></tr></table>`,
    },
  ])
})

test('a batch is dragged out in the format that was chosen, under its name; one that is too large says what to do', async () => {
  const { desk, folder, batchId } = await setup()
  const { store, now } = desk
  const dragged = createDragFiles(join(folder, 'dragged'), store.detail)
  const parts = { store, dragged, now, picks: { resolve: () => ({ ids: [], capped: false }) as never } }
  const options = ExportOptions.parse({ format: 'tsv' })
  await desk.answer('a')
  const file = await draggedFile(parts)({ batchId, options }, 1)
  expect(file).toMatch(/drag-[^/\\]+[/\\]questions .*\.tsv$/)
  expect(readFileSync(file, 'utf8').split('\n').slice(0, 2)).toEqual([
    'q\tresult\tstate\terror_code\terror_message',
    'a\tok\tsucceeded\t\t',
  ])
  const many = store.counts.all().map((row) => ({ ...row, n: 10_000 }))
  const large = { ...store, counts: { ...store.counts, all: () => many } }
  await expect(draggedFile({ ...parts, store: large })({ batchId, options }, 1)).rejects.toMatchObject({
    code: 'bad_request',
    message: `questions has ${(many.length * 10_000).toLocaleString()} tasks; up to 10,000 can be dragged. Export it instead.`,
  })
  await expect(draggedFile(parts)({ batchId: 99 as BatchId, options }, 1)).rejects.toMatchObject({ code: 'not_found' })
})
