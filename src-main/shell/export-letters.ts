import { writeFileWhole } from '#io/write-file'
import type { Handlers, Selection, WindowId } from '#shared/contract'
import { CommandError } from '#shared/result'
import type { EpochMs, TaskId } from '#shared/task'
import type { Store } from '#store/store'
import { createLetterReports } from '../wiring/letter-report'
import { letterPieces } from '../wiring/letter-stream'
import { fileNameOf } from './file-name'
import type { Picks } from './picks'

type Parts = {
  readonly store: Store
  readonly picks?: Pick<Picks, 'resolve'>
  /** Asks where the file goes; null when the person closed the dialog. */
  readonly pickPlace: (window: number, name: string) => Promise<string | null>
  readonly practiceUrl: () => Promise<string>
  readonly version: string
  readonly now: () => EpochMs
}

/** All that is known of letters, as a file for a bug report with keys masked: one document, or one a line where there are several. */
export function exportLettersCommands(parts: Parts): Pick<Handlers, 'exportLetters'> {
  const { store, picks, pickPlace, now } = parts

  function idsOf(selection: Selection, window: WindowId): ArrayLike<TaskId> {
    if ('tasks' in selection) return selection.tasks.map(({ id }) => id)
    if ('pick' in selection) {
      if (!picks) throw new CommandError('stale', 'These tasks are not picked any more. Nothing was written.')
      return picks.resolve(window, selection).ids
    }
    const group = 'deadGroup' in selection ? selection.deadGroup : null
    const query = { batchId: selection.batchId, tab: 'dead' as const, group, filter: { text: '' } }
    return store.views.list(query, 0, Number.MAX_SAFE_INTEGER).order
  }

  return {
    async exportLetters({ selection, withTexts }, window) {
      const ids = idsOf(selection, window)
      if (ids.length === 0)
        throw new CommandError('not_found', 'These letters are not here any more. Nothing was written.')
      const as = ids.length === 1 ? 'json' : 'jsonl'
      const name = ids.length === 1 ? `task ${ids[0]}` : `${ids.length} letters`
      const place = await pickPlace(window, fileNameOf(name, 'report', now(), as))
      if (place === null) return null
      const reports = createLetterReports(parts)
      const written = { letters: 0 }
      await writeFileWhole(place, letterPieces(reports, ids, { as, withTexts }, written), 'letters')
      return { file: place, letters: written.letters }
    },
  }
}
