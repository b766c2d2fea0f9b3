import {
  countLine,
  type EarlierLine,
  noCounts,
  type ReceiptCounts,
  type RowProgress,
  type Verification,
} from '#shared/receipt'
import type { BatchId } from '#shared/task'
import type { Database } from '../database'
import { type ToldBatch, toldBatch } from './batch'
import { checkRevision, checkRow } from './check-row'
import { compareLine } from './compare-line'
import { type CountRow, countedBy, countKey } from './counts'
import { earlierReceipt } from './earlier-receipt'
import { createFindings, type Findings } from './findings'
import { emptyManifest, nextManifest } from './manifest'
import { type BatchRow, batchRows, lineOf } from './rows'

/** A progress is given after so many rows. */
const rowsPerStep = 1_000

type Revision = { revision: number; request: string; hash: Buffer }
const REVISIONS = 'SELECT revision, request, hash FROM payloads WHERE task_id = ? AND revision > 1 ORDER BY revision'

/**
 * Checks a batch row by row: requests against their hashes, the hashes against the manifest, results and attempts against states, counters
 * against rows, and everything against an earlier receipt when there is one. Changes nothing. Run it inside one read transaction.
 * @param receiptPath an earlier receipt of this batch
 * @throws CommandError 'not_found' without such a batch, 'bad_file' for a file that is no receipt
 */
export function* verify(db: Database, batchId: BatchId, receiptPath?: string): Generator<RowProgress, Verification> {
  const batch = toldBatch(db, batchId)
  const findings = createFindings()
  const receipt = receiptPath === undefined ? null : earlierReceipt(receiptPath, batch, db, findings)
  const revisions = db.prepare<[number], Revision>(REVISIONS)
  const counts = { ...noCounts }
  const byPlace = new Map<string, CountRow>()
  let [manifest, missing, expected] = [emptyManifest, 0, 1]

  function gap(upTo: number, line: EarlierLine | null) {
    if (upTo <= expected) return
    const place = { position: expected, customId: line?.position === expected ? line.customId : null }
    const times = place.customId === null ? upTo - expected : 1
    findings.add('missing', place, 'It is missing.', times)
    missing += times
    expected += times
  }
  function check(row: BatchRow) {
    if (row.position > batch.accepted) {
      findings.add('unexpected', row, `It stands after the ${batch.accepted} tasks that the batch accepted.`)
    }
    checkRow(row, findings)
    if (row.id !== null && row.revision > 1) {
      for (const edit of revisions.all(row.id)) checkRevision(row, edit, findings)
    }
    manifest = nextManifest(manifest, row.input ?? Buffer.alloc(32))
    countedBy(byPlace, batchId, row)
  }

  for (const row of batchRows(db, batchId)) {
    const line = lineOf(row)
    for (const before of receipt?.upTo(row.position) ?? []) {
      gap(before.position, before)
      if (before.position < row.position) gap(before.position + 1, before)
      else compareLine(before, line, findings, receipt?.isOfBefore)
    }
    gap(row.position, null)
    expected = row.position + 1
    check(row)
    countLine(counts, line)
    if (counts.accepted % rowsPerStep === 0) yield { done: counts.accepted, of: batch.accepted }
  }
  for (const before of receipt?.upTo(Number.MAX_SAFE_INTEGER) ?? []) {
    gap(before.position, before)
    gap(before.position + 1, before)
  }
  gap(batch.accepted + 1, null)
  if (missing === 0 && counts.accepted === batch.accepted && !manifest.equals(batch.manifest)) {
    findings.add('manifest', null, 'The requests’ hashes do not add up to the manifest that was kept at their arrival.')
  }
  checkCounts(db, batch, counts, byPlace, findings)
  receipt?.finish()
  return {
    ...{ batch: { id: batch.id, name: batch.name }, ok: findings.found === 0, tasks: counts.accepted, counts },
    ...{ findings: findings.listed, found: findings.found },
    receipt: receipt && {
      ...{ exportedAt: receipt.head.exportedAt, tasks: receipt.lines },
      addedSince: Math.max(0, counts.accepted + missing - receipt.lines),
    },
  }
}

function checkCounts(
  db: Database,
  batch: ToldBatch,
  counts: ReceiptCounts,
  byPlace: ReadonlyMap<string, CountRow>,
  { add }: Findings,
) {
  const { accepted, purged } = batch
  if (counts.accepted !== accepted) {
    add('counts', null, `The batch accepted ${accepted} tasks, and ${counts.accepted} are accounted for.`)
  }
  if (counts.purged !== purged) {
    add('counts', null, `The batch counts ${purged} removed tasks, and the hashes of ${counts.purged} are there.`)
  }
  const stored = db
    .prepare<[number], CountRow>(
      'SELECT batch_id AS batchId, lane, gate_id AS gateId, state, n FROM task_counts WHERE batch_id = ? AND n <> 0',
    )
    .all(batch.id)
  const places = new Map(stored.map((row) => [countKey(row), row]))
  for (const [key, row] of new Map([...places, ...byPlace])) {
    const [told, real] = [places.get(key)?.n ?? 0, byPlace.get(key)?.n ?? 0]
    if (told !== real)
      add('counts', null, `Its counter of ${row.state} tasks in ${row.lane} says ${told}; there are ${real}.`)
  }
}
