import { isNarrowed } from '#shared/filter'
import type { LaneName } from '#shared/lane'
import { mostSorted } from '#shared/list-sort'
import { assertNever } from '#shared/result'
import type { BatchId, GateId, StateKind, TaskId, TaskView } from '#shared/task'
import type { LiveSection, Tab } from '#shared/view'
import type { Database } from './database'
import {
  closedGates,
  conditions,
  isInBatch,
  isInGroup,
  type ListQuery,
  like,
  type Params,
  tabIs,
  tabOrder,
} from './list-rules'
import { kindOf, orderBy } from './list-sort'
import { readTask, selectTasks, type TaskRow } from './task-row'

/** Ids of a list's rows, and how many rows it has in all. unsorted: it is too long for the order that was asked for, and comes in its own. */
export type ListPage = { total: number; order: TaskId[]; unsorted?: boolean }
export type LiveQuery = { readonly batchId: BatchId | null }
/** A run of rows with one order and a known size; a list is some of them, one after the other. `range` ends in LIMIT and OFFSET;
 *  `backwards` is the same from its end, since an index is walked up to a page. */
type Segment = { readonly size: number; readonly range: string; readonly backwards?: string; readonly params: Params }
type QueueRow = { lane: LaneName; batchId: BatchId; gateId: GateId; isHeld: number; n: number }

const page = 'LIMIT @limit OFFSET @from'
/** All queued tasks of open batches by their lines, in the order of the lists. */
const QUEUES = `SELECT c.lane, c.batch_id AS batchId, c.gate_id AS gateId, c.gate_id IN ${closedGates} AS isHeld, c.n
  FROM task_counts c JOIN batches b ON b.id = c.batch_id
  WHERE c.state = 'queued' AND c.n > 0 AND b.state = 'open' AND (@batchId IS NULL OR c.batch_id = @batchId)
  ORDER BY c.lane, c.batch_id, c.gate_id`
const SIZE = `SELECT coalesce(sum(c.n), 0) AS n FROM task_counts c WHERE c.state IN (SELECT value FROM json_each(@states))
  AND (@batchId IS NULL OR c.batch_id = @batchId) AND c.batch_id IN (SELECT id FROM batches WHERE state = 'open')`
const BATCH_SIZES = `SELECT c.batch_id AS batchId, sum(c.n) AS n FROM task_counts c
  WHERE (@batchId IS NULL OR c.batch_id = @batchId) AND c.batch_id IN (SELECT id FROM batches WHERE state = 'open')
  GROUP BY c.batch_id ORDER BY c.batch_id`
const IN_LINE = `SELECT t.id FROM tasks t INDEXED BY tasks_claim
  WHERE t.state = 'queued' AND t.lane = @lane AND t.batch_id = @batchId AND t.gate_id = @gateId ORDER BY`
const IN_BATCH = 'SELECT t.id FROM tasks t WHERE t.batch_id = @batchId ORDER BY t.position'
const bothWays = (select: string, columns: string, reversed: string) => ({
  range: `${select} ${columns} ${page}`,
  backwards: `${select} ${reversed} ${page}`,
})
const line = bothWays(IN_LINE, 't.priority DESC, t.id', 't.priority, t.id DESC')
const batch = { range: `${IN_BATCH} ${page}`, backwards: `${IN_BATCH} DESC ${page}` }
const due: readonly StateKind[] = ['scheduled', 'backing_off']

/**
 * What windows show of the tasks: a range of a list, or the sections of the Live tab. Sizes come from the counters and ranges from one index
 * each, so a page costs the same at a million tasks. A list that is narrowed by a filter is found by the search, off the main thread; here it
 * is read row by row, for the command line and for tests, and its free text is looked for in the prompt's beginning and the custom id alone.
 */
