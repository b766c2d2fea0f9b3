import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import type { ImportedTask, RowTasks } from '#shared/import'
import { chat } from '#shared/request'
import type { BatchId, TaskId } from '#shared/task'
import { type Store, tempStore } from '#store/temp-store'
import { importBatch, importVariants } from './import-batch'
import { columns, someRows, someVariants } from './temp-variants'
import child from './variants-child?modulePath'

const signal = new AbortController().signal
const made = { name: 'compared', fingerprint: null, now: () => 5 }
function setup() {
  const temp = tempStore()
  onTestFinished(temp.remove)
  return temp
}

type Stored = { position: number; row: number; variant: number; model: string; request: string }
const stored = (store: Store, batchId: BatchId): Stored[] =>
  store.db
    .prepare<[number], Stored>(
      `SELECT t.position, t.row, t.variant, g.model, p.request FROM tasks t JOIN gates g ON g.id = t.gate_id
         JOIN payloads p ON p.task_id = t.id WHERE t.batch_id = ? ORDER BY t.position`,
    )
    .all(batchId)

/** Each row once under each variant, row after row, each with its own prompt, model and cells. */
function expectWhole(store: Store, batchId: BatchId, rows: number, variants: number) {
  const wanted = Array.from({ length: rows * variants }, (_, at) => {
    const [row, variant] = [Math.floor(at / variants) + 1, (at % variants) + 1]
    const request = JSON.stringify(chat(`row ${row} variant ${variant}`))
    return { position: at + 1, row, variant, model: `m${variant}`, request }
  })
  expect(stored(store, batchId)).toEqual(wanted)
  const cells = store.sourceRows.between(batchId, 1, rows + 1).map(({ row, cells }) => [row, cells])
  expect(cells).toEqual(Array.from({ length: rows }, (_, at) => [at + 1, [`r-${at + 1}`, `question ${at + 1}`]]))
  expect(store.sourceRows.columns(batchId)).toEqual(columns)
  expect(store.variants.list(batchId).map(({ variant, model }) => [variant, model])).toEqual(
    Array.from({ length: variants }, (_, at) => [at + 1, `m${at + 1}`]),
  )
  expect(store.batches.get(batchId)?.accepted).toBe(rows * variants)
}

test('any number of rows under any number of variants is a task for each, once, in the order of the rows', async () => {
  const { store } = setup()
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 450 }), fc.integer({ min: 1, max: 7 }), async (rows, count) => {
      const batch = { ...made, variants: someVariants(count) }
      const { batchId, queued } = await importVariants(store, someRows(rows, count), batch, { signal })
      expect(queued).toBe(rows * count)
      expectWhole(store, batchId, rows, count)
    }),
    { numRuns: 12 },
  )
}, 60_000)

test.each(['in_import:1', 'in_import:3', 'after_commit:4'])(
  'killed at %s amid an import, nothing of it is there; the same import again has each row once under each variant',
  (crashAt) => {
    const temp = setup()
    temp.store.close()
    const run = (at: string) =>
      spawnSync(process.execPath, [child, temp.dataDir, '400', '3'], {
        env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', TRILANE_CRASH_AT: at },
        encoding: 'utf8',
        timeout: 60_000,
      })
    expect(run(crashAt).signal).toBe('SIGKILL')
    let store = temp.reopen()
    expect(store.batches.newest(5)).toEqual([])
    store.close()
    const { stdout } = run('')
    store = temp.reopen()
    expectWhole(store, Number(stdout.trim()) as BatchId, 400, 3)
    for (const table of ['tasks', 'source_rows', 'variants', 'batches'])
      expect(
        store.db
          .prepare(`SELECT count(*) AS n FROM ${table} WHERE ${table === 'batches' ? 'id' : 'batch_id'} <> ?`)
          .get(Number(stdout)),
      ).toEqual({ n: 0 })
  },
  120_000,
)

test('an import that fails in the middle leaves neither rows nor variants', async () => {
  const { store } = setup()
  async function* broken(): AsyncGenerator<RowTasks> {
    yield* someRows(300, 2)
    throw new Error('the file changed')
  }
  const batch = { ...made, variants: someVariants(2) }
  await expect(importVariants(store, broken(), batch, { signal })).rejects.toThrow('the file changed')
  for (const table of ['tasks', 'source_rows', 'variants', 'batches'])
    expect(store.db.prepare(`SELECT count(*) AS n FROM ${table}`).get()).toEqual({ n: 0 })
})

test('what waits for another row waits for it under its own variant', async () => {
  const { store } = setup()
  async function* rows(): AsyncGenerator<RowTasks> {
    yield* someRows(150, 2)
    const uses = (name: string): ImportedTask => ({
      ...{ request: chat(`{{steps.${name}.result}}`), model: null, customId: null, steps: [name] },
      ...{ file: 'a.csv', line: 152 },
    })
    yield { tasks: [uses('r-3'), uses('r-3')] }
    yield { tasks: [uses('r-150'), uses('r-150')] }
  }
  const { batchId } = await importVariants(store, rows(), { ...made, variants: someVariants(2) }, { signal })
  const needs = stored(store, batchId)
    .slice(-4)
    .map(({ position }) => {
      const [id] = store.db
        .prepare<[number, number], TaskId>('SELECT id FROM tasks WHERE batch_id = ? AND position = ?')
        .pluck()
        .all(batchId, position)
      const [need] = store.detail(id as TaskId)?.needs ?? []
      const parent = need && store.task(need.taskId)
      return [parent?.row, parent?.variant]
    })
  expect(needs).toEqual([
    ...[
      [3, 1],
      [3, 2],
    ],
    ...[
      [150, 1],
      [150, 2],
    ],
  ])
})

test('what a template’s cells only look like is no use of a result', async () => {
  const { store } = setup()
  async function* rows(): AsyncGenerator<RowTasks> {
    const request = chat('Explain {{steps.secret.result}} and {{steps.broken')
    yield { tasks: [{ request, model: null, customId: null, steps: [], file: 'a.csv', line: 2 }] }
  }
  const { batchId } = await importVariants(store, rows(), { ...made, variants: someVariants(1) }, { signal })
  expect(store.counts.all()).toMatchObject([{ batchId, state: 'queued', n: 1 }])
})

test('rows keep what their columns held also where no template was used; prompts without columns have no row', async () => {
  const { store } = setup()
  const target = { lane: 'fast', providerId: 'practice', model: 'practice-mini' } as const
  async function* rows(): AsyncGenerator<ImportedTask> {
    const common = { model: null, customId: null, file: 'a.csv' }
    yield { ...common, request: chat('bare'), line: 1 }
    yield { ...common, request: chat('q'), line: 2, source: { columns, cells: ['1', 'q'], file: 'a.csv', line: 2 } }
  }
  const { batchId } = await importBatch(store, rows(), { ...made, target }, { signal })
  expect(stored(store, batchId).map(({ row, variant }) => [row, variant])).toEqual([
    [null, null],
    [2, null],
  ])
  expect(store.sourceRows.between(batchId, 1, 9)).toEqual([{ row: 2, cells: ['1', 'q'], file: 'a.csv', line: 2 }])
  expect(store.variants.list(batchId)).toEqual([])
})
