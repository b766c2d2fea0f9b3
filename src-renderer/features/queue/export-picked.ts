import type { Selection } from '#shared/contract'
import { counted } from '../../format'
import { ask } from '../../state/ask'
import { pickSelection } from '../../state/selection-slice'
import { useStore } from '../../state/store'
import { actedOn } from './row-actions'

/** What is picked, or the task at the cursor; null where there is none. */
function pickedSource(): Selection | null {
  const { refs } = actedOn()
  return pickSelection(useStore.getState()) ?? (refs.length === 0 ? null : { tasks: [...refs] })
}

/** What is picked as a file of results, by the sheet. */
export function exportPicked(count: number): void {
  const source = pickedSource()
  if (source) useStore.getState().openExport({ source, name: counted(count, 'task') })
}

/** The same as a table on the clipboard, with the columns that a file usually has. */
export async function copyPicked(): Promise<void> {
  const source = pickedSource()
  if (!source) return
  const copied = await ask('copyRows', { source, options: { format: 'tsv' } }, { failed: 'Nothing was copied' })
  if (!copied) return
  const detail = 'As a table: paste it into a spreadsheet or a text.'
  useStore.getState().toast({ kind: 'done', title: `Copied ${counted(copied.rows, 'row')}`, detail })
}
