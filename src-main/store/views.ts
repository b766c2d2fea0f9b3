import type { LaneName } from '#shared/lane'
import { assertNever } from '#shared/result'
import type { BatchId, TaskId, TaskView } from '#shared/task'
import type { Filter, LiveSection, Tab } from '#shared/view'
import type { Database } from './database'
import { readTask, selectTasks, type TaskRow } from './task-row'

type Params = Record<string, string | number | null>
/** A run of rows with one order; a tab is one or two of them, one after the other. `counted` selects the same rows' counters. */
type Segment = { where: string; order: string; counted: string }

export type ListQuery = { batchId: BatchId | null; tab: Tab; group: string | null; filter: Filter }
export type LiveQuery = { batchId: BatchId | null }

const newestEnd = 't.settled_at DESC, t.id DESC'
const closedGates = `(SELECT id FROM gates WHERE state = 'closed')`
const inState = (state: string, order: string): Segment => ({
  where: `t.state = '${state}'`,
  order,
  counted: `c.state = '${state}'`,
})

function segmentsOf(tab: Tab): Segment[] {
  switch (tab) {
    case 'all':
      return [{ where: 'TRUE', order: 't.batch_id, t.position', counted: 'TRUE' }]
    case 'running':
      return [inState('running', 't.started_at, t.id')]
    case 'waiting':
      return [
        {
          where: 't.run_at IS NOT NULL',
          order: 't.run_at, t.id',
          counted: `c.state IN ('backing_off', 'scheduled')`,
        },
        queuedAtGates('IN'),
      ]
    case 'ready':
      return [queuedAtGates('NOT IN')]
    case 'done':
      return [inState('succeeded', newestEnd)]
    case 'dead':
      return [inState('dead', newestEnd)]
    case 'cancelled':
      return [inState('cancelled', newestEnd)]
    default:
      return assertNever(tab)
  }
}

/** settled_at is NULL for all of them: naming it lets the index give the order. */
const queuedAtGates = (which: 'IN' | 'NOT IN'): Segment => ({
  where: `t.state = 'queued' AND t.gate_id ${which} ${closedGates}`,
  order: 't.settled_at, t.id',
  counted: `c.state = 'queued' AND c.gate_id ${which} ${closedGates}`,
})

/** The key of a dead letter's group: code, status and the provider's own code. */
export const groupKey = (code: string, status: number | null, providerCode: string | null): string =>
  `${code}|${status ?? ''}|${providerCode ?? ''}`

export function parseGroupKey(key: string): { code: string; status: number | null; providerCode: string | null } {
  const [code = '', status = '', ...rest] = key.split('|')
  return { code, status: status === '' ? null : Number(status), providerCode: rest.join('|') || null }
}

function conditions(query: ListQuery): { sql: string; params: Params } {
  const { filter } = query
  const parts: string[] = [batchIs(query, 't')]
  const params: Params = query.batchId === null ? {} : { batchId: query.batchId }
  if (query.group !== null) {
    parts.push(
      't.failure_code = @groupCode AND t.failure_status IS @groupStatus AND t.failure_provider_code IS @groupProviderCode',
    )
    const { code, status, providerCode } = parseGroupKey(query.group)
    Object.assign(params, { groupCode: code, groupStatus: status, groupProviderCode: providerCode })
  }
  if (filter.lane) {
    parts.push('t.lane = @lane')
    params.lane = filter.lane
  }
  if (filter.model) {
    parts.push(`t.gate_id IN (SELECT id FROM gates WHERE model LIKE @model ESCAPE '\\')`)
    params.model = like(filter.model)
  }
  if (filter.status !== undefined) {
    parts.push('t.failure_status = @status')
    params.status = filter.status
  }
  if (filter.text) {
    parts.push(`(t.title LIKE @text ESCAPE '\\' OR t.custom_id LIKE @text ESCAPE '\\')`)
    params.text = like(filter.text)
  }
  return { sql: parts.join(' AND '), params }
}

const batchIs = ({ batchId }: { batchId: BatchId | null }, table: 't' | 'c') =>
  batchId === null
    ? `${table}.batch_id IN (SELECT id FROM batches WHERE state = 'open')`
    : `${table}.batch_id = @batchId`

