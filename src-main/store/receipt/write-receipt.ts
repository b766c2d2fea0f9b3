import { createHash } from 'node:crypto'
import {
  countLine,
  noCounts,
  type ReceiptCounts,
  type ReceiptHead,
  type ReceiptLine,
  receiptFields,
  receiptFormat,
  receiptVersion,
} from '#shared/receipt'
import { CommandError } from '#shared/result'
import type { BatchId, EpochMs } from '#shared/task'
import type { Database } from '../database'
import { installationOf, toldBatch } from './batch'
import { isAltered } from './check-row'
import { emptyManifest, nextManifest } from './manifest'
import { type BatchRow, batchRows, lineOf } from './rows'

const chunkChars = 256 * 1024

/**
 * A batch's receipt, in pieces of about 256 KB, so that a million tasks are never in memory at once. docs/receipts.md has the format.
 * Run it inside one read transaction: the receipt is of one moment.
 * @throws CommandError 'storage' when an answer is not the one that was stored, and at the end when the rows do not add up to what the batch
 *   accepted: such a receipt would prove nothing, or vouch for what is false
 */
export function* receiptText(
  db: Database,
  batchId: BatchId,
  exportedAt: EpochMs,
): Generator<string, ReceiptCounts, void> {
  const batch = toldBatch(db, batchId)
  const { id, name, kind, createdAt } = batch
  const head: ReceiptHead = {
    ...{ format: receiptFormat, version: receiptVersion, batch: { id, name, kind, createdAt } },
    ...{
      installation: installationOf(db),
      exportedAt,
      manifest: batch.manifest.toString('hex'),
      providers: providersOf(db, batchId),
      fields: receiptFields,
    },
  }
  const digest = createHash('sha256')
  const counts = { ...noCounts }
  let manifest = emptyManifest
  let waiting = headText(head)
  for (const row of batchRows(db, batchId)) {
    if (row.result && isAltered(row.result)) throw altered(batch.name, row)
    const line = lineOf(row)
    countLine(counts, line)
    manifest = nextManifest(manifest, row.input ?? Buffer.alloc(32))
    waiting += `${counts.accepted === 1 ? '' : ',\n'}${lineText(line)}`
    if (waiting.length < chunkChars) continue
    digest.update(waiting)
    yield waiting
    waiting = ''
  }
  if (counts.accepted !== batch.accepted || !manifest.equals(batch.manifest)) {
    throw new CommandError(
      'storage',
      `The rows of ${name} do not add up to what it accepted, so no receipt was written. Verify names the rows that differ.`,
    )
  }
  waiting += `\n],\n"counts":${JSON.stringify(counts)},\n`
  digest.update(waiting)
  yield `${waiting}${digestText(digest.digest('hex'))}`
  return counts
}

function altered(batch: string, { position, customId }: BatchRow) {
  const task = customId === null ? `task ${position}` : `task ${position} (${customId})`
  return new CommandError(
    'storage',
    `The answer of ${task} in ${batch} is not the one that was stored, so no receipt was written: it would vouch for a changed answer. Verify names every row that differs.`,
  )
}

const PROVIDERS = `SELECT id, name FROM providers WHERE id IN
    (SELECT provider_id FROM gates WHERE id IN (SELECT gate_id FROM tasks WHERE batch_id = ?)) ORDER BY id`

/** Lines name a provider by its id: its name a person may change. */
function providersOf(db: Database, batchId: BatchId): Record<string, string> {
  const rows = db.prepare<[number], { id: string; name: string }>(PROVIDERS).all(batchId)
  return Object.fromEntries(rows.map(({ id, name }) => [id, name]))
}

/** The file's beginning, up to where the lines begin. Each part has a line of its own, so that it can be read line by line. */
function headText({
  format,
  version,
  batch,
  installation,
  exportedAt,
  manifest,
  providers,
  fields,
}: ReceiptHead): string {
  const json = JSON.stringify
  return [
    `{"format":${json(format)},"version":${version},`,
    `"batch":${json(batch)},`,
    `"installation":${json(installation)},"exportedAt":${exportedAt},`,
    `"manifest":${json(manifest)},`,
    `"providers":${json(providers)},`,
    `"fields":${json(fields)},`,
    '"tasks":[\n',
  ].join('\n')
}

const lineText = (line: ReceiptLine): string => JSON.stringify(receiptFields.map((field) => line[field]))

const digestText = (digest: string): string => `"digest":"${digest}"}\n`
