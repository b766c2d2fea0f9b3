import { hash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { fingerprintSet } from '#io/fingerprint-set'
import type { RowTasks } from '#shared/import'
import type { LlmRequest } from '#shared/request'
import type { BatchId } from '#shared/task'
import type { Store } from '#store/store'
import { addingOf } from './add-to-batch'

/** Pages that are read in one turn of the loop. */
const pagesPerTurn = 10
type Asked = { readonly request: LlmRequest; readonly model: string | null }

/**
 * Knows which requests a batch has already, as they were first asked.
 * @returns whether all of these are among them; `models`: where each goes that names none
 */
async function alreadyIn(store: Pick<Store, 'requestsOf'>, batchId: BatchId, signal: AbortSignal) {
  const known = fingerprintSet()
  let turn = 0
  for (const page of store.requestsOf(batchId)) {
    for (const { hash: digest, model } of page) known.add(keyOf(digest, model))
    turn += 1
    if (turn % pagesPerTurn === 0) await setImmediate()
    signal.throwIfAborted()
  }
  return (tasks: readonly Asked[], models: readonly string[]): boolean =>
    tasks.every(({ request, model }, at) =>
      known.has(keyOf(hash('sha256', JSON.stringify(request), 'buffer'), model ?? models[at] ?? '')),
    )
}

const keyOf = (digest: Buffer, model: string): string => `${digest.toString('base64')} ${model}`

type Stored = Pick<Store, 'requestsOf'> & Parameters<typeof addingOf>[0]

/** Which rows a batch has already under each of its variants, as they would be added to it. */
export async function presentRows(
  store: Stored,
  into: BatchId,
  signal: AbortSignal,
): Promise<(row: RowTasks) => boolean> {
  const { variants, target } = addingOf(store, into)
  const models = variants.length > 0 ? variants.map(({ variant }) => variant.model) : [target?.model ?? '']
  const has = await alreadyIn(store, into, signal)
  return ({ tasks }) => has(tasks, models)
}

/** Rows without those that a batch has already. @param asRow what a row comes to */
export async function* withoutPresent<R>(
  rows: AsyncIterable<R>,
  isPresent: () => Promise<(row: RowTasks) => boolean>,
  asRow: (row: R) => RowTasks,
): AsyncGenerator<R> {
  const has = await isPresent()
  for await (const row of rows) if (!has(asRow(row))) yield row
}
