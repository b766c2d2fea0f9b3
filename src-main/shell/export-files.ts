import { writeExport } from '#io/export/write-export'
import type { Handlers, Parsed, Selection, WindowId } from '#shared/contract'
import { type ExportOptions, extensionOf } from '#shared/export'
import { CommandError } from '#shared/result'
import type { BatchId, EpochMs } from '#shared/task'
import type { Store } from '#store/store'
import { copiedRows, previewExport } from '../wiring/exports/beginning'
import { exportedFrom, type Source } from '../wiring/exports/exported'
import type { LiveExports } from '../wiring/exports/live-exports'
import { keyOfPath } from '../wiring/watch/names'
import { fileNameOf } from './file-name'
import type { Picks } from './picks'

type Names = 'previewExport' | 'startExport' | 'listExports' | 'stopExport' | 'copyRows'
type Parts = {
  readonly store: Pick<Store, 'exportReader' | 'batches' | 'views' | 'watches' | 'write'>
  readonly live: Pick<LiveExports, 'start' | 'stop' | 'list'>
  readonly picks?: Pick<Picks, 'resolve'> | undefined
  /** Asks where the file goes; null when the person closed the dialog. */
  readonly pickPlace: (window: WindowId, name: string) => Promise<string | null>
  /** Puts a table on the clipboard in both forms at once. */
  readonly copy: (table: { readonly text: string; readonly html: string }) => Promise<void>
  readonly now: () => EpochMs
}

/** Results as files in the format and with the columns that a person chose, now or as they settle, and as a table on the clipboard. */
export function exportFileCommands({ store, live, picks, pickPlace, copy, now }: Parts): Pick<Handlers, Names> {
  const reader = store.exportReader

  function batchOf(id: BatchId) {
    const batch = store.batches.get(id)
    if (!batch?.open) throw new CommandError('not_found', 'This batch is not here any more. Nothing was written.')
    return batch
  }

  function sourceOf(selection: Selection, window: WindowId): Source {
    if ('tasks' in selection) return { ids: selection.tasks.map(({ id }) => id) }
    if ('pick' in selection) {
      if (!picks) throw new CommandError('stale', 'These tasks are not picked any more. Nothing was written.')
      return { ids: picks.resolve(window, selection).ids }
    }
    if (!('deadGroup' in selection)) return { batchId: batchOf(selection.batchId).id }
    const { batchId, deadGroup: group } = selection
    return {
      ids: store.views.list({ batchId, tab: 'dead', group, filter: { text: '' } }, 0, Number.MAX_SAFE_INTEGER).order,
    }
  }

  /** A batch by its name; what was picked is called so. */
  function nameOf(source: Source, options: ExportOptions): string {
    const what = options.content === 'rows' ? (options.tasks === 'failed' ? 'failed rows' : 'rows') : 'results'
    const of = 'batchId' in source ? batchOf(source.batchId).name : 'selection'
    return fileNameOf(of, what, now(), extensionOf[options.format])
  }

  async function start({ source: selection, options, follow }: Parsed<'startExport'>, window: WindowId) {
    const source = sourceOf(selection, window)
    if (follow && !('batchId' in source))
      throw new CommandError('bad_request', 'Only the results of a whole batch can go to a file as they settle.')
    const place = await pickPlace(window, nameOf(source, options))
    if (place === null) return null
    if (follow && 'batchId' in source)
      return { kind: 'grows' as const, export: await live.start(source.batchId, place, options) }
    // A watched folder asks before it sends that; rows as they came may be meant for it.
    if (options.content === 'results') await store.write(() => store.watches.addOutput(keyOfPath(place), ''))
    const exported = await exportedFrom(reader, source, options)
    return { kind: 'written' as const, ...(await writeExport(place, options, exported)) }
  }

  return {
    previewExport: ({ source, options }, window) => previewExport(reader, sourceOf(source, window), options),
    startExport: start,
    listExports: async () => live.list(),
    stopExport: ({ id }) => live.stop(id),
    async copyRows({ source, options }, window) {
      const { rows, ...table } = await copiedRows(reader, sourceOf(source, window), options)
      await copy(table)
      return { rows }
    },
  }
}
