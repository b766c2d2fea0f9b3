import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import type { ImportedTask } from '#shared/import'
import { chat } from '#shared/request'
import type { Cell, SourceCells } from '#shared/rows'
import type { BatchId, TaskId } from '#shared/task'
import { finish, runHere } from '#store/receipt/thread/run-job'
import { aTask, type Store, tempStore } from '#store/temp-store'
import { addingTo, fitColumns } from './add-rows'
import child from './add-rows-child?modulePath'
import { importBatch, importVariants } from './import-batch'
import { columns, someRows, someVariants } from './temp-variants'

const signal = new AbortController().signal
const made = { name: 'compared', fingerprint: null, now: () => 5 }
const target = { lane: 'fast', providerId: 'practice', model: 'practice-mini' } as const
function setup() {
  const temp = tempStore()
  onTestFinished(temp.remove)
  return temp
}

type Stored = { position: number; row: number | null; variant: number | null; prompt: string }
const stored = (store: Store, batchId: BatchId): Stored[] =>
  store.db
    .prepare<[number], Stored>(
      `SELECT t.position, t.row, t.variant, t.title AS prompt FROM tasks t WHERE t.batch_id = ? ORDER BY t.position`,
    )
    .all(batchId)
const wanted = (rows: number, variants: number): Stored[] =>
  Array.from({ length: rows * variants }, (_, at) => {
    const [row, variant] = [Math.floor(at / variants) + 1, (at % variants) + 1]
    return { position: at + 1, row, variant, prompt: `row ${row} variant ${variant}` }
  })
const verified = (dataDir: string, batchId: BatchId) =>
  finish(runHere({ name: 'verify', file: join(dataDir, 'trilane.db'), batchId, receipt: undefined }))

/** Whole, in order, with its cells and sums, and nothing beside it. */
async function expectWhole(store: Store, dataDir: string, batchId: BatchId, rows: number, variants: number) {
  expect(stored(store, batchId)).toEqual(wanted(rows, variants))
  const cells = store.sourceRows.between(batchId, 1, rows + 10).map(({ row, cells: own }) => [row, own[0]])
  expect(cells).toEqual(Array.from({ length: rows }, (_, at) => [at + 1, `r-${at + 1}`]))
  expect(store.batches.get(batchId)?.accepted).toBe(rows * variants)
  const sums = store.counts.all().filter((row) => row.batchId === batchId)
  expect(sums.reduce((sum, { n }) => sum + n, 0)).toBe(rows * variants)
  expect(await verified(dataDir, batchId)).toMatchObject({ ok: true, tasks: rows * variants, found: 0 })
  expect(store.db.prepare('SELECT count(*) AS n FROM batches').get()).toEqual({ n: 1 })
  for (const table of ['merges', 'source_rows WHERE batch_id <> 1', 'task_counts WHERE batch_id <> 1 AND n > 0'])
    expect(store.db.prepare(`SELECT count(*) AS n FROM ${table}`).get(), table).toEqual({ n: 0 })
}

async function begin(store: Store, rows: number, variants: number) {
  const batch = { ...made, variants: someVariants(variants) }
  return (await importVariants(store, someRows(rows, variants), batch, { signal })).batchId
}
async function add(store: Store, into: BatchId, rows: number, variants: number, from: number) {
  const batch = { ...made, name: 'more', variants: someVariants(variants) }
  const to = addingTo(store, { into, isSameTemplate: true })
  return importVariants(to, fitColumns(someRows(rows, variants, from), columns), batch, { signal })
}

test('added rows go on after the last, under the same variants, and the receipt of the batch holds', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 260 }), { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 1, max: 3 }),
      async (parts, variants) => {
        const temp = tempStore()
        try {
          const batchId = await begin(temp.store, 5, variants)
          let rows = 5
          for (const more of parts) {
            await add(temp.store, batchId, more, variants, rows)
            rows += more
          }
          await expectWhole(temp.store, temp.dataDir, batchId, rows, variants)
        } finally {
          temp.remove()
        }
      },
    ),
    { numRuns: 8 },
  )
})

test.each([
  ['in_import:1', false],
  ['in_import:3', false],
  ['after_commit:3', false],
  ['in_merge:1', false], // the decision itself was not written
  ['in_merge:2', true],
  ['in_merge:4', true],
  ['in_merge:6', true],
] as const)('killed at %s, all of them are there after the next start, or none (%s)', async (crashAt, isThere) => {
  const temp = setup()
  const batchId = await begin(temp.store, 5, 2)
  temp.store.close()
  const run = (at: string, rows: number) =>
    spawnSync(process.execPath, [child, temp.dataDir, String(batchId), String(rows), '2'], {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', TRILANE_CRASH_AT: at },
      encoding: 'utf8',
      timeout: 60_000,
    })
  expect(run(crashAt, 400).signal).toBe('SIGKILL')
  const { stderr, status } = run('', 0)
  expect([stderr, status]).toEqual(['', 0])
  const store = temp.reopen()
  await expectWhole(store, temp.dataDir, batchId, isThere ? 405 : 5, 2)
})

test('killed twice amid it, the same rows come once', async () => {
  const temp = setup()
  const batchId = await begin(temp.store, 5, 2)
  temp.store.close()
  for (const [at, rows] of [
    ['in_merge:2', 400],
    ['in_merge:2', 0],
    ['', 0],
  ] as const)
    spawnSync(process.execPath, [child, temp.dataDir, String(batchId), String(rows), '2'], {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', TRILANE_CRASH_AT: at },
      timeout: 60_000,
    })
  await expectWhole(temp.reopen(), temp.dataDir, batchId, 405, 2)
})

