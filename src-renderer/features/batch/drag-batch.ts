import { type Batch, total } from '#shared/batch'
import { mostDraggedOfBatch } from '#shared/desktop'
import { type ExportFormat, extensionOf } from '#shared/export'
import { formatCount } from '../../format'
import { ask } from '../../state/ask'
import { useStore } from '../../state/store'
import { ownDrag } from '../drop/own-drag'
import { optionsOf } from '../export/export-draft'
import { keepDraft, keptDraft } from '../export/kept-draft'

/** Formats that a batch is dragged in: the one that the last file was written in, until another is chosen. */
export const dragFormat = (): ExportFormat => keptDraft().format
export const setDragFormat = (format: ExportFormat): void => keepDraft({ ...keptDraft(), format, content: 'results' })
export const dragName = ({ name }: Pick<Batch, 'name'>, format: ExportFormat): string =>
  `${name}.${extensionOf[format]}`

/** A batch is dragged: the system takes over, with a file of its results. */
export function dragBatch(event: { preventDefault: () => void }, batch: Pick<Batch, 'id' | 'name' | 'counts'>): void {
  event.preventDefault()
  const { id: batchId, name, counts } = batch
  const store = useStore.getState()
  if (total(counts) > mostDraggedOfBatch) {
    store.toast({
      ...{ kind: 'info', title: `${name} is too large to drag` },
      detail: `It has ${formatCount(total(counts))} tasks, and up to ${formatCount(mostDraggedOfBatch)} can be dragged. Export writes any number.`,
      action: { label: 'Export…', run: () => useStore.getState().openExport({ source: { batchId }, name }) },
    })
    return
  }
  const options = optionsOf({ ...keptDraft(), columns: null, follow: false, content: 'results' })
  if (options === null) return
  ownDrag.begin()
  void ask('dragResults', { batchId, options }, { failed: 'Nothing was dragged' })
}
