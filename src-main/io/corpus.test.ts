import { execFile } from 'node:child_process'
import { appendFileSync, chmodSync, chownSync, mkdirSync, symlinkSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { expect, onTestFinished, test, vi } from 'vitest'
import { promptOf } from '#shared/request'
import { corpus, type Nasty } from './corpus.test.fixture'
import { isRejected } from './map-row'
import { openImport } from './scan'
import { all, never, tempFiles } from './temp-files'
import child from './unprivileged-child?modulePath'
import { textRow, workbook } from './workbook.test.fixture'

vi.setConfig({ testTimeout: 60_000 }) // several files of 10 MB, each read four times, beside other tests

const posix = process.platform !== 'win32'

function setup() {
  const files = tempFiles()
  onTestFinished(files.remove)
  return files
}

/** A long prompt by its length: a failure shows what differs, and not 10 MB of it. */
const shown = (text: string) => (text.length > 1_000 ? `${text.slice(0, 20)}… ${text.length}` : text)

async function read(path: string, { choices, column }: Nasty) {
  const session = await openImport([path], choices)
  const summary = await session.scan({ signal: never, promptColumn: column })
  const rows = await all(session.rows(summary.promptColumn, { signal: never }))
  const good = rows.flatMap((row) => (isRejected(row) ? [] : [[row.line, shown(promptOf(row.request))]]))
  const bad = rows.flatMap((row) => (isRejected(row) ? [[row.line, row.reason]] : []))
  return { session, summary, good, bad }
}

test('the corpus is large enough to be one', () => {
  expect(corpus.length).toBeGreaterThanOrEqual(60)
})

test.each(corpus.map((nasty) => [`${nasty.name}: ${nasty.about}`, nasty] as const))('%s', async (_, nasty) => {
  const path = setup().write(nasty.name, nasty.content)
  if ('error' in nasty) {
    const error = await read(path, nasty).then(
      () => null,
      (thrown: unknown) => thrown,
    )
    expect(error).toMatchObject({ code: 'bad_file', message: expect.stringContaining(nasty.error) })
    expect(error).toMatchObject({ message: expect.stringMatching(/\. Nothing was queued\. .+\.$/) })
    return
  }
  const { session, summary, good, bad } = await read(path, nasty)
  expect(good).toEqual(nasty.rows.map(([line, text]) => [line, shown(text)]))
  expect(bad).toEqual((nasty.bad ?? []).map(([line, reason]) => [line, expect.stringContaining(reason)]))
  expect([summary.prompts, summary.rejectedCount]).toEqual([good.length, bad.length])
  expect(summary).toMatchObject({ complete: true, bytesRead: summary.bytesTotal })
  if (nasty.reading) expect(session.files).toMatchObject([nasty.reading])
  const out = await all(session.badLines({ promptColumn: summary.promptColumn }, { signal: never }))
  expect(out.map(({ line }) => line)).toEqual(bad.map(([line]) => line)) // the same ones, by the reading for export
})

test('a directory that is called like a file is read as the folder that it is', async () => {
  const files = setup()
  mkdirSync(join(files.folder, 'a.txt'))
  files.write('a.txt/b.txt', 'One')
  expect((await openImport([join(files.folder, 'a.txt')])).files).toMatchObject([{ name: 'b.txt' }])
})

test.runIf(posix)('a link that leads back to itself is refused, and folders that do are read once', async () => {
  const { folder, write } = setup()
  symlinkSync('loop.txt', join(folder, 'loop.txt'))
  await expect(openImport([join(folder, 'loop.txt')])).rejects.toThrow('loop.txt is a link that leads back to itself')
  write('in/a.txt', 'One')
  symlinkSync('.', join(folder, 'in', 'loop'))
  expect((await openImport([join(folder, 'in')])).files).toMatchObject([{ name: 'a.txt' }])
})

test.runIf(posix)('a file and a folder without permission are refused, by somebody whom permissions stop', async () => {
  const { folder, write } = setup()
  chmodSync(folder, 0o755)
  const open = write('open.txt', 'One')
  const secret = write('secret.txt', 'Two')
  chmodSync(secret, 0)
  write('closed/a.txt', 'Three')
  const closed = join(folder, 'closed')
  chmodSync(closed, 0)
  onTestFinished(() => chmodSync(closed, 0o755))
  if (process.getuid?.() === 0) for (const path of [secret, closed]) chownSync(path, 65_534, 65_534)
  const opened = async (...paths: string[]) => {
    const { stdout } = await promisify(execFile)(process.execPath, [child, ...paths], {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    })
    return stdout.trim()
  }
  expect(await opened(open)).toBe('["open.txt"]')
  expect(await opened(open, secret)).toMatch(/^secret\.txt may not be read by you\. Nothing was queued\./)
  expect(await opened(closed)).toMatch(/^closed may not be read by you\. Nothing was queued\./)
})

const rows = Array.from({ length: 8_000 }, (_, n) => `Prompt ${n} ${Math.sin(n)}`)
test.each<[string, string | Buffer]>([
  ['a.txt', rows.join('\n')],
  ['a.jsonl', rows.map((row) => JSON.stringify({ prompt: row })).join('\n')],
  ['a.json', JSON.stringify(rows)],
  ['a.csv', `prompt\n${rows.join('\n')}`],
  [
    'a.xlsx',
    workbook({ sheets: { S: textRow(1, ['prompt']) + rows.map((row, n) => textRow(n + 2, [row])).join('') } }),
  ],
  ['a.parquet', Buffer.from(parquetWriteBuffer({ columnData: [{ name: 'prompt', data: rows }] }))],
])('%s that changes while it is read ends the import, whatever became of it', async (name, content) => {
  for (const change of [(path: string) => appendFileSync(path, ' '), (path: string) => truncateSync(path, 1_000)]) {
    const path = setup().write(name, content)
    const session = await openImport([path])
    const tasks = session.tasks('prompt', { signal: never })
    expect((await tasks.next()).done).toBe(false)
    change(path)
    await expect(all(tasks)).rejects.toMatchObject({
      ...{ code: 'bad_file', message: expect.stringContaining('Nothing was queued') },
    })
  }
})
