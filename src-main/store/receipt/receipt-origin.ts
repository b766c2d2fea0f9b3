import type { ReceiptHead } from '#shared/receipt'
import type { Database } from '../database'
import { formerInstallations } from '../meta'
import { installationOf, type ToldBatch } from './batch'
import { readReceipt } from './read-receipt'

/** Where a receipt comes from: this batch as it is, this batch before the data was restored or salvaged, or another one, and then why. */
export type ReceiptOrigin = { readonly kind: 'this' | 'before' } | { readonly kind: 'other'; readonly why: string }

/**
 * Whether a receipt is of a batch. Batches keep their number, name and moment for good, and a restore gives the numbers of those that it
 * took away to new ones. So of a receipt from before one, some request must be there as well.
 */
export function originOf(db: Database, batch: ToldBatch, path: string, head: ReceiptHead): ReceiptOrigin {
  const isFormer = head.installation !== installationOf(db)
  if (isFormer && !formerInstallations(db).includes(head.installation)) {
    return other(`The receipt was made in another data folder (${head.installation}), not in this one.`)
  }
  const { id, name, createdAt } = head.batch
  if (id !== batch.id) return other(`The receipt is of another batch: ${name} (${id}).`)
  if (name !== batch.name || createdAt !== batch.createdAt) {
    return other(
      `The receipt is of another batch that had the number ${id}: ${name}, made on ${day(createdAt)}. This one is ${batch.name}, made on ${day(batch.createdAt)}.`,
    )
  }
  if (!isFormer) return { kind: 'this' }
  if (sharesARequest(db, batch, path)) return { kind: 'before' }
  return other(`The receipt is of a batch with this number, name and time, but none of its requests is in this one.`)
}

const other = (why: string): ReceiptOrigin => ({ kind: 'other', why })
const day = (at: number) => new Date(at).toISOString()

const INPUT = `SELECT p.hash FROM tasks t JOIN payloads p ON p.task_id = t.id AND p.revision = 1
    WHERE t.batch_id = @batch AND t.position = @position
  UNION ALL SELECT input FROM purged_tasks WHERE batch_id = @batch AND position = @position`

/** Whether any request of a receipt stands at its place. As a rule the first does; a receipt without tasks has nothing that could not. */
function sharesARequest(db: Database, batch: ToldBatch, path: string): boolean {
  const input = db.prepare<{ batch: number; position: number }, Buffer>(INPUT).pluck()
  let lines = 0
  for (const part of readReceipt(path)) {
    if (part.kind !== 'line') continue
    lines++
    if (input.get({ batch: batch.id, position: part.line.position })?.toString('hex') === part.line.input) return true
  }
  return lines === 0
}
