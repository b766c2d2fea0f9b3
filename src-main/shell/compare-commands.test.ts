import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { expect, onTestFinished, test } from 'vitest'
import { writeExport } from '#io/export/write-export'
import { type Command, commands, type Handlers, type Parsed, type Request, type Response } from '#shared/contract'
import { ExportOptions } from '#shared/export'
import { aBatch } from '#store/temp-store'
import { exportedFrom } from '../wiring/exports/exported'
import { best, tempCompared } from '../wiring/temp-compared'
import { compareCommands } from './compare-commands'

async function setup(rows: Parameters<typeof tempCompared>[0]) {
  const temp = await tempCompared(rows)
  const folder = mkdtempSync(join(tmpdir(), 'trilane-ratings-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const names: string[] = []
  const pickPlace = async (_: number, name: string) => {
    names.push(name)
    return join(folder, name)
  }
  const handlers = compareCommands({ store: temp.store, pickPlace, now: () => 1_700_000_000_000 })
  const { batchId } = temp
  /** As a window asks: what goes in and what comes out fits the contract. */
  async function ask<C extends Command & keyof typeof handlers>(
    command: C,
    request: Omit<Request<C>, 'batchId'>,
  ): Promise<Response<C>> {
    const asked = commands[command].request.parse({ ...request, batchId }) as Parsed<C>
    const answer = await (handlers as Pick<Handlers, C>)[command](asked, 1)
    return commands[command].response.parse(answer) as Response<C>
  }
  return { ...temp, ask, handlers, folder, names }
}
const rows = [
  ['one', 'two'],
  ['same', 'same'],
  ['only', null],
  ['late', undefined],
] as const

test('rows are read one at a time with their cells and answers, rated, and rated anew once an answer came', async () => {
  const { ask, settle, mark } = await setup(rows)
  const opened = await ask('openComparison', {})
  expect(opened).toMatchObject({
    ...{ name: 'compared', columns: ['id', 'question'] },
    variants: [{ variant: 1, name: 'model 1', model: 'm1' }, { variant: 2 }],
    progress: { seen: 4, rows: 4, comparable: 2, toRate: 2, last: null },
  })
  const first = await ask('getComparedRow', { filter: 'to_rate', row: 0, move: 'at' })
  expect(first).toMatchObject({
    ...{ row: 1, before: 0, of: 2, cells: ['r-1', 'question 1'], file: 'a.csv', line: 2, rating: null, canRate: true },
    answers: [
      { variant: 1, model: 'm1', text: 'one', prompt: 'row 1 variant 1', tokensIn: 3, tokensOut: 5, removed: false },
      { variant: 2, text: 'two', state: { kind: 'succeeded' } },
    ],
  })
  const rated = await ask('rateRow', { row: 1, mark: mark(1), choice: best(2), note: ' clear ', blind: true })
  expect(rated).toMatchObject({
    rating: { choice: best(2), note: 'clear', blind: true, stale: false, ratedAt: 1_700_000_000_000 },
    progress: { rated: 1, toRate: 1, last: { row: 1, blind: true } },
  })
  expect(await ask('getComparedRow', { filter: 'to_rate', row: 1, move: 'here' })).toMatchObject({ row: 1, of: 1 })
  expect(await ask('getComparedRow', { filter: 'to_rate', row: 2, move: 'next' })).toBeNull()
  expect(await ask('getComparedRow', { filter: 'all', row: 9, move: 'here' })).toBeNull()

  const failed = await ask('getComparedRow', { filter: 'failed', row: 0, move: 'at' })
  expect(failed).toMatchObject({ row: 3, canRate: false, answers: [{ text: 'only' }, { state: { kind: 'dead' } }] })
  const seen = mark(4)
  const rate = (row: number, variant: number, of: string) =>
    ask('rateRow', { row, mark: of, choice: best(variant), note: null, blind: false })
  await expect(rate(3, 1, mark(3))).rejects.toMatchObject({ code: 'wrong_state', message: /Fewer than two/ })
  await expect(rate(4, 1, seen)).rejects.toMatchObject({ code: 'wrong_state', message: /has not ended/ })
  await expect(rate(2, 3, mark(2))).rejects.toMatchObject({ code: 'wrong_state', message: /no answer/ })
  await settle(4, 2, 'came')
  await expect(rate(4, 1, seen)).rejects.toMatchObject({ code: 'stale', message: /Nothing was rated/ })
  expect(await rate(4, 1, mark(4))).toMatchObject({ progress: { rated: 2, toRate: 1 } })

  const last = (await ask('openComparison', {})).progress.last
  await expect(ask('takeBackRating', { id: 99 })).rejects.toMatchObject({ code: 'stale' })
  expect(await ask('takeBackRating', { id: last?.id ?? 0 })).toMatchObject({ row: 4, progress: { rated: 1 } })
})

test('a batch whose rows are asked once is not compared, nor one that is gone', async () => {
  const { handlers, store } = await setup(rows)
  const plain = await store.newBatch(aBatch('plain'))
  await expect(handlers.openComparison({ batchId: plain }, 1)).rejects.toMatchObject({ code: 'wrong_state' })
  const gone = commands.openComparison.request.parse({ batchId: 99 })
  await expect(handlers.openComparison(gone, 1)).rejects.toMatchObject({ code: 'not_found' })
})

test('ratings go to a file of their own and beside the results, guarded, and say what they are about', async () => {
  const { ask, store, batchId, folder, names, mark, settle, requeue } = await setup([
    ['one', 'two', 'three'],
    ['a', 'b', 'c'],
    ['x', 'y', null],
  ])
  const note = '=HYPERLINK("http://x")'
  await ask('openComparison', {})
  await ask('rateRow', { row: 1, mark: mark(1), choice: best(2), note, blind: false })
  await ask('rateRow', { row: 2, mark: mark(2), choice: { kind: 'none' }, note: null, blind: true })
  await ask('rateRow', { row: 3, mark: mark(3), choice: { kind: 'tie' }, note: null, blind: true })
  await requeue(3, 3)
  await settle(3, 3, 'late')

  expect(await ask('exportRatings', { format: 'csv' })).toMatchObject({ rows: 3 })
  expect(await ask('exportRatings', { format: 'jsonl' })).toMatchObject({ rows: 3 })
  const read = (name = '') => readFileSync(join(folder, name), 'utf8')
  const [csvName, jsonlName] = names
  const table = parse(read(csvName), { columns: true }) as Record<string, string>[]
  expect(
    table.map((line) => [line.row, line.id, line.rating, line.best_model, line.rated_blind, line.rating_stale]),
  ).toEqual([
    ['1', 'r-1', 'model 2', 'm2', 'false', 'false'],
    ['2', 'r-2', 'none good', '', 'true', 'false'],
    ['3', 'r-3', 'tie', '', 'true', 'true'],
  ])
  expect(table[0]?.rating_note).toBe(`'${note}`)
  const lines = read(jsonlName)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines[0]).toMatchObject({
    row: 1,
    question: 'question 1',
    rating: 'model 2',
    best_variant: 2,
    rating_note: note,
  })
  expect(lines[0].rated_at).toBe('2023-11-14T22:13:20.000Z')
  const hashes = store.ratings.standing(batchId, 1, 1).map(({ hash }) => hash)
  expect(lines[0].answers).toEqual(hashes)

  const write = async (options: Partial<ExportOptions> & Pick<ExportOptions, 'format'>) => {
    const asked = ExportOptions.parse({ ratings: true, ...options })
    const path = join(folder, `results.${asked.format}`)
    await writeExport(path, asked, await exportedFrom(store.exportReader, { batchId }, asked))
    return readFileSync(path, 'utf8')
  }
  const beside = parse(await write({ format: 'csv' }), { columns: true }) as Record<string, string>[]
  expect(beside).toHaveLength(9)
  expect(beside.slice(0, 3).map(({ variant, rating, rating_note }) => [variant, rating, rating_note])).toEqual(
    [1, 2, 3].map((variant) => [`model ${variant}`, 'model 2', `'${note}`]),
  )
  const wide = (await write({ format: 'jsonl', variants: 'side_by_side' }))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(wide).toHaveLength(3)
  expect(wide[2]).toMatchObject({
    id: 'r-3',
    rating: 'tie',
    rating_stale: true,
    rated_blind: true,
    'result (model 3)': 'late',
  })
  await expect(write({ format: 'openai-batch' })).rejects.toMatchObject({ code: 'bad_request' })
})

test('of twenty thousand rows some are looked at each time, and one is found at once', async () => {
  const temp = await setup([['one', 'two']])
  const { store, batchId, ask } = temp
  // Written by hand: to settle forty thousand tasks takes a minute.
  store.db.exec(`WITH RECURSIVE n (row) AS (SELECT 2 UNION ALL SELECT row + 1 FROM n WHERE row < 20000)
    INSERT INTO tasks (batch_id, position, title, lane, gate_id, state, created_at, settled_at, row, variant)
    SELECT ${batchId}, row * 2 + v.variant, 't', 'fast', 1, 'succeeded', 1, 2, row, v.variant FROM n, (SELECT 1 AS variant UNION SELECT 2) v`)
  store.db.exec(`INSERT INTO results (task_id, attempt, kind, text, cut_off, model, settled_at, hash)
    SELECT id, 1, 'text', CASE WHEN row % 100 = 0 THEN 'v' || variant ELSE 'same' END, 0, 'm', 2,
      CASE WHEN row % 100 = 0 THEN randomblob(32) ELSE zeroblob(32) END FROM tasks WHERE row > 1`)
  store.db.exec(`INSERT INTO payloads (task_id, revision, request, created_at, hash)
    SELECT id, 1, '{"kind":"chat","messages":[{"role":"user","content":"q"}]}', 1, zeroblob(32) FROM tasks WHERE row > 1`)
  let asked = 0
  for (let seen = 0; seen < 20_000; asked++) {
    seen = (await ask('openComparison', {})).progress.seen
  }
  expect(asked).toBeGreaterThan(1)
  const { progress } = await ask('openComparison', {})
  expect(progress).toMatchObject({ rows: 20_000, comparable: 20_000, differ: 201, failed: 0 })
  const began = performance.now()
  const found = await ask('getComparedRow', { filter: 'differ', row: 19_950, move: 'at' })
  expect(found?.row).toBe(20_000)
  expect(found?.before).toBe(200)
  expect(performance.now() - began).toBeLessThan(500)
})
