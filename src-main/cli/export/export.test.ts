import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '#shared/eventually'
import type { TaskId } from '#shared/task'
import { aBatch, aTask, tempStore } from '#store/temp-store'
import { settleAs } from '../../wiring/exports/settle-as'
import { parseExport } from './args'
import { exportCommand } from './export'

/** A data folder that another process has open, with a batch of three rows. */
async function setup() {
  const temp = tempStore()
  const folder = mkdtempSync(join(tmpdir(), 'trilane-cli-'))
  onTestFinished(() => {
    temp.remove()
    rmSync(folder, { recursive: true, force: true })
  })
  const { store } = temp
  await store.beginBoot('boot', 'machine', 1)
  const batch = async (name: string) => {
    const batchId = await store.newBatch(aBatch(name, 'staging'))
    const rows = [1, 2, 3].map((row) => ({
      row,
      columns: ['q', 'state'],
      cells: [`q${row}`, 'x'],
      file: 'a.csv',
      line: row + 1,
    }))
    const ids = await store.stage(
      batchId,
      1,
      rows.map(({ row }) => aTask(`q${row}`, { row })),
      1,
      rows,
    )
    await store.openBatch(batchId)
    return ids as [TaskId, TaskId, TaskId]
  }
  const said: string[] = []
  const printed: string[] = []
  let out = ''
  const stop = new AbortController()
  return {
    ...{ store, folder, batch, said, printed, stop },
    ids: await batch('rows'),
    path: (name: string) => join(folder, name),
    out: () => out,
    settle: (id: TaskId, answer: string | null, at = 5) => settleAs(store, id, answer, at),
    run: (...words: string[]) =>
      exportCommand(
        [...words, '--data-dir', temp.dataDir],
        {},
        { say: (line) => void said.push(line), print: (line) => void printed.push(line) },
        stop.signal,
        async (piece) => {
          out += piece.toString()
        },
      ),
  }
}

test('a batch goes to a file in the format of its name, while another process has the data open', async () => {
  const { run, path, settle, ids, said, printed } = await setup()
  await settle(ids[0], 'one')
  await settle(ids[1], null)
  expect(await run('--out', path('a.csv'), '--columns', 'result:state=how,q,source:state', '--json')).toBe(0)
  expect(readFileSync(path('a.csv'), 'utf8')).toBe('how,q,state\nsucceeded,q1,x\ndead,q2,x\nqueued,q3,x\n')
  expect(said).toEqual([`3 rows of “rows” written to ${path('a.csv')}.`])
  const batch = { id: 1, name: 'rows' }
  expect(JSON.parse(printed[0] ?? '')).toEqual({ batch, file: path('a.csv'), rows: 3, notes: [], done: true })
})

test('what failed, as it came, and what succeeded; to stdout as well', async () => {
  const { run, settle, ids, out } = await setup()
  await settle(ids[0], 'one')
  await settle(ids[1], null)
  await run('--out', '-', '--failed-only', '--rows', '--format', 'csv')
  await run('--out', '-', '--succeeded-only', '--columns', 'q', '--order', 'completion')
  expect(out()).toBe('q,state\nq2,x\n{"q":"q1"}\n')
})

test('of several batches one must be named, and a column must be there; nothing is written then', async () => {
  const { run, batch, path, folder } = await setup()
  await expect(run('--out', path('a.csv'), '--columns', 'gone')).rejects.toThrow(
    'There is no column gone. Its source has q, state',
  )
  await batch('other')
  await expect(run('--out', path('a.csv'))).rejects.toThrow('Name a batch with --batch: 2 (other), 1 (rows).')
  await expect(run('--out', path('a.csv'), '--batch', 'none')).rejects.toThrow('There is no batch none.')
  await expect(run('--out', path('a.md'), '--batch', 'rows', '--rows')).rejects.toMatchObject({ code: 'bad_request' })
  expect(await run('--out', path('a.md'), '--batch', 'other')).toBe(0)
  expect(readdirSync(folder)).toEqual(['a.md'])
})

test('it follows a batch that another process works on: the file grows, and has its name once all is there', async () => {
  const { run, path, settle, ids, store } = await setup()
  const following = run('--out', path('a.csv'), '--follow', '--order', 'completion', '--columns', 'q,result')
  const grown = (lines: string) =>
    eventually(() => expect(readFileSync(path('a.csv.partial'), 'utf8')).toBe(`q,result\n${lines}`))
  await grown('')
  await settle(ids[2], 'three')
  await grown('q3,three\n')
  await settle(ids[0], null)
  await grown('q3,three\nq1,\n')
  const task = store.task(ids[0])
  if (task) await store.move(task, { kind: 'queued' }, 6, { retriesUsed: 0, afresh: true })
  await settle(ids[0], 'again', 7)
  await settle(ids[1], 'two', 8)
  expect(await following).toBe(0)
  expect(readFileSync(path('a.csv'), 'utf8')).toBe('q,result\nq3,three\nq1,again\nq2,two\n')
  expect(existsSync(path('a.csv.partial'))).toBe(false)
})

test('on stdout a row comes once, and one that is stopped before the end says so', async () => {
  const { run, settle, ids, out, stop, said } = await setup()
  const following = run('--out', '-', '--follow', '--columns', 'q,result')
  await settle(ids[0], 'one')
  await eventually(() => expect(out()).toBe('{"q":"q1","result":"one"}\n'))
  stop.abort()
  expect(await following).toBe(2)
  expect(said).toEqual(['Stopped before “rows” was done. Written to stdout so far: 1.'])
})

test('words that do not go together are refused', () => {
  for (const words of [
    [],
    ['--out', '-', '--json'],
    ['--out', 'a', '--rows', '--spread'],
    ['--out', 'a', '--format', 'pdf'],
  ])
    expect(() => parseExport(words)).toThrow()
  expect(() => parseExport(['--out', 'a', '--failed-only', '--succeeded-only'])).toThrow('do not go together')
  expect(parseExport(['--out', 'a', '--column', 'x,y=z', '--column', 'b'])).toMatchObject({ column: ['x,y=z', 'b'] })
})
