import type { ExportOrder, ExportTask, ExportTasks } from '#shared/export'
import { LlmRequest } from '#shared/request'
import type { Columns } from '#shared/rows'
import { type BatchId, type EpochMs, Failure, type StateKind, type TaskId } from '#shared/task'
import type { Database } from './database'
import { ratingsTable } from './ratings'
import { purgedRequest } from './retention/purged'
import { sourceRowsTable } from './source-rows'
import { variantsTable } from './variants'

type Row = Omit<ExportTask, 'request' | 'source' | 'result' | 'failure' | 'cached' | 'rating'> & {
  readonly rated: number | null
  readonly request: string
  readonly cached: number
  readonly cells: string | null
  readonly sourceFile: string | null
  readonly sourceLine: number | null
  readonly kind: 'text' | 'embedding' | null
  readonly text: string
  readonly finishReason: string | null
  readonly resultModel: string
  readonly requestId: string | null
  readonly code: string | null
  readonly status: number | null
  readonly providerCode: string | null
  readonly message: string | null
  readonly failedRequestId: string | null
}
/** A task by its place in a list: what a page after it begins with. */
export type EndedAt = { readonly at: EpochMs; readonly id: TaskId }
export type Standing = {
  readonly id: TaskId
  readonly position: number
  readonly state: StateKind
  readonly variant: number | null
}

const SELECT = `SELECT t.id, t.version, t.batch_id AS batchId, t.position, t.row, t.variant, t.custom_id AS customId, t.state,
    t.settled_at AS settledAt, t.attempts, t.cached, t.tokens_in AS tokensIn, t.tokens_out AS tokensOut, t.cost AS costNano,
    t.answer_ms AS durationMs, t.failure_code AS code, t.failure_status AS status, t.failure_provider_code AS providerCode,
    t.failure_message AS message, t.failure_request_id AS failedRequestId, g.model, p.request, f.source_file AS file, f.source_line AS line,
    s.cells, s.file AS sourceFile, s.line AS sourceLine, r.kind, r.text, r.finish_reason AS finishReason, r.model AS resultModel,
    r.request_id AS requestId, CASE WHEN t.variant IS NOT NULL THEN
      (SELECT max(q.id) FROM ratings q WHERE q.batch_id = t.batch_id AND q.row = t.row) END AS rated
  FROM json_each(?) j CROSS JOIN tasks t ON t.id = j.value JOIN gates g ON g.id = t.gate_id
    JOIN payloads p ON p.task_id = t.id AND p.revision = t.revision JOIN payloads f ON f.task_id = t.id AND f.revision = 1
    LEFT JOIN source_rows s ON s.batch_id = t.batch_id AND s.row = t.row
    LEFT JOIN results r ON r.task_id = t.id AND r.purged_at IS NULL AND t.state = 'succeeded'
  ORDER BY j.key`
export const STANDING = `SELECT t.id, t.position, t.state, t.variant FROM tasks t WHERE t.batch_id = ? AND t.position > ? ORDER BY t.position LIMIT ?`
export const BY_ROW = `SELECT t.id, t.row, t.variant, t.state FROM tasks t INDEXED BY tasks_row
  WHERE t.batch_id = @batchId AND t.variant IS NOT NULL AND (t.row, t.variant) > (@row, @variant) ORDER BY t.row, t.variant LIMIT @limit`
export const endedIn = (
  state: StateKind,
) => `SELECT t.id, t.settled_at AS at FROM tasks t INDEXED BY tasks_ended_by_batch
  WHERE t.batch_id = ? AND t.state = '${state}' AND t.settled_at IS NOT NULL AND (t.settled_at, t.id) > (?, ?) ORDER BY t.settled_at, t.id LIMIT ?`
const OPEN = `SELECT coalesce(sum(n), 0) AS n FROM task_counts WHERE batch_id = ? AND state NOT IN ('succeeded', 'dead', 'cancelled')`
const COUNT = `SELECT coalesce(sum(n), 0) AS n FROM task_counts WHERE batch_id = ? AND state IN (SELECT value FROM json_each(?))`
export const ANY = `SELECT EXISTS (SELECT 1 FROM json_each(?) j CROSS JOIN tasks t ON t.id = j.value WHERE t.batch_id = ?)`
export const SETTLED_SINCE = (['succeeded', 'dead', 'cancelled'] as const)
  .map((state) => `(SELECT count(*) FROM tasks WHERE batch_id = ? AND state = '${state}' AND settled_at > ?)`)
  .join(' + ')
  .replace(/^/, 'SELECT ')
