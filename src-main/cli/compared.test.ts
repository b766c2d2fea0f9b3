import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { best, tempCompared } from '../wiring/temp-compared'
import { UsageError } from './args'
import { batchCommand } from './batch/batch'
import { parseExport } from './export/args'
import { exportCommand } from './export/export'

test('beside the app, trilane writes ratings and tells which variant was the best how often', async () => {
  const temp = await tempCompared([
    ['one', 'two'],
    ['a', 'b'],
    ['x', null],
    ['y', 'z'],
  ])
  const folder = mkdtempSync(join(tmpdir(), 'trilane-cli-rated-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const lines: string[] = []
  const voice = { say: (line: string) => void lines.push(line), print: (line: string) => void lines.push(line) }
  const stop = new AbortController().signal
  const dataDir = ['--data-dir', temp.dataDir]
  const shown = async () => {
    lines.length = 0
    await batchCommand(['show', 'compared', ...dataDir], {}, voice, stop)
    return lines.filter((line) => /^ +(?:compared: |model .: best in|as good)/.test(line))
  }
  expect(await shown()).toEqual([]) // nobody compared it
  await temp.look()
  await temp.rate(1, best(2), { note: 'short' })
  await temp.rate(2, { kind: 'tie' })
  expect(await shown()).toEqual([
    '  compared: 2 of 3 rows rated',
    '    model 1: best in 0 of 2, 0% (0–66%)',
    '    model 2: best in 1 of 2, 50% (9–91%), no answer to 1',
    '    as good as each other: 1; none good: 0',
  ])

  const write = (...words: string[]) => exportCommand([...words, ...dataDir], {}, voice, stop)
  const alone = join(folder, 'ratings.jsonl')
  expect(await write('--ratings-only', '--out', alone)).toBe(0)
  expect(lines.at(-1)).toBe(`2 ratings of “compared” written to ${alone}.`)
  const ratings = readFileSync(alone, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(ratings.map(({ id, rating, rating_note }) => [id, rating, rating_note])).toEqual([
    ['r-1', 'model 2', 'short'],
    ['r-2', 'tie', null],
  ])
  const beside = join(folder, 'results.csv')
  expect(await write('--ratings', '--columns', 'id,variant,rating=winner', '--out', beside)).toBe(0)
  expect(readFileSync(beside, 'utf8').split('\n').slice(0, 3)).toEqual([
    'id,variant,winner',
    'r-1,model 1,model 2',
    'r-1,model 2,model 2',
  ])
  await expect(write('--ratings', '--follow', '--out', beside)).rejects.toMatchObject({ code: 'bad_request' })
  for (const words of ['--ratings-only --rows --out a.csv', '--ratings-only --out a.xlsx'])
    expect(() => parseExport(words.split(' ')), words).toThrow(UsageError)
})