export function viewsReader(db: Database) {
  const statements = new Map<string, ReturnType<Database['prepare']>>()
  /** The SQL texts are few, so each is prepared once. */
  const prepared = (sql: string) => {
    const known = statements.get(sql) ?? db.prepare(sql)
    statements.set(sql, known)
    return known
  }
  const idsOf = (sql: string, params: Params): TaskId[] =>
    (prepared(sql).all(params) as { id: TaskId }[]).map(({ id }) => id)
  const countOf = (sql: string, params: Params): number => (prepared(sql).get(params) as { n: number }).n
  const sizeOf = (batchId: BatchId | null, states: readonly StateKind[]) =>
    countOf(SIZE, { batchId, states: JSON.stringify(states) })

  /** Held at a closed gate or not, by line. */
  const lines = (batchId: BatchId | null, isHeld: boolean): Segment[] =>
    (prepared(QUEUES).all({ batchId }) as QueueRow[])
      .filter((row) => (row.isHeld === 1) === isHeld)
      .map(({ n, lane, batchId, gateId }) => ({ size: n, ...line, params: { lane, batchId, gateId } }))

  /** Tasks of an open batch only: one that is staging has none that ran. */
  function ended(batchId: BatchId | null, state: 'succeeded' | 'dead' | 'cancelled'): Segment {
    const inBatch = batchId === null ? '' : 't.batch_id = @batchId AND '
    const select = `SELECT t.id FROM tasks t WHERE ${inBatch}t.state = '${state}' AND t.settled_at IS NOT NULL ORDER BY`
    return {
      size: sizeOf(batchId, [state]),
      ...bothWays(select, 't.settled_at DESC, t.id DESC', 't.settled_at, t.id'),
      params: batchId === null ? {} : { batchId },
    }
  }

  /** Tasks that have not ended, in an order that their partial index gives. */
  const live = (batchId: BatchId | null, from: string, order: string, states: readonly StateKind[]): Segment => ({
    size: sizeOf(batchId, states),
    range: `SELECT t.id FROM tasks t ${from} AND ${isInBatch(batchId)} ORDER BY ${order} ${page}`,
    params: batchId === null ? {} : { batchId },
  })

  function dueSegment(batchId: BatchId | null): Segment {
    // Of a batch that is smaller than all that is due, the batch is read.
    const all: readonly StateKind[] = ['waiting', 'queued', 'running', 'succeeded', 'dead', 'cancelled', ...due]
    const isSmall = batchId !== null && sizeOf(batchId, all) < sizeOf(null, due)
    const from = isSmall ? '' : 'INDEXED BY tasks_due'
    return live(batchId, `${from} WHERE t.run_at IS NOT NULL`, 't.run_at, t.lane, t.state, t.id', due)
  }

  /** What is called now, and what is out in batches of a provider, which may be a hundred thousand. */
  function runningSegments(batchId: BatchId | null): Segment[] {
    const params: Params = batchId === null ? {} : { batchId }
    const inBatch = batchId === null ? '' : ' AND t.batch_id = @batchId'
    // By their indexes: a plan of its own would read all tasks of every open batch.
    const called = `FROM tasks t INDEXED BY tasks_running WHERE ${tabIs.running} AND t.remote_batch IS NULL${inBatch}`
    const out = `FROM tasks t INDEXED BY tasks_remote WHERE ${tabIs.running} AND t.remote_batch IS NOT NULL${inBatch}`
    const size = countOf(`SELECT count(*) AS n ${called}`, params)
    return [
      { size, range: `SELECT t.id ${called} ORDER BY t.started_at, t.id ${page}`, params },
      {
        size: sizeOf(batchId, ['running']) - size,
        ...bothWays(`SELECT t.id ${out} ORDER BY`, 't.remote_batch, t.id', 't.remote_batch DESC, t.id DESC'),
        params,
      },
    ]
  }

  function segmentsOf(tab: Tab, batchId: BatchId | null): Segment[] {
    switch (tab) {
      case 'all': {
        const sizes = prepared(BATCH_SIZES).all({ batchId }) as { batchId: BatchId; n: number }[]
        return sizes.map(({ n, ...params }) => ({ size: n, ...batch, params }))
      }
      case 'running':
        return runningSegments(batchId)
      case 'waiting':
        return [
          dueSegment(batchId),
          live(batchId, `WHERE t.state = 'waiting'`, 't.batch_id, t.id', ['waiting']),
          ...lines(batchId, true),
        ]
      case 'ready':
        return lines(batchId, false)
      case 'done':
        return [ended(batchId, 'succeeded')]
      case 'dead':
      case 'cancelled':
        return [ended(batchId, tab)]
      default:
        return assertNever(tab)
    }
  }

  /** The letters of a cause stand in their index in the order of the tab, and how many they are is counted. */
  function groupSegment(batchId: BatchId | null, group: string, until: number | undefined): Segment {
    const is = `t.state = 'dead' AND ${isInGroup}${batchId === null ? '' : ' AND t.batch_id = @batchId'}`
    const from = `FROM tasks t INDEXED BY tasks_cause WHERE ${is}`
    const params = { group, ...(batchId === null ? {} : { batchId }) }
    const inAll = 'SELECT coalesce((SELECT n FROM causes WHERE cause = @group), 0) AS n'
    const size = countOf(batchId === null ? inAll : `SELECT count(*) AS n ${from}`, params)
    const seen = until === undefined ? from : `${from} AND t.settled_at <= @until`
    return {
      size: until === undefined ? size : size - newerThan(batchId, group, until),
      ...bothWays(`SELECT t.id ${seen} ORDER BY`, 't.settled_at DESC, t.id DESC', 't.settled_at, t.id'),
      params: until === undefined ? params : { ...params, until },
    }
  }

  /** They stand at the end of the index where nothing else is read, and are few: what died since a window read its list. */
  function newerThan(batchId: BatchId | null, group: string, until: number): number {
    const inBatch = batchId === null ? '' : ' AND t.batch_id = @batchId'
    const is = `t.state = 'dead' AND ${isInGroup} AND t.settled_at > @until${inBatch}`
    const sql = `SELECT count(*) AS n FROM tasks t INDEXED BY tasks_cause WHERE ${is}`
    return countOf(sql, { group, until, ...(batchId === null ? {} : { batchId }) })
  }

  function narrowedSegment(query: ListQuery): Segment {
    const { sql, params } = conditions(query)
    const text = query.filter.text.trim()
    const parts = [tabIs[query.tab], sql]
    if (text !== '') {
      parts.push(`(t.title LIKE @text ESCAPE '\\' OR t.custom_id LIKE @text ESCAPE '\\')`)
      params.text = like(text)
    }
    const from = `FROM tasks t WHERE ${parts.join(' AND ')}`
    return {
      size: countOf(`SELECT count(*) AS n ${from}`, params),
      range: `SELECT t.id ${from} ORDER BY ${tabOrder[query.tab]} ${page}`,
      params,
    }
  }

  function segments(query: ListQuery): Segment[] {
    if (isNarrowed(query.filter)) return [narrowedSegment(query)]
    if (query.group !== null) return query.tab === 'dead' ? [groupSegment(query.batchId, query.group, query.until)] : []
    return segmentsOf(query.tab, query.batchId)
  }

  function pageOf({ size, range, backwards, params }: Segment, from: number, limit: number): TaskId[] {
    const after = size - from - limit
    if (backwards === undefined || after >= from) return idsOf(range, { ...params, limit, from })
    return idsOf(backwards, { ...params, limit, from: after }).reverse()
  }

  const byIds = db.prepare<[string], TaskRow>(`${selectTasks} WHERE t.id IN (SELECT value FROM json_each(?))`)
  const running = db.prepare<{ lane: LaneName }, TaskRow>(
    `${selectTasks} WHERE t.state = 'running' AND t.lane = @lane AND t.remote_batch IS NULL ORDER BY t.started_at, t.id LIMIT 100`,
  )

  /** Rows [start, end) of a list in its tab's own order. */
  function ownOrder(all: readonly Segment[], start: number, end: number): TaskId[] {
    const order: TaskId[] = []
    let total = 0
    for (const segment of all) {
      const from = Math.max(0, start - total)
      const limit = Math.min(segment.size, end - total) - from
      if (limit > 0) order.push(...pageOf(segment, from, limit))
      total += segment.size
    }
    return order
  }

  const sizeIn = (all: readonly Segment[]) => all.reduce((sum, { size }) => sum + size, 0)

  return {
    /** How many letters of the query's group died after its `until`; undefined where it has none. */
    newer: ({ batchId, group, until }: Pick<ListQuery, 'batchId' | 'group' | 'until'>): number | undefined =>
      group === null || until === undefined ? undefined : newerThan(batchId, group, until),
    /** How many rows a list has: from the counters, where no filter narrows it. */
    size: (query: ListQuery): number => sizeIn(segments(query)),
    /** Rows [start, end) of a list. */
    list(query: ListQuery, start: number, end: number): ListPage {
      const all = segments(query)
      const total = sizeIn(all)
      const kind = kindOf(query.tab, query.sort)
      if (kind === 'reversed') {
        const order = ownOrder(all, Math.max(0, total - end), Math.max(0, total - start))
        return { total, order: order.reverse() }
      }
      if (kind === 'own' || !query.sort) return { total, order: ownOrder(all, start, end) }
      if (total > mostSorted) return { total, order: ownOrder(all, start, end), unsorted: true }
      const ids = JSON.stringify(ownOrder(all, 0, total))
      const sql = `SELECT t.id FROM json_each(@ids) c CROSS JOIN tasks t ON t.id = c.value ORDER BY ${orderBy(query.tab, query.sort)} ${page}`
      return { total, order: idsOf(sql, { ids, from: start, limit: Math.max(0, end - start) }) }
    },
    /** The same rows in the tab's own order, one by one: read in one go however many they are, where pages would each be looked for anew. */
    *each(query: ListQuery, start: number, end: number): Generator<TaskId> {
      let total = 0
      for (const { size, range, params } of segments(query)) {
        const from = Math.max(0, start - total)
        const limit = Math.min(size, end - total) - from
        if (limit > 0)
          for (const row of prepared(range).iterate({ ...params, limit, from })) yield (row as { id: TaskId }).id
        total += size
      }
    },
    /** Everything that runs, the first that wait and that come next, and what ended last. */
    live({ batchId }: LiveQuery): LiveSection[] {
      const query: ListQuery = { batchId, tab: 'all', group: null, filter: { text: '' } }
      const section = (key: LiveSection['key'], tab: Tab, limit: number): LiveSection => ({
        key,
        ...this.list({ ...query, tab }, 0, limit),
      })
      const ends = (['done', 'dead', 'cancelled'] as const).map((tab) => this.list({ ...query, tab }, 0, 20))
      const finished = this.rows(ends.flatMap(({ order }) => order))
        .sort((a, b) => endOf(b) - endOf(a) || b.id - a.id)
        .slice(0, 20)
      return [
        section('running', 'running', 100),
        section('waiting', 'waiting', 6),
        section('next', 'ready', 6),
        {
          key: 'finished',
          total: ends.reduce((sum, list) => sum + list.total, 0),
          order: finished.map(({ id }) => id),
        },
      ]
    },
    /** What a lane calls now, the longest first; what is out in batches of its provider is not among it. */
    running: (lane: LaneName): TaskView[] => running.all({ lane }).map(readTask),
    /** Those rows, in no promised order. */
    rows: (ids: readonly TaskId[]): TaskView[] => byIds.all(JSON.stringify(ids)).map(readTask),
  }
}
export type ViewsReader = ReturnType<typeof viewsReader>

const endOf = ({ state }: TaskView) => ('settledAt' in state ? state.settledAt : 0)
