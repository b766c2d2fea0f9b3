import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { type ResultLine, resultLine, writeResults } from '#io/write-results'
import { mostDragged } from '#shared/desktop'
import { CommandError } from '#shared/result'
import type { TaskDetail, TaskId } from '#shared/task'

/** Tasks that are read in one turn of the loop: some milliseconds. */
const together = 50

/**
 * Files that are dragged out of the window. What they are dropped on copies them, at once or later, so they stay until the app ends.
 * @param folder of the data folder, which others cannot read; nothing else is kept in it
 */
export function createDragFiles(folder: string, detail: (id: TaskId) => TaskDetail | null) {
  /** In a folder for each: the name of the file is what a person sees where they drop it. */
  function place(name: string): string {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    return join(mkdtempSync(join(folder, 'drag-')), name)
  }

  return {
    /**
     * Writes the results of these tasks, in this order, as JSON Lines. The file appears whole or not at all.
     * @returns its path
     * @throws CommandError `bad_request` of more than `mostDragged`, `not_found` when none of them is in the store any more, `bad_file` when
     *  there is no room for it
     */
    async write(ids: readonly TaskId[]): Promise<string> {
      if (ids.length > mostDragged)
        throw new CommandError('bad_request', `Up to ${mostDragged} tasks can be dragged at a time. Select fewer.`)
      const file = place(nameOf(ids))
      const lines = await writeResults(file, linesOf(ids, detail))
      if (lines > 0) return file
      throw new CommandError('not_found', 'These tasks are not in the store any more.')
    },
    /**
     * A file that somebody else writes there, under the name that a person sees where they drop it.
     * @returns its path
     */
    async writeAs(name: string, write: (file: string) => Promise<unknown>): Promise<string> {
      const file = place(name)
      await write(file)
      return file
    },
    /** Never throws: what another program holds open goes at the next start. */
    clear() {
      try {
        rmSync(folder, { recursive: true, force: true })
      } catch (error) {
        console.error('files that were dragged out are left:', error)
      }
    },
  }
}

const nameOf = (ids: readonly TaskId[]) => (ids.length === 1 ? `task-${ids[0]}.jsonl` : `${ids.length}-results.jsonl`)

async function* linesOf(ids: readonly TaskId[], detail: (id: TaskId) => TaskDetail | null): AsyncGenerator<ResultLine> {
  for (const [index, id] of ids.entries()) {
    if (index % together === together - 1) await setImmediate()
    const found = detail(id)
    if (found) yield resultLine(found)
  }
}
