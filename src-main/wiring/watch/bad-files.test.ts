import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { openImport } from '#io/scan'
import { textRow, workbook } from '#io/workbook.test.fixture'
import { slowMs } from './eye'
import { tempWatch } from './temp-watch'

const never = new AbortController().signal

test('rows that cannot be used stand beside the results as they were, are never taken, and go once they are corrected', async () => {
  const world = await tempWatch()
  await world.watch({ badRows: 'leave_out' })
  world.write('reviews.csv', 'n;q\r\n1;one\r\n2;\r\n3;"three;\r\n3"\r\n4;" "\r\n')
  world.write('whole.csv', 'q\nfour\n')
  await world.pass(slowMs + 6_000)
  expect(world.text('reviews.results-bad.csv')).toBe('n;q\n2;\n4;" "\n')
  expect(world.view().files.find(({ path }) => path === 'reviews.csv')).toMatchObject({
    ...{ state: 'taken', leftOut: 2 },
    badRows: { path: world.path('reviews.results-bad.csv'), lines: 2, state: 'written', trouble: null },
  })
  await world.settle()
  await world.pass(2 * slowMs)
  expect(world.files()).toEqual([
    ...['reviews.csv', 'reviews.results-bad.csv', 'reviews.results.csv', 'whole.csv', 'whole.results.csv'],
  ])
  expect(world.batches()).toEqual(['reviews', 'whole'])
  // Corrected, it is a file like any other once it has a name of its own.
  const text = world.text('reviews.results-bad.csv').replace('2;', '2;two').replace('" "', 'four')
  world.write('corrected.csv', text)
  await world.pass(slowMs + 6_000)
  expect(world.prompts()).toEqual(['Ask one', 'Ask three;\r\n3', 'Ask four', 'Ask two', 'Ask four'])
  // After a restart it is where it was, and found by the list.
  await world.reopen()
  const id = world.view().files.find(({ path }) => path === 'reviews.csv')?.id
  expect(id && world.watching.pathOf(id, 'bad_rows')).toBe(world.path('reviews.results-bad.csv'))
})

test('those of a workbook come as JSON lines, also when a person sends the rest; what came before keeps its name', async () => {
  const world = await tempWatch()
  await world.watch()
  world.write('a.results-bad.jsonl', 'mine')
  const sheet = `${textRow(1, ['q', 'n'])}<row r="2"><c r="B2"><v>7</v></c></row>${textRow(3, ['One'])}`
  world.write('a.xlsx', workbook({ sheets: { S: sheet } }))
  await world.pass(slowMs + 6_000)
  const [refused] = world.view().files
  expect([refused?.state, refused?.badRows]).toEqual(['failed', null])
  if (refused) await world.watching.retry(refused.id, 'without_bad')
  await world.pass(slowMs)
  expect(world.view().files[0]).toMatchObject({ state: 'taken', badRows: { state: 'written' } })
  expect([world.text('a.results-bad.jsonl'), world.text('a.results-bad-2.jsonl')]).toEqual([
    'mine',
    '{"q":null,"n":7}\n',
  ])
  const session = await openImport([world.path('a.results-bad-2.jsonl')])
  expect((await session.scan({ signal: never, promptColumn: 'q' })).rejectedCount).toBe(1)
})

test('where they cannot be written down nothing is sent, and it goes on by itself', async () => {
  const world = await tempWatch()
  await world.watch({ badRows: 'leave_out', subfolders: true })
  let takesNothing = true
  const { isTaken } = world.store.exports
  // A place for the results is chosen, and then the folder is gone for a while.
  world.store.exports.isTaken = (path) => {
    if (takesNothing && path.endsWith('-bad.csv') && existsSync(world.path('in')))
      renameSync(world.path('in'), world.path('.away'))
    return isTaken(path)
  }
  world.write('in/a.csv', 'q,n\none,1\n,2\n')
  await world.pass(slowMs + 6_000)
  expect([world.batches(), world.files()]).toEqual([[], ['.away']])
  takesNothing = false
  renameSync(world.path('.away'), world.path('in'))
  await world.pass(2 * slowMs)
  expect(world.batches()).toEqual(['a'])
  expect(readFileSync(world.path('in/a.results-bad.csv'), 'utf8')).toBe('q,n\n,2\n')
  expect(world.store.watches.badFiles.openAnywhere()).toEqual([])
})

test('one that is owed gets its name also once its watch is gone; one that was deleted before is said to be', async () => {
  const world = await tempWatch()
  const { id } = await world.watch({ badRows: 'leave_out' })
  const owe = async (name: string) => {
    const path = world.path(name)
    const { badFiles } = world.store.watches
    const bad = await world.store.write(() => badFiles.begin(id, path, `${path}.partial`))
    world.write(`${name}.partial`, 'q,n\n,2\n')
    const fileId = world.view().files[0]?.id
    if (!fileId) throw new Error('no file was taken')
    await world.store.write(() => badFiles.own(bad, fileId, 1))
    return { bad, fileId }
  }
  world.write('a.csv', 'q\none\n')
  await world.pass(slowMs + 6_000)
  const { fileId } = await owe('a.results-bad.csv')
  rmSync(world.path('a.results-bad.csv.partial'))
  await world.pass(slowMs)
  expect(world.store.watches.badFiles.of(fileId)?.state).toBe('lost')
  await owe('b.results-bad.csv')
  await world.store.write(() =>
    world.store.watches.badFiles.begin(id, world.path('c.csv'), world.path('c.csv.partial')),
  )
  world.write('c.csv.partial', 'half a')
  await world.watching.remove(id)
  await world.reopen()
  expect([world.text('b.results-bad.csv'), world.exists('c.csv.partial'), world.exists('c.csv')]).toEqual([
    ...['q,n\n,2\n', false, false],
  ])
  expect(world.store.watches.badFiles.openAnywhere()).toEqual([])
})