const PLACES = `SELECT t.id, t.version, t.batch_id AS batchId, t.position, t.row, t.variant, t.state, t.settled_at AS at
  FROM json_each(?) j CROSS JOIN tasks t ON t.id = j.value`
type Place = {
  readonly id: TaskId
  readonly version: number
  readonly batchId: BatchId
  readonly position: number
  readonly row: number | null
  readonly variant: number | null
  readonly state: StateKind
  readonly at: EpochMs | null
}
const sortKeys = {
  input: ['batchId', 'position', 'id'],
  completion: ['at', 'id', 'position'],
  row: ['batchId', 'row', 'variant'],
} as const
const idsPerPage = 500

/** The states of tasks that a choice means. */
export const statesOf = (tasks: ExportTasks): readonly StateKind[] => {
  if (tasks === 'succeeded') return ['succeeded']
  return tasks === 'failed' ? ['dead'] : ['succeeded', 'dead', 'cancelled']
}

/** Reads what a file of results is made of, some tasks at a time; on any connection, also one that may only read. */
export function exportReader(db: Database) {
  const rows = sourceRowsTable(db)
  const variants = variantsTable(db)
  const ratings = ratingsTable(db)
  const select = db.prepare<[string], Row>(SELECT)
  const standing = db.prepare<[number, number, number], Standing>(STANDING)
  const byRow = db.prepare<
    { batchId: number; row: number; variant: number; limit: number },
    { id: TaskId; row: number; variant: number; state: StateKind }
  >(BY_ROW)
  const ended = {
    succeeded: db.prepare<[number, number, number, number], EndedAt>(endedIn('succeeded')),
    dead: db.prepare<[number, number, number, number], EndedAt>(endedIn('dead')),
    cancelled: db.prepare<[number, number, number, number], EndedAt>(endedIn('cancelled')),
  }
  const open = db.prepare<[number], number>(OPEN).pluck()
  const places = db.prepare<[string], Place>(PLACES)
  const batchesOf = db
    .prepare<[string], BatchId>('SELECT DISTINCT t.batch_id FROM json_each(?) j CROSS JOIN tasks t ON t.id = j.value')
    .pluck()
  const count = db.prepare<[number, string], number>(COUNT).pluck()
  const any = db.prepare<[string, number], number>(ANY).pluck()
  const settledSince = db.prepare<number[], number>(SETTLED_SINCE).pluck()

  function read(row: Row, columns: Columns | null): ExportTask {
    const { cells, sourceFile, sourceLine, kind, text, finishReason, resultModel, requestId, ...rest } = row
    const { code, status, providerCode, message, failedRequestId, request, cached, rated, ...task } = rest
    return {
      ...{ ...task, cached: cached === 1 },
      request: request === purgedRequest ? null : LlmRequest.parse(JSON.parse(request)),
      source:
        cells === null || columns === null
          ? null
          : { columns, cells: JSON.parse(cells), file: sourceFile ?? '', line: sourceLine ?? 1 },
      result: kind === null ? null : { kind, text, finishReason, model: resultModel, requestId },
      failure:
        code === null ? null : Failure.parse({ code, status, providerCode, message, requestId: failedRequestId }),
      rating: rated === null || task.row === null ? null : ratings.of(task.batchId, task.row),
    }
  }

  const wanted = (tasks: ExportTasks) => {
    if (tasks === 'all') return () => true
    const states = statesOf(tasks)
    return ({ state }: { state: StateKind }) => states.includes(state)
  }

  /** Some ids at a time in the order of the input. */
  function* inInput(
    batchId: BatchId,
    tasks: ExportTasks,
    isMeant = (_: Standing) => true,
  ): Generator<readonly TaskId[]> {
    for (let after = 0; ; ) {
      const page = standing.all(batchId, after, idsPerPage)
      const last = page.at(-1)
      if (!last) return
      after = last.position
      yield page.filter((task) => isMeant(task) && wanted(tasks)(task)).map(({ id }) => id)
    }
  }

  /** The tasks of a row after each other; those of no variant, such as the parts of one that was split, at the end. */
  function* inRows(batchId: BatchId, tasks: ExportTasks): Generator<readonly TaskId[]> {
    const hasVariants = variants.list(batchId).length > 0
    for (let [row, variant] = [0, 0]; hasVariants; ) {
      const page = byRow.all({ batchId, row, variant, limit: idsPerPage })
      const last = page.at(-1)
      if (!last) break
      ;({ row, variant } = last)
      yield page.filter(wanted(tasks)).map(({ id }) => id)
    }
    yield* inInput(batchId, tasks, ({ variant }) => !hasVariants || variant === null)
  }

  /** Those that have ended, in the order in which they did: three lists of one index each, put together. */
  function* inCompletion(batchId: BatchId, tasks: ExportTasks): Generator<readonly TaskId[]> {
    const lists = statesOf(tasks).map((state) => endedList(batchId, state as keyof typeof ended))
    let page: TaskId[] = []
    for (;;) {
      const first = lists
        .filter((list) => list.peek() !== undefined)
        .reduce<(typeof lists)[number] | undefined>(
          (best, list) => (best && !isBefore(list, best) ? best : list),
          undefined,
        )
      const next = first?.next()
      if (!next) break
      page.push(next.id)
      if (page.length < idsPerPage) continue
      yield page
      page = []
    }
    yield page
  }

  function endedList(batchId: BatchId, state: keyof typeof ended) {
    let page: EndedAt[] = []
    let at = 0
    let last: EndedAt = { at: -1, id: 0 as TaskId }
    const peek = (): EndedAt | undefined => {
      if (at < page.length) return page[at]
      page = ended[state].all(batchId, last.at, last.id, idsPerPage)
      at = 0
      last = page.at(-1) ?? last
      return page[0]
    }
    return {
      peek,
      next(): EndedAt | undefined {
        const found = peek()
        at += 1
        return found
      },
    }
  }
  type List = ReturnType<typeof endedList>
  function isBefore(list: List, other: List): boolean {
    const [a, b] = [list.peek(), other.peek()]
    if (!a || !b) return a !== undefined
    return a.at < b.at || (a.at === b.at && a.id < b.id)
  }

  return {
    columns: rows.columns,
    variants: (batchId: BatchId) => variants.list(batchId).map(({ variant, name }) => ({ variant, name })),
    /** Which tasks a file has, some hundred at a time. In completion order those that have not ended are left out. */
    ids(batchId: BatchId, tasks: ExportTasks, order: ExportOrder | 'row'): Generator<readonly TaskId[]> {
      if (order === 'completion') return inCompletion(batchId, tasks)
      return order === 'row' ? inRows(batchId, tasks) : inInput(batchId, tasks)
    },
    /** Some tasks in an order, as `ids` gives them. */
    *sorted(ids: readonly TaskId[], tasks: ExportTasks, order: ExportOrder | 'row'): Generator<readonly TaskId[]> {
      const all = places.all(JSON.stringify(ids)).filter(wanted(tasks))
      const kept = order === 'completion' ? all.filter(({ at }) => at !== null) : all
      const [first, second, third] = sortKeys[order]
      kept.sort(
        (a, b) =>
          (a[first] ?? 0) - (b[first] ?? 0) || (a[second] ?? 0) - (b[second] ?? 0) || (a[third] ?? 0) - (b[third] ?? 0),
      )
      yield kept.map(({ id }) => id)
    },
    /** The versions of some tasks; those that are gone are left out. */
    versions: (ids: readonly TaskId[]): Map<TaskId, number> =>
      new Map(places.all(JSON.stringify(ids)).map(({ id, version }) => [id, version])),
    batchesOf: (ids: readonly TaskId[]): BatchId[] => batchesOf.all(JSON.stringify(ids)),
    /** In that order; those that are gone are left out. */
    read(ids: readonly TaskId[]): ExportTask[] {
      const known = new Map<BatchId, Columns | null>()
      return select.all(JSON.stringify(ids)).map((row) => {
        if (!known.has(row.batchId)) known.set(row.batchId, rows.columns(row.batchId))
        return read(row, known.get(row.batchId) ?? null)
      })
    },
    /** The tasks after a position, as they stand. */
    standing: (batchId: BatchId, after: number, limit: number): Standing[] => standing.all(batchId, after, limit),
    /** How many of a batch have not ended. */
    open: (batchId: BatchId): number => open.get(batchId) ?? 0,
    /** How many it has in those states. */
    count: (batchId: BatchId, states: readonly StateKind[]): number => count.get(batchId, JSON.stringify(states)) ?? 0,
    /** Whether any of these tasks is of that batch. */
    hasAny: (batchId: BatchId, ids: readonly TaskId[]): boolean => any.get(JSON.stringify(ids), batchId) === 1,
    /** How many of a batch settled after a moment, or have not ended. */
    newer: (batchId: BatchId, at: EpochMs): number =>
      (open.get(batchId) ?? 0) + (settledSince.get(batchId, at, batchId, at, batchId, at) ?? 0),
  }
}
export type ExportReader = ReturnType<typeof exportReader>
