import { type Batch, type BatchOptions, Priority } from '#shared/batch'
import { ask } from './ask'
import { useStore } from './store'

/** How a priority is called; any other is its number. */
export const priorityNames = { higher: 10, normal: 0, lower: -10 } as const

/** 'Higher', 'Normal', 'Lower', or the number. */
export function priorityWords(priority: number): string {
  if (priority === priorityNames.higher) return 'Higher'
  if (priority === priorityNames.normal) return 'Normal'
  if (priority === priorityNames.lower) return 'Lower'
  return String(priority)
}

type PriorityRead = { readonly ok: true; readonly value: number } | { readonly ok: false; readonly advice: string }

/** A typed priority, or what to type instead. */
export function readPriority(text: string): PriorityRead {
  const typed = text.trim().replace('−', '-')
  const read = Priority.safeParse(/^[+-]?\d+$/.test(typed) ? Number(typed) : Number.NaN)
  return read.success ? { ok: true, value: read.data } : { ok: false, advice: 'A whole number from −100 to 100.' }
}

type Change = { readonly priority?: number; readonly options?: BatchOptions }
const failed = 'The batch stays as it was'

/** Changes a batch and offers to take it back; whether it was changed. */
export async function changeBatch(batch: Batch, change: Change, title: string, detail = ''): Promise<boolean> {
  const { id: batchId, priority, options } = batch
  const done = await ask('setBatch', { batchId, ...change }, { failed })
  if (!done) return false
  const before = {
    ...(change.priority === undefined ? {} : { priority }),
    ...(change.options === undefined ? {} : { options }),
  }
  const undo = () => void ask('setBatch', { batchId, ...before }, { failed: 'This could not be undone' })
  useStore.getState().toast({ kind: 'done', title, detail, undo })
  return true
}

/** Higher goes first; batches of the same priority take turns. */
export const setBatchPriority = (batch: Batch, priority: number): Promise<boolean> =>
  changeBatch(batch, { priority }, `${batch.name} has priority ${priorityWords(priority).toLowerCase()}`, order)
const order = 'It holds from the next free slot on. Batches of the same priority take turns.'

export const setReuse = (batch: Batch, reuse: boolean): Promise<boolean> =>
  changeBatch(
    batch,
    { options: { ...batch.options, reuse } },
    reuse ? `${batch.name} reuses stored answers` : `${batch.name} calls for every prompt`,
    reuse ? 'Identical requests share one call. Answers taken from there are marked as cached and cost nothing.' : '',
  )
