import type { TaskId } from '#shared/task'
import type { Database } from '#store/database'
import type { Params } from '#store/list-rules'
import type { BatchSize, Rows } from '#store/search/scope'

/** Ids to look at, some at a time, about in the order of ids. */
export type Source = { readonly next: () => readonly TaskId[]; readonly isDone: () => boolean }
/** Prepares a statement once. */
export type Prepared = (sql: string) => ReturnType<Database['prepare']>
export type Direction = 'ASC' | 'DESC'

/** Those that a statement finds. @param sql begins a SELECT of that column, up to and with its WHERE */
export function byId(
  prepared: Prepared,
  sql: string,
  column: string,
  params: Params,
  step: number,
  direction: Direction,
): Source {
  const sign = direction === 'ASC' ? '>' : '<'
  const select = prepared(`${sql} ${column} ${sign} @after ORDER BY ${column} ${direction} LIMIT @limit`)
  let after = direction === 'ASC' ? 0 : Number.MAX_SAFE_INTEGER
  let isDone = false
  return {
    isDone: () => isDone,
    next() {
      const ids = select.pluck().all({ ...params, after, limit: step }) as TaskId[]
      after = ids.at(-1) ?? after
      isDone = ids.length < step
      return ids
    },
  }
}

/** Those that a statement finds in the order of an index. @param sql a SELECT of ids with its ORDER BY */
export function byIndex(prepared: Prepared, sql: string, step: number): Source {
  const select = prepared(`${sql} LIMIT @limit OFFSET @skip`)
  let skip = 0
  let isDone = false
  return {
    isDone: () => isDone,
    next() {
      const ids = select.pluck().all({ limit: step, skip }) as TaskId[]
      skip += step
      isDone = ids.length < step
      return ids
    },
  }
}

/** The tasks in those places of their batches, batch by batch. */
export function byPlace(
  prepared: Prepared,
  batches: readonly BatchSize[],
  rows: Rows | undefined,
  step: number,
  direction: Direction,
): Source {
  const { from, to } = rows ?? { from: 1, to: Number.MAX_SAFE_INTEGER }
  const select =
    prepared(`SELECT id, position FROM tasks WHERE batch_id = @batchId AND position >= @from AND position <= @to
    ORDER BY position ${direction} LIMIT @limit`)
  const left = direction === 'ASC' ? [...batches].reverse() : [...batches] // the next one stands last
  let range = { from, to }
  return {
    isDone: () => left.length === 0,
    next() {
      const ids: TaskId[] = []
      for (let batch = left.at(-1); batch && ids.length < step; batch = left.at(-1)) {
        const limit = step - ids.length
        const found = select.all({ batchId: batch.id, ...range, limit }) as { id: TaskId; position: number }[]
        for (const { id } of found) ids.push(id)
        const last = found.at(-1)?.position
        if (found.length === limit && last !== undefined)
          range = direction === 'ASC' ? { ...range, from: last + 1 } : { ...range, to: last - 1 }
        else {
          left.pop()
          range = { from, to }
        }
      }
      return ids
    },
  }
}

/** All of the first, then all of the next. */
export function inTurn(sources: readonly (() => Source)[]): Source {
  const left = sources.toReversed() // the next one stands last
  let source = left.pop()?.()
  return {
    isDone: () => source === undefined,
    next() {
      const ids = source?.next() ?? []
      if (source?.isDone()) source = left.pop()?.()
      return ids
    },
  }
}