const like = (text: string) => `%${text.replace(/[\\%_]/g, (character) => `\\${character}`)}%`

/** What windows show of the tasks: a range of a list, or the sections of the Live tab. */
export function viewsReader(db: Database) {
  const statements = new Map<string, ReturnType<Database['prepare']>>()
  /** The SQL texts are few (tab × which filters are set), so each is prepared once. */
  const prepared = (sql: string) => {
    const known = statements.get(sql) ?? db.prepare(sql)
    statements.set(sql, known)
    return known
  }
  const idsOf = (sql: string, params: Params): TaskId[] =>
    (prepared(sql).all(params) as { id: TaskId }[]).map(({ id }) => id)
  const countOf = (from: string, params: Params): number => (prepared(`SELECT ${from}`).get(params) as { n: number }).n
  /** From the counters where nothing but the batch narrows the list, since a count over the tasks grows with them. */
  const sizeOf = (segment: Segment, query: ListQuery, { sql, params }: { sql: string; params: Params }): number => {
    const narrowed =
      query.group !== null || Object.values(query.filter).some((word) => word !== undefined && word !== '')
    if (narrowed) return countOf(`count(*) AS n FROM tasks t WHERE ${sql} AND ${segment.where}`, params)
    return countOf(
      `coalesce(sum(c.n), 0) AS n FROM task_counts c WHERE ${batchIs(query, 'c')} AND ${segment.counted}`,
      params,
    )
  }

  const byIds = db.prepare<[string], TaskRow>(`${selectTasks} WHERE t.id IN (SELECT value FROM json_each(?))`)

  const running = db.prepare<{ lane: LaneName }, TaskRow>(
    `${selectTasks} WHERE t.state = 'running' AND t.lane = @lane ORDER BY t.started_at, t.id LIMIT 100`,
  )

  return {
    /** The ids of rows [start, end) of a list, and how many rows it has in all. */
    list(query: ListQuery, start: number, end: number): { total: number; order: TaskId[] } {
      const narrowing = conditions(query)
      const { sql, params } = narrowing
      const order: TaskId[] = []
      let total = 0
      for (const segment of segmentsOf(query.tab)) {
        const where = `${sql} AND ${segment.where}`
        const size = sizeOf(segment, query, narrowing)
        const from = Math.max(0, start - total)
        const limit = Math.min(size, end - total) - from
        if (limit > 0) {
          const range = `SELECT t.id FROM tasks t WHERE ${where} ORDER BY ${segment.order} LIMIT @limit OFFSET @from`
          order.push(...idsOf(range, { ...params, limit, from }))
        }
        total += size
      }
      return { total, order }
    },
    /** Everything that runs, the first that wait and that come next, and what ended last. */
    live({ batchId }: LiveQuery): LiveSection[] {
      const query: ListQuery = { batchId, tab: 'all', group: null, filter: { text: '' } }
      const section = (key: LiveSection['key'], tab: Tab, limit: number): LiveSection => ({
        key,
        ...this.list({ ...query, tab }, 0, limit),
      })
      const ended = (['done', 'dead', 'cancelled'] as const).map((tab) => this.list({ ...query, tab }, 0, 20))
      const finished = this.rows(ended.flatMap(({ order }) => order))
        .sort((a, b) => endOf(b) - endOf(a) || b.id - a.id)
        .slice(0, 20)
      return [
        section('running', 'running', 100),
        section('waiting', 'waiting', 6),
        section('next', 'ready', 6),
        {
          key: 'finished',
          total: ended.reduce((sum, list) => sum + list.total, 0),
          order: finished.map(({ id }) => id),
        },
      ]
    },
    /** What a lane runs now, the longest first. */
    running: (lane: LaneName): TaskView[] => running.all({ lane }).map(readTask),
    /** Those rows, in no promised order. */
    rows: (ids: readonly TaskId[]): TaskView[] => byIds.all(JSON.stringify(ids)).map(readTask),
  }
}
export type ViewsReader = ReturnType<typeof viewsReader>

const endOf = ({ state }: TaskView) => ('settledAt' in state ? state.settledAt : 0)
