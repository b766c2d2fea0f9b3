import type { Selection } from '#shared/contract'
import type { ImportPreview } from '#shared/import'
import type { BatchId, TaskId } from '#shared/task'
import type { TemplateDetail } from '#shared/template-view'
import { bridge } from '../bridge'
import { counted } from '../format'
import { ask } from './ask'
import { bulk } from './bulk'
import { firstRowsOf, firstRowsWords, isWorthADryRun, readFirstRows, usualFirstRows } from './first-rows'
import { holdsTyped } from './leave-sheets'
import type { Lane } from './sheets-slice'
import { useStore } from './store'

/** Stops tasks that have not ended. */
export const cancelTasks = (selection: Selection): Promise<boolean> =>
  bulk('cancelTasks', selection, {
    ...{ done: (count) => `Cancelled ${counted(count, 'task')}`, failed: 'Nothing was cancelled' },
    detail: 'Prompts are kept; R requeues.',
  })
/** Sends dead letters or cancelled tasks back as they are. */
export const requeueTasks = (selection: Selection): Promise<boolean> =>
  bulk('requeueTasks', selection, {
    ...{ done: (count) => `Requeued ${counted(count, 'task')}`, failed: 'Nothing was requeued' },
    detail: 'Their history stays with them; their retries start anew.',
  })
/** Puts dead letters aside. */
export const discardTasks = (selection: Selection): Promise<boolean> =>
  bulk('discardTasks', selection, {
    ...{ done: (count) => `Discarded ${counted(count, 'letter')}`, failed: 'Nothing was discarded' },
    detail: 'Prompts and every attempt are kept under Cancelled.',
  })

/** Sends a task back with another prompt; whether it went. */
export async function requeueEdited(id: TaskId, version: number, prompt: string): Promise<boolean> {
  const detail = await ask('requeueTask', { id, version, prompt }, { failed: 'Not requeued. Your edit is still here' })
  if (!detail) return false
  const { applyDetail, toast } = useStore.getState()
  applyDetail(detail)
  toast({ kind: 'done', title: 'Requeued with the edit', detail: 'The original prompt is kept next to it.' })
  return true
}

export async function runSample(): Promise<void> {
  const batch = await ask('runSample', {}, { failed: 'The sample was not queued' })
  if (batch) showBatch(null)
}

/** Writes what a batch came to, or all of them, to a file that a person chooses. */
export async function exportResults(batchId: BatchId | null): Promise<void> {
  const written = await ask('exportResults', { batchId }, { failed: 'Nothing was exported' })
  if (!written) return
  const title = `Exported ${counted(written.tasks, 'task')}`
  useStore.getState().toast({ kind: 'done', title, detail: written.file })
}

/** Shows a batch in the queue, or all of them. */
export function showBatch(id: BatchId | null): void {
  const { goTo, scopeTo, showTab } = useStore.getState()
  goTo('queue')
  scopeTo(id)
  showTab('live')
}

/** Lets a person choose files, then shows what they would become, or what they would add to a batch. */
export async function pickImport(
  lane: Lane = 'auto',
  into: BatchId | null = null,
  template: TemplateDetail | null = null,
): Promise<void> {
  const preview = await ask('pickFiles', {}, { failed: 'Nothing was queued' })
  if (preview) useStore.getState().openImport(preview, lane, { into, template })
}

/** The batch on screen that takes more rows; null where there is none. */
export function batchInSight(): BatchId | null {
  const { view, batchId, overview } = useStore.getState()
  const batch = view === 'queue' ? overview?.batches.find(({ id }) => id === batchId) : undefined
  return batch?.kind === 'import' ? batch.id : null
}

/** `straight`: without the import sheet, where a person would see nothing there to decide. `into`: the batch that they were dropped on. */
type Dropped = { readonly lane: Lane; readonly straight: boolean; readonly into: BatchId | null }

/** Shows what dropped files would become. */
export async function importFiles(files: readonly File[], { lane, straight, into }: Dropped): Promise<void> {
  const paths = bridge.pathsOf(files).filter((path) => path !== '')
  if (paths.length === 0) {
    const detail = 'Drop files from a folder on this machine, or copy the text and use New prompt.'
    useStore.getState().toast({ kind: 'error', title: 'Nothing was queued: that is no file', detail })
    return
  }
  if (!holdsTyped()) return look()
  useStore.getState().toast({
    ...{ kind: 'info', title: `${counted(paths.length, 'file')} to import` },
    detail: 'A sheet is open. What was typed there would be lost if this took its place.',
    action: { label: 'Import instead', run: () => void look() },
  })

  async function look() {
    const preview = await ask('previewImport', { paths }, { failed: 'Nothing was queued' })
    if (!preview || (straight && isPlain(preview) && (await queueStraight(preview, lane)))) return
    useStore.getState().openImport(preview, lane, { into, offered: into ?? batchInSight() })
  }
}

/** Counted to its end, with prompts that are known to be such and no line that is left out. */
const isPlain = ({ progress, needsPromptColumn, promptColumn }: ImportPreview): boolean =>
  progress.phase === 'scanned' &&
  progress.prompts > 0 &&
  progress.rejected === 0 &&
  (!needsPromptColumn || promptColumn !== null)

/** Queues it for the default provider and its model, with the dry run that the sheet would have begun with; whether it went. */
async function queueStraight({ importId, progress }: ImportPreview, lane: Lane): Promise<boolean> {
  const { overview, settings } = useStore.getState()
  const providers = overview?.providers ?? []
  const isWorth = isWorthADryRun(progress.prompts, [providers.find(({ isDefault }) => isDefault) ?? providers[0]])
  const rows = readFirstRows(firstRowsOf(undefined, isWorth, settings?.dryRunRows))
  const first = rows === 'unreadable' ? usualFirstRows : rows
  const request = { importId, lane, ...(first === null ? {} : { dryRun: { rows: first } }) }
  const done = await ask('startImport', request, { failed: 'Nothing was queued yet' })
  if (!done) return false
  const { closeSheets, toast } = useStore.getState()
  closeSheets()
  showBatch(done.batchId)
  const begins =
    first !== null
      ? firstRowsWords(first)
      : isWorth
        ? 'All run at once, as you last chose for an import like this.'
        : ''
  const detail = ['On the default provider and its model.', begins, 'The batch’s own menu cancels it.']
    .filter(Boolean)
    .join(' ')
  toast({ kind: 'done', title: `Queued ${counted(done.queued, 'prompt')}`, detail })
  return true
}

export async function openGate(gateId: number): Promise<void> {
  await ask('openGate', { gateId }, { failed: 'The gate stays closed' })
}

export async function copy(text: string, what: string): Promise<void> {
  const done = await ask('copyText', { text }, { failed: `${what} was not copied` })
  if (done) useStore.getState().toast({ kind: 'done', title: `${what} copied` })
}
