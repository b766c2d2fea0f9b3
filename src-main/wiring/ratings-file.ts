import { setImmediate } from 'node:timers/promises'
import { delimited } from '#io/export/delimited'
import { uniqueNames } from '#io/export/layout'
import { objectLine } from '#io/export/source-line'
import { writeFileWhole } from '#io/write-file'
import { ExportOptions } from '#shared/export'
import { ratingWords } from '#shared/rating-words'
import type { Json } from '#shared/request'
import type { BatchId } from '#shared/task'
import type { RatedRow } from '#store/ratings'
import type { Store } from '#store/store'

/** Ratings that are read in one turn of the loop: some milliseconds. */
const ratingsPerTurn = 100
type Reads = {
  readonly ratings: Pick<Store['ratings'], 'after' | 'standing'>
  readonly sourceRows: Pick<Store['sourceRows'], 'columns' | 'get'>
  readonly variants: Pick<Store['variants'], 'list'>
}

/**
 * The ratings of a batch as a table: what each row held, who was the best, and what was noted. One line for each row that has a rating, in the
 * order of the input; one that was given to other answers says so. Texts are guarded as in any table of ours.
 */
export async function* ratingPieces(
  reads: Reads,
  batchId: BatchId,
  format: 'csv' | 'jsonl',
  written: { rows: number },
): AsyncGenerator<string> {
  const options = ExportOptions.parse({ format })
  const columns = reads.sourceRows.columns(batchId) ?? []
  const variants = reads.variants.list(batchId)
  const own = ['row', 'rating', 'best_variant', 'best_model', 'rating_note', 'rated_at', 'rated_blind', 'rating_stale']
  const names = uniqueNames([...own.slice(0, 1), ...columns, ...own.slice(1), 'answers'])
  const valuesOf = (rating: RatedRow): Json[] => {
    const cells = reads.sourceRows.get(batchId, rating.row)?.cells ?? []
    const { choice } = rating
    const best = choice.kind === 'best' ? variants.find(({ variant }) => variant === choice.variant) : undefined
    return [
      ...[rating.row, ...columns.map((_, at) => cells[at] ?? null)],
      ...[ratingWords(choice, variants), best?.variant ?? null, best?.model ?? null, rating.note],
      ...[new Date(rating.ratedAt).toISOString(), rating.blind, rating.stale],
      // By which an answer can be found again wherever it went: the SHA-256 of its text, by variant.
      reads.ratings.standing(batchId, rating.row, rating.row).map(({ hash }) => hash),
    ]
  }
  if (format === 'csv') yield delimited([names], options, true, true)
  for (let after = 0; ; ) {
    const some = reads.ratings.after(batchId, after, ratingsPerTurn)
    const last = some.at(-1)
    if (!last) return
    after = last.row
    written.rows += some.length
    const rows = some.map(valuesOf)
    yield format === 'csv' ? delimited(rows, options) : rows.map((row) => `${objectLine(names, row)}\n`).join('')
    await setImmediate()
  }
}

/** Appears whole or not at all. @returns how many ratings it has */
export async function writeRatings(path: string, reads: Reads, batchId: BatchId, format: 'csv' | 'jsonl') {
  const written = { rows: 0 }
  await writeFileWhole(path, ratingPieces(reads, batchId, format, written), 'ratings')
  return written.rows
}
