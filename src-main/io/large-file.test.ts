import { closeSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openImport, type ReadProgress } from './scan'
import { never, tempFiles } from './temp-files'

const lines = 100_000
const megabyte = 1024 * 1024

/** About 50 MB of JSON Lines. */
function setup() {
  const files = tempFiles()
  onTestFinished(files.remove)
  const path = join(files.folder, 'large.jsonl')
  const file = openSync(path, 'w')
  const context = 'as it was before '.repeat(26)
  for (let from = 0; from < lines; from += 1_000) {
    const some = Array.from({ length: 1_000 }, (_, n) => `{"question":"${from + n}","context":"${context}","n":${n}}\n`)
    writeSync(file, some.join(''))
  }
  closeSync(file)
  return openImport([path])
}

test('a large file is previewed by its beginning, counted exactly, and read only as far as rows are taken', async () => {
  const session = await setup()
  expect(session.bytesTotal).toBeGreaterThan(45 * megabyte)

  const preview = await session.preview({ signal: never })
  expect(preview).toMatchObject({ promptColumn: 'question', complete: false })
  expect(preview.rows).toHaveLength(20)
  expect(preview.bytesRead).toBeLessThan(megabyte)

  const progress: ReadProgress[] = []
  let turns = 0 // of the event loop while the scan goes on
  let scanning = true
  const tick = () => {
    turns += 1
    if (scanning) setImmediate(tick)
  }
  setImmediate(tick)
  const summary = await session.scan({ signal: never, onProgress: (now) => progress.push(now) })
  scanning = false
  expect(summary).toMatchObject({ prompts: lines, rejectedCount: 0, complete: true, bytesRead: session.bytesTotal })
  expect(progress.at(-1)).toMatchObject({ bytesRead: session.bytesTotal, prompts: lines })
  expect(progress.length).toBeLessThanOrEqual(session.bytesTotal / megabyte + 1)
  expect(progress.length).toBeGreaterThan(40)
  expect(turns).toBeGreaterThan(session.bytesTotal / (64 * 1024)) // one for each chunk at least

  const read: ReadProgress[] = []
  const rows = session.rows('question', { signal: never, onProgress: (now) => read.push(now) })
  const taken: unknown[] = []
  for await (const row of rows) {
    taken.push(row)
    if (taken.length === 500) break
  }
  expect(taken[499]).toMatchObject({ line: 500, request: { messages: [{ content: '499' }] } })
  expect(read).toEqual([]) // not even a megabyte
})
