import { writeExport } from '#io/export/write-export'
import type { Parsed } from '#shared/contract'
import { mostDraggedOfBatch } from '#shared/desktop'
import { extensionOf } from '#shared/export'
import { CommandError } from '#shared/result'
import type { EpochMs } from '#shared/task'
import type { Store } from '#store/store'
import { exportedFrom } from '../../wiring/exports/exported'
import { fileNameOf } from '../file-name'
import type { Picks } from '../picks'
import type { createDragFiles } from './drag-files'

type Parts = {
  readonly store: Pick<Store, 'batches' | 'exportReader' | 'counts'>
  readonly picks: Pick<Picks, 'resolve'>
  readonly dragged: Pick<ReturnType<typeof createDragFiles>, 'write' | 'writeAs'>
  readonly now: () => EpochMs
}

/**
 * The file that the pointer is to hold: of some tasks, or of a batch in a format that a person chose.
 * @throws CommandError `bad_request` of more than a hand waits for, `not_found` where there is nothing of it any more
 */
export function draggedFile({ store, picks, dragged, now }: Parts) {
  return async (request: Parsed<'dragResults'>, window: number): Promise<string> => {
    if ('ids' in request) return dragged.write(request.ids)
    if ('pick' in request) return dragged.write([...picks.resolve(window, request).ids])
    const { batchId, options } = request
    const batch = store.batches.get(batchId)
    if (!batch?.open) throw new CommandError('not_found', 'This batch is not here any more.')
    // Before its ids are read: of a million that alone takes longer than a hand waits.
    const all = store.counts.all().reduce((sum, row) => (row.batchId === batchId ? sum + row.n : sum), 0)
    if (all > mostDraggedOfBatch)
      throw new CommandError(
        'bad_request',
        `${batch.name} has ${all.toLocaleString()} tasks; up to ${mostDraggedOfBatch.toLocaleString()} can be dragged. Export it instead.`,
      )
    const exported = await exportedFrom(store.exportReader, { batchId }, options)
    const name = fileNameOf(batch.name, 'results', now(), extensionOf[options.format])
    return dragged.writeAs(name, (file) => writeExport(file, options, exported))
  }
}
