import { z } from 'zod'
import type { BatchId } from '#shared/task'
import type { Variant } from '#shared/variant'
import type { Database } from './database'

type Stored = Omit<Variant, 'body' | 'parameters'> & { body: string | null; parameters: string }

const JsonObject = z.record(z.string(), z.json())
const INSERT = `INSERT INTO variants (batch_id, variant, name, template_version, body, provider_id, model, parameters)
  VALUES (@batchId, @variant, @name, @templateVersion, @body, @providerId, @model, @parameters)`
const SELECT = `SELECT variant, name, template_version AS templateVersion, body, provider_id AS providerId, model, parameters
  FROM variants WHERE batch_id = ? ORDER BY variant`

/** Under what the rows of a batch were asked, as it was when they were queued. */
export function variantsTable(db: Database) {
  const insert = db.prepare(INSERT)
  const list = db.prepare<[number], Stored>(SELECT)
  const count = db.prepare<[number], number>('SELECT count(*) FROM variants WHERE batch_id = ?').pluck()
  const counted = new Map<BatchId, number>() // of batches that are open: it stays as it is
  return {
    /** In the transaction that makes the batch. */
    add(batchId: BatchId, variants: readonly Variant[]): void {
      for (const { body, parameters, ...rest } of variants)
        insert.run({
          ...{ ...rest, batchId, body: body === null ? null : JSON.stringify(body) },
          parameters: JSON.stringify(parameters),
        })
    },
    /** How many an open batch has. Reads it once. */
    count(batchId: BatchId): number {
      const known = counted.get(batchId)
      if (known !== undefined) return known
      const found = count.get(batchId) ?? 0
      counted.set(batchId, found)
      return found
    },
    /** In their order; [] where the batch has none. */
    list: (batchId: BatchId): Variant[] =>
      list.all(batchId).map(({ body, parameters, ...rest }) => ({
        ...rest,
        body: body === null ? null : JsonObject.parse(JSON.parse(body)),
        parameters: JsonObject.parse(JSON.parse(parameters)),
      })),
  }
}
