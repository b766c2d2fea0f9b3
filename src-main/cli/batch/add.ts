import { addingTo, fitColumns } from '#engine/add-rows'
import { chooseTarget } from '#engine/choose-target'
import { importBatch, importVariants } from '#engine/import-batch'
import { variantRows } from '#io/render-rows'
import { openImport } from '#io/scan'
import type { ColumnFit } from '#shared/column-fit'
import type { RejectedLine } from '#shared/import'
import type { BatchId } from '#shared/task'
import type { Store } from '#store/store'
import { addingOf } from '../../wiring/add-to-batch'
import { presentRows, withoutPresent } from '../../wiring/already-there'
import { rowVariants } from '../../wiring/variants'
import { UsageError } from '../args'

type Added = {
  readonly batchId: BatchId
  readonly queued: number
  readonly rejected: number
  readonly fit: ColumnFit // none of both where rows have no columns
}

type Adding = {
  readonly files: readonly string[]
  readonly promptColumn: string | undefined
  readonly skipPresent: boolean // rows that the batch asked before are left out
}

/** Adds the rows of files to a batch, by what its own rows were made by: all of them, or none. @throws UsageError, CommandError */
export async function addRows(
  store: Store,
  into: BatchId,
  { files, promptColumn: chosen, skipPresent }: Adding,
  now: () => number,
  signal: AbortSignal,
): Promise<Added> {
  const { columns, variants, target } = addingOf(store, into)
  const session = await openImport(files)
  const usesColumn = variants.every(({ body }) => body === null)
  const summary = await session.scan({ signal, ...(chosen === undefined ? {} : { promptColumn: chosen }) })
  const { promptColumn, promptColumnCertain, needsPromptColumn } = summary
  if (usesColumn && needsPromptColumn && !promptColumnCertain)
    throw new UsageError(
      `Which column holds the prompt is not clear. Name it: --prompt-column NAME. There are: ${summary.columns.map(({ name }) => name).join(', ')}. Nothing was added.`,
    )
  const batch = { name: 'added rows', fingerprint: null, now }
  let fit: ColumnFit = { dropped: [], empty: [] }
  const onFit = (found: ColumnFit) => {
    fit = found
  }
  const present = () => presentRows(store, into, signal)
  if (variants.length === 0) {
    const to = addingTo(store, { into, isSameTemplate: false })
    const at = { lane: 'auto' as const, ...(target ?? chooseTarget(store.providers, {})) }
    const all = session.tasks(promptColumn, { signal })
    const rows = fitColumns(
      skipPresent ? withoutPresent(all, present, (task) => ({ tasks: [task] })) : all,
      columns,
      onFit,
    )
    const { queued } = await importBatch(to, rows, { ...batch, target: at }, { signal })
    return { batchId: into, queued, rejected: summary.rejectedCount, fit }
  }
  const to = addingTo(store, { into, isSameTemplate: true })
  const rejected: RejectedLine[] = []
  const reject = (line: RejectedLine) => void rejected.push(line)
  const every = variantRows(session, rowVariants(variants), promptColumn, { signal }, { onRejected: reject })
  const rows = fitColumns(skipPresent ? withoutPresent(every, present, (row) => row) : every, columns, onFit)
  const all = { variants: variants.map(({ variant }) => variant) }
  const { queued } = await importVariants(to, rows, { ...batch, ...all }, { signal })
  return { batchId: into, queued, rejected: rejected.length, fit }
}
