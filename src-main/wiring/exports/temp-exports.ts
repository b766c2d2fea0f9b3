import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { manualClock } from '#engine/manual-clock'
import { ExportOptions, type LiveExport } from '#shared/export'
import type { Cell } from '#shared/rows'
import type { BatchId, TaskId } from '#shared/task'
import type { NewTask } from '#shared/work'
import { aBatch, aTask, type Store, tempStore } from '#store/temp-store'
import { createLiveExports } from './live-exports'
import { settleAs } from './settle-as'

/** For tests: a real store with a batch, and files that grow by its results, on a clock moved by hand. It may be closed and opened again. */
export async function tempExports() {
  const temp = tempStore()
  const folder = mkdtempSync(join(tmpdir(), 'trilane-out-'))
  const clock = manualClock()
  const told: LiveExport[] = []
  let { store } = temp
  await store.beginBoot('boot', 'machine', 1)
  let live = open()
  onTestFinished(async () => {
    await live.close()
    temp.remove()
    rmSync(folder, { recursive: true, force: true })
  })

  function open() {
    const made = createLiveExports({ store, clock, onChange: (each) => void told.push(each) })
    made.begin()
    return made
  }
  const optionsOf = (options: Partial<ExportOptions> & Pick<ExportOptions, 'format'>) => ExportOptions.parse(options)
  return {
    ...{ folder, told, clock, optionsOf },
    get store(): Store {
      return store
    },
    get live() {
      return live
    },
    path: (name: string) => join(folder, name),
    text: (name: string) => readFileSync(join(folder, name), 'utf8'),
    files: () => readdirSync(folder).sort(),
    /** A batch of rows with these columns, a task for each. */
    async batch(columns: readonly string[], rows: readonly (readonly Cell[])[], changes: Partial<NewTask> = {}) {
      const batchId = await store.newBatch(aBatch('rows', 'staging'))
      const tasks = rows.map((cells, at) => aTask(String(cells[0]), { row: at + 1, ...changes }))
      const source = rows.map((cells, at) => ({ row: at + 1, columns, cells, file: 'a.csv', line: at + 2 }))
      const ids = await store.stage(batchId, 1, tasks, 1, source)
      await store.openBatch(batchId)
      return { batchId, ids }
    },
    start: (batchId: BatchId, name: string, options: Parameters<typeof optionsOf>[0]) =>
      live.start(batchId, join(folder, name), optionsOf(options)),
    /** Ends a task that stands in line; `at` is when. */
    settle: (id: TaskId, to: string | null, at = clock.now()) => settleAs(store, id, to, at),
    requeue(id: TaskId) {
      const task = store.task(id)
      if (!task) throw new Error(`there is no task ${id}`)
      return store.move(task, { kind: 'queued' }, clock.now(), { retriesUsed: 0, afresh: true })
    },
    /** What is due now has been written. */
    async pass(ms = 1_000) {
      await live.quiet()
      await clock.advance(ms, () => live.quiet())
      await live.quiet()
    },
    /** As after a restart of the process. */
    async reopen() {
      await live.close()
      store = temp.reopen()
      await store.beginBoot('boot again', 'machine', 1)
      live = open()
      await live.quiet()
    },
  }
}
