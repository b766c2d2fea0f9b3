import { expect, onTestFinished, test } from 'vitest'
import type { BatchId, TaskId } from '#shared/task'
import { FIRST_ASKED } from './batch-requests'
import { connect } from './database'
import { ANY, BY_ROW, type ExportReader, endedIn, exportReader, SETTLED_SINCE, STANDING } from './export-reader'
import { SPENT_ROWS, UNWRITTEN, WRITTEN } from './exports'
import { databaseFile } from './safety/files'
import { aBatch, aTask, tempStore } from './temp-store'

const idsOf = (reader: ExportReader, ...asked: Parameters<ExportReader['ids']>) => [...reader.ids(...asked)].flat()
const variant = (n: number) => ({
  ...{ variant: n, name: `model-${n}`, templateVersion: null, body: null, providerId: 'practice', model: `m-${n}` },
  parameters: {},
})

/** Three rows under two variants; what ended when is written as such, since only the order is looked at. */
async function setup() {
  const temp = tempStore()
  onTestFinished(temp.remove)
  const { store } = temp
  const batchId = await store.newBatch({ ...aBatch('b', 'staging'), variants: [variant(1), variant(2)] })
  const rows = [1, 2, 3].map((row) => ({ row, columns: ['q'], cells: [`q${row}`], file: 'a.csv', line: row + 1 }))
  // All of the first variant come before those of the second.
  const tasks = [1, 2].flatMap((n) =>
    [1, 2, 3].map((row) => aTask(`q${row}`, { row, variant: n, customId: `${row}/${n}` })),
  )
  const ids = await store.stage(batchId, 1, tasks, 1, rows)
  await store.openBatch(batchId)
  const end = (at: number, state: string, settledAt: number) =>
    store.db
      .prepare('UPDATE tasks SET state = ?, settled_at = ?, failure_code = ?, failure_message = ? WHERE id = ?')
      .run(state, settledAt, state === 'dead' ? 'auth' : null, state === 'dead' ? 'no' : null, ids[at])
  end(0, 'succeeded', 50)
  end(1, 'dead', 20)
  end(2, 'cancelled', 20)
  end(4, 'succeeded', 10)
  end(5, 'dead', 70)
  return { store, batchId, ids, reader: store.exportReader, dataDir: temp.dataDir }
}

test('tasks come in the order of the input, of their ends over all states, or by their rows', async () => {
  const { reader, batchId, ids } = await setup()
  const [a, b, c, d, e, f] = ids as TaskId[]
  expect(idsOf(reader, batchId, 'all', 'input')).toEqual(ids)
  expect(idsOf(reader, batchId, 'failed', 'input')).toEqual([b, f])
  expect(idsOf(reader, batchId, 'all', 'completion')).toEqual([e, b, c, a, f])
  expect(idsOf(reader, batchId, 'succeeded', 'completion')).toEqual([e, a])
  expect(idsOf(reader, batchId, 'all', 'row')).toEqual([a, d, b, e, c, f])
  expect([...reader.sorted([f, e, d, b, a] as TaskId[], 'all', 'row')].flat()).toEqual([a, d, b, e, f])
  expect([...reader.sorted([f, e, d, b, a] as TaskId[], 'failed', 'completion')].flat()).toEqual([b, f])
  expect(idsOf(reader, 99 as BatchId, 'all', 'completion')).toEqual([])
})

test('a task is read with its row, and a list longer than a page is read to its end', async () => {
  const { store, reader, batchId, ids } = await setup()
  expect(reader.read([ids[1] as TaskId, 99 as TaskId])).toMatchObject([
    {
      ...{ id: ids[1], batchId, position: 2, row: 2, variant: 1, customId: '2/1', state: 'dead', result: null },
      source: { columns: ['q'], cells: ['q2'], file: 'a.csv', line: 3 },
      failure: { code: 'auth', message: 'no' },
    },
  ])
  const many = await store.newBatch(aBatch('many'))
  const all = await store.enqueue(
    many,
    Array.from({ length: 1_203 }, (_, at) => aTask(`p${at}`)),
    1,
  )
  store.db.prepare(`UPDATE tasks SET state = 'succeeded', settled_at = 5 + id % 2 WHERE batch_id = ?`).run(many)
  const even = (is: boolean) => all.filter((id) => (id % 2 === 0) === is)
  expect(idsOf(reader, many, 'all', 'completion')).toEqual([...even(true), ...even(false)])
  expect(idsOf(reader, many, 'all', 'row')).toEqual(all)
})

test('a connection that may only read, beside a process that writes, reads the same', async () => {
  const { reader, batchId, dataDir } = await setup()
  const db = connect(databaseFile(dataDir), { timeoutMs: 0, readonly: true })
  onTestFinished(() => void db.close())
  const other = exportReader(db)
  expect(other.read(idsOf(other, batchId, 'all', 'row'))).toEqual(reader.read(idsOf(reader, batchId, 'all', 'row')))
  expect([other.columns(batchId), other.variants(batchId).length]).toEqual([['q'], 2])
})

test.each([
  [
    'what comes after a position',
    STANDING,
    /SEARCH t USING INDEX sqlite_autoindex_tasks_1 \(batch_id=\? AND position>\?\)/,
  ],
  ['what comes after a row', BY_ROW, /SEARCH t USING INDEX tasks_row \(batch_id=\? AND \(row,variant\)>\(\?,\?\)\)/],
  [
    'what ended after that',
    endedIn('dead'),
    /SEARCH t USING .*tasks_ended_by_batch \(batch_id=\? AND state=\? AND settled_at>\?/,
  ],
  ['what is not written yet', UNWRITTEN, /SEARCH r USING PRIMARY KEY \(export_id=\? AND run=\? AND task_id=\?\)/],
  ['what is written', WRITTEN, /SEARCH r USING PRIMARY KEY \(export_id=\? AND run=\? AND task_id>\?\)/],
  [
    'what no run needs',
    SPENT_ROWS,
    /SEARCH r USING PRIMARY KEY \(export_id=\?\).*SEARCH r USING PRIMARY KEY \(export_id=\? AND run<\?\)/,
  ],
  [
    'what settled since',
    SETTLED_SINCE,
    /SEARCH tasks USING COVERING INDEX tasks_ended_by_batch \(batch_id=\? AND state=\? AND settled_at>\?\)/,
  ],
  ['whether any is of a batch', ANY, /SEARCH t USING INTEGER PRIMARY KEY/],
  [
    'what a batch was first asked',
    FIRST_ASKED,
    /SEARCH t USING INDEX \w+ \(batch_id=\? AND position>\?\).*SEARCH p USING INDEX \w+ \(task_id=\? AND revision=\?\)/,
  ],
])('%s is read by its index alone, and in its order', async (_, sql, plan) => {
  const { store } = await setup()
  const asked = sql.replaceAll(/@\w+/g, '?')
  const values = Array.from(asked.matchAll(/\?/g), () => '[]')
  const lines = store.db.prepare<string[], { detail: string }>(`EXPLAIN QUERY PLAN ${asked}`).all(...values)
  const told = lines.map(({ detail }) => detail).join('; ')
  expect(told).toMatch(plan)
  expect(told).not.toContain('TEMP B-TREE')
})