test('rows that are added while a dry run waits wait with the rest', async () => {
  const { store } = setup()
  await store.beginBoot('boot', 'machine', 1)
  const { batchId } = await importVariants(
    store,
    someRows(5, 1),
    { ...made, variants: someVariants(1), dryRun: { rows: 2 } },
    { signal },
  )
  await add(store, batchId, 10, 1, 5)
  const { tasks } = await store.claim({ lane: 'fast', limit: () => 99, now: 9, admit: () => true, as: () => 'sent' })
  expect(tasks.map(({ id }) => store.task(id)?.position)).toEqual([1, 2])
  expect(store.dryRuns.of(batchId)).toMatchObject({ state: 'running', tasks: 2, rest: 13 })
  await store.releaseDryRun(batchId, 9)
  const rest = await store.claim({ lane: 'fast', limit: () => 99, now: 9, admit: () => true, as: () => 'sent' })
  expect(rest.tasks).toHaveLength(13)
})

test('parts that a split left at the end are no rows: those that are added are numbered on from the last row', async () => {
  const { store } = setup()
  const batchId = await begin(store, 3, 1)
  const [part] = (await store.enqueue(batchId, [aTask('part', { row: 1 })], 5)) as [TaskId]
  store.db.prepare(`INSERT INTO letters (task_id, part) VALUES (?, '{"taskId":1,"part":1,"of":2}')`).run(part)
  await add(store, batchId, 2, 1, 3)
  expect(stored(store, batchId).map(({ position, row }) => [position, row])).toEqual([
    ...[
      [1, 1],
      [2, 2],
      [3, 3],
      [4, 1],
    ],
    ...[
      [5, 4],
      [6, 5],
    ],
  ])
})

test('an added row may wait for a row of the batch', async () => {
  const { store } = setup()
  async function* lines(...all: (readonly [string, string])[]): AsyncGenerator<ImportedTask> {
    for (const [at, [customId, prompt]] of all.entries())
      yield { request: chat(prompt), model: null, customId, file: 'a.jsonl', line: at + 1 }
  }
  const { batchId } = await importBatch(store, lines(['a', 'first']), { ...made, target }, { signal })
  const to = addingTo(store, { into: batchId, isSameTemplate: false })
  await importBatch(to, lines(['b', 'Use {{steps.a.result}}']), { ...made, target }, { signal })
  expect(stored(store, batchId).map(({ prompt }) => prompt)).toEqual(['first', 'Use {{steps.a.result}}'])
  expect(store.counts.all().map(({ state, n }) => [state, n])).toEqual(
    expect.arrayContaining([
      ['queued', 1],
      ['waiting', 1],
    ]),
  )
})

async function* rowsOf(names: readonly string[], ...rows: (readonly Cell[])[]) {
  for (const [at, cells] of rows.entries())
    yield { n: at, source: { columns: names, cells, file: 'b.csv', line: at + 2 } }
}
async function all<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const row of rows) found.push(row)
  return found
}

test('cells are put in the order of the batch’s columns', async () => {
  const fitted = await all(fitColumns(rowsOf(['question', 'id'], ['q1', '1'], ['q2']), columns))
  expect(fitted.map(({ source }) => [source.columns, source.cells])).toEqual([
    [columns, ['1', 'q1']],
    [columns, [null, 'q2']],
  ])
})

test('columns that the batch has not are left out, those that only it has stay empty, and both are told', async () => {
  const told: unknown[] = []
  const rows = rowsOf(['x', 'ID', 'answer'], ['b', '1', 'a'], ['c', '2'])
  const fitted = await all(fitColumns(rows, columns, (fit) => told.push(fit)))
  expect(fitted.map(({ source }) => source.cells)).toEqual([
    ['1', null],
    ['2', null],
  ])
  expect(told).toEqual([{ dropped: ['x', 'answer'], empty: ['question'] }])
})

test.each([
  [
    'no column of the batch’s',
    rowsOf(['name', 'answer'], ['1', 'a']),
    columns,
    'None of its columns (name, answer) is one of the batch’s: id, question.',
  ],
  [
    'columns, where the batch has none',
    rowsOf(['id'], ['1']),
    null,
    'Its rows have columns (id), and those of the batch have none.',
  ],
  [
    'no columns, where the batch has some',
    lines(),
    columns,
    'The rows of the batch have columns (id, question), and these have none.',
  ],
])('rows with %s are refused', async (_what, rows, own, words) => {
  const read: AsyncIterable<{ source?: SourceCells | undefined }> = rows
  await expect(all(fitColumns(read, own))).rejects.toMatchObject({
    code: 'bad_file',
    message: `${words} Nothing was added. Give the columns the same names, or import it as a batch of its own.`,
  })
})
async function* lines(): AsyncGenerator<{ n: number; source?: undefined }> {
  yield { n: 1 }
}

test('what is refused at its end leaves nothing', async () => {
  const { store, dataDir } = setup()
  const batchId = await begin(store, 5, 1)
  async function* broken() {
    yield* someRows(450, 1, 5)
    throw new Error('the file changed')
  }
  const to = addingTo(store, { into: batchId, isSameTemplate: true })
  await expect(importVariants(to, broken(), { ...made, variants: someVariants(1) }, { signal })).rejects.toThrow(
    'changed',
  )
  await expectWhole(store, dataDir, batchId, 5, 1)
})

test('while rows are added to a batch, no others are', async () => {
  const { store } = setup()
  const batchId = await begin(store, 5, 1)
  const both = await Promise.allSettled([add(store, batchId, 900, 1, 5), add(store, batchId, 900, 1, 905)])
  const refused = both.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []))
  expect(refused).toMatchObject([{ code: 'wrong_state' }])
  expect(store.batches.get(batchId)?.accepted).toBe(905)
  expect(store.stagingBatches()).toEqual([])
})
