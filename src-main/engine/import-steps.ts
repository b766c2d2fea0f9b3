import type { ImportedTask } from '#shared/import'
import { CommandError } from '#shared/result'
import { brokenSteps, stepNames } from '#shared/steps'
import type { TaskId } from '#shared/task'
import type { NewTask } from './ports'

type Needs = NonNullable<NewTask['needs']>

/**
 * Rows of one import that wait for others of it: by `{{steps.id.result}}` in the prompt or by `after`, both naming an earlier row's own id.
 * @param staged reads the ids of all rows that are on disk so far; asked once, when the first row names another
 */
export function importSteps(staged: () => ReadonlyMap<string, TaskId>) {
  let known: Map<string, TaskId> | null = null
  let waiting = new Map<string, number>() // in the group that is being gathered

  function find(name: string, row: ImportedTask): TaskId | { row: number } {
    known ??= new Map(staged())
    const inHand = waiting.get(name)
    const found = inHand === undefined ? known.get(name) : { row: inHand }
    if (found !== undefined) return found
    throw new CommandError(
      'bad_file',
      `${row.file}, line ${row.line} needs the result of “${name}”, but no row before it has that id. Nothing was queued; put that row first, or change the name.`,
    )
  }

  return {
    /** What the row waits for. Called for each row in order, before the group that it is in is written, with its place there, from 0. */
    needs(row: ImportedTask, place: number): Needs {
      if (row.steps === undefined) refuseBroken(row)
      const names = [...new Set([...(row.steps ?? stepNames(row.request)), ...(row.after ?? [])])]
      const needs = names.map((name) => ({ name, task: find(name, row) }))
      if (row.customId !== null) waiting.set(row.customId, place)
      return needs
    },
    /** The group is on disk: those of its tasks that are of these rows, under these ids. */
    written(rows: readonly NewTask[], ids: readonly TaskId[]) {
      waiting = new Map()
      if (!known) return
      for (const [index, { customId }] of rows.entries()) {
        const id = ids[index]
        if (customId !== null && id !== undefined) known.set(customId, id)
      }
    },
  }
}

/** How much of what is wrong is shown: a brace that is never closed runs to the end of the prompt. */
const mostShown = 60

function refuseBroken({ request, file, line }: ImportedTask): void {
  const [broken] = brokenSteps(request)
  if (broken === undefined) return
  const shown = broken.length > mostShown ? `${broken.slice(0, mostShown)}…` : broken
  throw new CommandError(
    'bad_file',
    `${file}, line ${line} has “${shown}”, which would be sent as it stands. The result of an earlier row is written {{steps.ID.result}}, with that row’s own id. Nothing was queued.`,
  )
}
