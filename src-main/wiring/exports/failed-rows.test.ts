import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { importBatch } from '#engine/import-batch'
import { writeExport } from '#io/export/write-export'
import { openImport } from '#io/scan'
import { type ExportFormat, ExportOptions } from '#shared/export'
import { promptOf } from '#shared/request'
import type { BatchId, TaskId } from '#shared/task'
import { aBatch, aTask, tempStore } from '#store/temp-store'
import { exportedFrom } from './exported'
import { settleAs } from './settle-as'

const { signal } = new AbortController()

/** A store into which files are imported as the app does it, and of which some rows die. */
async function setup() {
  const temp = tempStore()
  const folder = mkdtempSync(join(tmpdir(), 'trilane-failed-'))
  onTestFinished(() => {
    temp.remove()
    rmSync(folder, { recursive: true, force: true })
  })
  const { store } = temp
  await store.beginBoot('boot', 'machine', 1)
  async function imported(path: string): Promise<BatchId> {
    const session = await openImport([path])
    const { promptColumn, rejectedCount } = await session.scan({ signal })
    expect(rejectedCount).toBe(0)
    const target = { lane: 'fast', providerId: 'practice', model: 'practice-mini' } as const
    const batch = { name: 'b', fingerprint: null, now: () => 1, target }
    return (await importBatch(store, session.tasks(promptColumn, { signal }), batch, { signal })).batchId
  }
  const idsOf = (batchId: BatchId): TaskId[] => [...store.exportReader.ids(batchId, 'all', 'input')].flat()
  return {
    store,
    write(name: string, content: string) {
      writeFileSync(join(folder, name), content)
      return join(folder, name)
    },
    imported,
    async kill(batchId: BatchId, which: (at: number) => boolean) {
      for (const [at, id] of idsOf(batchId).entries()) await settleAs(store, id, which(at) ? null : 'ok', 2)
    },
    async failedRows(batchId: BatchId, format: ExportFormat) {
      const options = ExportOptions.parse({ format, content: 'rows', tasks: 'failed' })
      const file = join(folder, `failed.${format}`)
      await writeExport(file, options, await exportedFrom(store.exportReader, { batchId }, options))
      return file
    },
    asked: (batchId: BatchId) =>
      store.exportReader.read(idsOf(batchId)).map(({ request, customId, source }) => ({
        ...{ request, prompt: request && promptOf(request), customId, cells: source?.cells ?? null },
      })),
  }
}

const csv = 'id,prompt,system,note\n1,=a,Be brief,x\n2,"b, ""c""\nd",,\n3,-x,,+1\n4,e,Be kind,\n'
const objects =
  '{"prompt":"a","id":1,"n":{"deep":[1]}}\n{"other":null,"prompt":"b"}\n{"prompt":"c","late":"x"}\n{"prompt":"d"}\n'
const messages = [
  {
    custom_id: 'one',
    messages: [
      { role: 'system', content: 'Be brief' },
      { role: 'user', content: 'a' },
    ],
  },
  { messages: [{ role: 'user', content: [{ type: 'text', text: 'b' }] }] },
  { messages: [{ role: 'user', content: '"c"\n' }] },
]
const batch = [1, 2, 3].map((n) => ({
  ...{ custom_id: `request-${n}`, method: 'POST', url: '/v1/chat/completions' },
  body: { model: 'm', messages: [{ role: 'user', content: `a ${n}` }], temperature: 0 },
}))
const embeddings = ['a', 'b'].map((input) => ({
  custom_id: input,
  method: 'POST',
  url: '/v1/embeddings',
  body: { model: 'e', input },
}))
const lines = (rows: readonly unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('')

test.each<[string, string, string, ExportFormat]>([
  ['a table', 'a.csv', csv, 'csv'],
  ['a table as tab-separated text', 'a.csv', csv, 'tsv'],
  ['a table as a workbook', 'a.csv', csv, 'xlsx'],
  ['a table as JSON Lines', 'a.csv', csv, 'jsonl'],
  ['objects', 'a.jsonl', objects, 'jsonl'],
  ['lines of text', 'a.txt', 'first\nsecond “line”\nthird\n', 'jsonl'],
  ['messages', 'a.jsonl', lines(messages), 'jsonl'],
  ['an OpenAI batch', 'a.jsonl', lines(batch), 'jsonl'],
  ['embeddings', 'a.jsonl', lines(embeddings), 'jsonl'],
])('what failed of %s is dropped back in and asks the same', async (_, name, content, format) => {
  const { write, imported, kill, failedRows, asked } = await setup()
  const first = await imported(write(name, content))
  await kill(first, (at) => at % 2 === 0)
  const again = await imported(await failedRows(first, format))
  const failed = asked(first).filter((_each, at) => at % 2 === 0)
  expect(asked(again).map(({ request, prompt, customId }) => ({ request, prompt, customId }))).toEqual(
    failed.map(({ request, prompt, customId }) => ({ request, prompt, customId })),
  )
})

test('the rows are as they came, with nothing of Trilane’s and no apostrophe', async () => {
  const { write, imported, kill, failedRows } = await setup()
  const batchId = await imported(write('a.csv', csv))
  await kill(batchId, (at) => at !== 1)
  expect(readFileSync(await failedRows(batchId, 'csv'), 'utf8')).toBe(
    'id,prompt,system,note\n1,=a,Be brief,x\n3,-x,,+1\n4,e,Be kind,\n',
  )
})

test('a row that died under several variants is there once, in the order of the rows', async () => {
  const { store, failedRows } = await setup()
  const variants = [1, 2].map((variant) => ({
    ...{ variant, name: `v${variant}`, templateVersion: null, body: null, providerId: 'practice', model: 'm' },
    parameters: {},
  }))
  const batchId = await store.newBatch({ ...aBatch('ab', 'staging'), variants })
  const rows = [1, 2, 3].map((row) => ({ row, columns: ['q'], cells: [`q${row}`], file: 'a.csv', line: row + 1 }))
  const tasks = [1, 2, 3].flatMap((row) => [1, 2].map((variant) => aTask(`q${row}`, { row, variant })))
  const ids = await store.stage(batchId, 1, tasks, 1, rows)
  await store.openBatch(batchId)
  const dead = [true, true, false, false, false, true]
  for (const [at, id] of ids.entries()) await settleAs(store, id, dead[at] ? null : 'ok', 2)
  expect(readFileSync(await failedRows(batchId, 'csv'), 'utf8')).toBe('q\nq1\nq3\n')
  const options = ExportOptions.parse({
    format: 'jsonl',
    variants: 'side_by_side',
    columns: [{ from: 'result', field: 'state' }],
  })
  const file = await failedRows(batchId, 'jsonl')
  await writeExport(file, options, await exportedFrom(store.exportReader, { batchId }, options))
  expect(readFileSync(file, 'utf8').split('\n')).toEqual([
    '{"state (v1)":"dead","state (v2)":"dead"}',
    '{"state (v1)":"succeeded","state (v2)":"succeeded"}',
    '{"state (v1)":"succeeded","state (v2)":"dead"}',
    '',
  ])
})
