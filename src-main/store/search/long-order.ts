import type { Sort } from '#shared/list-sort'
import type { TaskId } from '#shared/task'
import type { Database } from '#store/database'
import { isInBatch, isInGroup, type ListQuery, type Params, tabIs } from '#store/list-rules'
import { columnValue } from '#store/list-sort'
import { orderByValue } from '#store/search/order-by-value'

/** So many ids are looked at in one slice: some milliseconds. */
const idsPerSlice = 8_000

/** A list in an order that no index gives, as it was while it was read. */
export type LongOrder = { readonly ids: Float64Array; readonly at: number }

/**
 * Puts all tasks of a list in order by a column, however many they are. The store is read by id, a slice at a time, with one number kept for
 * each task, so that no transaction is open for long and others have their turn; the numbers are then put in order.
 */
export function createLongOrder(db: Database) {
  const statements = new Map<string, ReturnType<Database['prepare']>>()
  const prepared = (sql: string) => {
    const known = statements.get(sql) ?? db.prepare(sql)
    statements.set(sql, known)
    return known
  }
  const lastId = db.prepare<[], number | null>('SELECT max(id) FROM tasks').pluck()
  const models = db.prepare<[], number>('SELECT id FROM gates ORDER BY model COLLATE NOCASE, id').pluck()
  const modelNames = db.prepare<[], string>('SELECT model FROM gates ORDER BY model COLLATE NOCASE, id').pluck()

  /** Gates by the place of their model among all models: equal where they have the same. */
  function modelRanks(): Map<number, number> {
    const names = modelNames.all().map((name) => name.toLowerCase())
    return new Map(models.all().map((id, index) => [id, names.indexOf(names[index] ?? '')] as const))
  }

  /** What is read of a task, and what that is worth. */
  function reading(tab: ListQuery['tab'], { by }: Sort): { sql: string; worth: (read: number) => number } {
    if (by === 'model') {
      const ranks = modelRanks()
      return { sql: 't.gate_id', worth: (gate) => ranks.get(gate) ?? Number.NaN }
    }
    return { sql: by === 'lane' ? `t.lane = 'heavy'` : columnValue(tab, by), worth: (read) => read }
  }

  return {
    *read(query: ListQuery, sort: Sort, now: () => number): Generator<void, LongOrder> {
      const { batchId, group, tab } = query
      const { sql, worth } = reading(tab, sort)
      const params: Params = { ...(batchId === null ? {} : { batchId }), ...(group === null ? {} : { group }) }
      const inGroup = group === null ? '' : ` AND ${isInGroup}`
      // By id alone: of a large batch its index would be walked from its beginning for each slice.
      const select = prepared(
        `SELECT t.id, ${sql} FROM tasks t NOT INDEXED WHERE t.id > @after AND t.id <= @upTo AND ${tabIs[tab]} AND ${isInBatch(batchId)}${inGroup}`,
      ).raw()
      const last = lastId.get() ?? 0
      let ids = new Float64Array(1_024)
      let values = new Float64Array(1_024)
      let count = 0
      for (let after = 0; after < last; after += idsPerSlice) {
        const rows = select.all({ ...params, after, upTo: after + idsPerSlice }) as [number, number | null][]
        if (count + rows.length > ids.length)
          [ids, values] = [longer(ids, count + rows.length), longer(values, count + rows.length)]
        for (const [id, read] of rows) {
          ids[count] = id
          values[count] = read === null ? Number.NaN : worth(read)
          count++
        }
        yield
      }
      const order = yield* orderByValue(values.subarray(0, count), sort.desc)
      const sorted = new Float64Array(count)
      for (let place = 0; place < count; place++) sorted[place] = ids[order[place] ?? 0] ?? 0
      return { ids: sorted, at: now() }
    },
  }
}
export type LongOrderReader = ReturnType<typeof createLongOrder>

function longer(array: Float64Array, least: number): Float64Array<ArrayBuffer> {
  const grown = new Float64Array(Math.max(least, array.length * 2))
  grown.set(array)
  return grown
}

/** A page of it. */
export const idsIn = ({ ids }: LongOrder, start: number, end: number): TaskId[] =>
  [...ids.subarray(start, end)] as TaskId[]
