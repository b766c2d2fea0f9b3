import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { streamXlsxRows } from 'hucre/xlsx'
import { expect, test } from 'vitest'
import { systemClock } from '#engine/system-clock'
import { writeExport } from '#io/export/write-export'
import { ExportOptions } from '#shared/export'
import type { CrashPoint } from '#store/crash-point'
import type { Store } from '#store/store'
import { aBatch, aTask, tempStore } from '#store/temp-store'
import { exportedFrom } from './exported'
import child from './exports-child?modulePath'
import { createLiveExports } from './live-exports'

const count = 40
const files = [
  ['completion.csv', { format: 'csv', order: 'completion' }],
  ['input.jsonl', { format: 'jsonl' }],
  ['input.md', { format: 'markdown' }],
  ['whole.xlsx', { format: 'xlsx' }],
  ['failed.tsv', { format: 'tsv', order: 'completion', tasks: 'failed' }],
] as const

/** A data folder with rows to be asked, one of them a letter that is edited later, and the files that they go to. */
async function setup() {
  const temp = tempStore()
  const folder = mkdtempSync(join(tmpdir(), 'trilane-out-'))
  const { store } = temp
  const batchId = await store.newBatch(aBatch('rows', 'staging'))
  const prompts = Array.from({ length: count }, (_, at) => `row ${at + 1}${at % 9 === 4 ? ' dies' : ''}`)
  const source = prompts.map((q, at) => ({
    row: at + 1,
    columns: ['q', 'n'],
    cells: [q, at],
    file: 'a.csv',
    line: at + 2,
  }))
  const tasks = prompts.map((prompt, at) => aTask(prompt, { row: at + 1 }))
  await store.stage(batchId, 1, tasks, 1, source)
  await store.openBatch(batchId)
  const live = createLiveExports({ store, clock: systemClock })
  for (const [name, options] of files) await live.start(batchId, join(folder, name), ExportOptions.parse(options))
  store.close()

  return {
    ...{ folder, batchId },
    reopen: () => temp.reopen(),
    remove() {
      temp.remove()
      rmSync(folder, { recursive: true, force: true })
    },
    /** Goes on with the folder in a process of its own, until it ends or is killed there. @returns the signal that ended it */
    async life({ at, times }: Kill | { at: ''; times: number }) {
      const process_ = spawn(process.execPath, [child, temp.dataDir], {
        env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', TRILANE_CRASH_AT: at === 'any' ? '' : `${at}:${times}` },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      let wrong = ''
      process_.stderr.on('data', (chunk: Buffer) => {
        wrong += chunk.toString()
      })
      const timer = at === 'any' ? setTimeout(() => process_.kill('SIGKILL'), 150 + times * 10) : undefined
      const [, signal] = (await once(process_, 'close')) as [number | null, NodeJS.Signals | null]
      clearTimeout(timer)
      expect(wrong).toBe('')
      return signal
    },
  }
}
type Kill = { readonly at: CrashPoint | 'any'; readonly times: number }

const aKill: fc.Arbitrary<Kill> = fc.record({
  at: fc.constantFrom<Kill['at']>(
    ...(['export_appended', 'export_recorded', 'export_rewriting', 'export_placed', 'after_commit', 'any'] as const),
  ),
  times: fc.integer({ min: 1, max: 8 }),
})

/** What the file would be if it were written now. */
async function writtenNow(
  store: Store,
  batchId: Parameters<Store['batches']['get']>[0],
  folder: string,
  options: ExportOptions,
) {
  const path = join(folder, 'now')
  await writeExport(path, options, await exportedFrom(store.exportReader, { batchId }, options))
  const bytes = readFileSync(path)
  rmSync(path)
  return bytes
}
async function rowsOf(bytes: Buffer) {
  const rows = []
  for await (const { values } of streamXlsxRows(bytes)) rows.push(values)
  return rows
}

test('whenever it is killed, each finished file has every row once, as it was in the end', {
  timeout: 240_000,
}, async () => {
  let killed = 0
  await fc.assert(
    fc.asyncProperty(fc.array(aKill, { minLength: 2, maxLength: 5 }), async (kills) => {
      const world = await setup()
      try {
        for (const kill of kills) if ((await world.life(kill)) === 'SIGKILL') killed += 1
        expect(await world.life({ at: '', times: 1 })).toBeNull()
        const store = world.reopen()
        expect(readdirSync(world.folder).sort()).toEqual(files.map(([name]) => name).sort())
        for (const [name, asked] of files) {
          const options = ExportOptions.parse(asked)
          const bytes = readFileSync(join(world.folder, name))
          const now = await writtenNow(store, world.batchId, world.folder, options)
          if (options.format === 'xlsx') expect(await rowsOf(bytes)).toEqual(await rowsOf(now))
          // By the clock several may end within a millisecond, of which the file has them as they were committed.
          else if (options.order === 'completion') expect(linesOf(bytes).sort()).toEqual(linesOf(now).sort())
          else expect(bytes.toString()).toBe(now.toString())
          const found = store.exports.list(10).find(({ path }) => path.endsWith(name))
          expect(found).toMatchObject({
            state: 'done',
            trouble: null,
            rows: options.tasks === 'failed' ? found?.rows : count,
          })
        }
      } finally {
        world.remove()
      }
    }),
    { numRuns: Number(process.env.TRILANE_CRASH_RUNS ?? 6) },
  )
  expect(killed).toBeGreaterThan(3)
})

const linesOf = (bytes: Buffer): string[] => bytes.toString().split('\n')
