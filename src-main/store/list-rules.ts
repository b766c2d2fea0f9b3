import type { Sort } from '#shared/list-sort'
import type { BatchId } from '#shared/task'
import type { Filter, Tab } from '#shared/view'

/** A list that a window shows. */
export type ListQuery = {
  readonly batchId: BatchId | null
  readonly tab: Tab
  readonly group: string | null // the cause of dead letters
  readonly filter: Filter
  readonly until?: number | undefined // of letters: none that died later
  readonly sort?: Sort | undefined
}
export type Params = Record<string, string | number | null>

const newestEnd = 't.settled_at DESC, t.id DESC'
/** Gates of keys that may be used: those that are sealed, and where none is (a provider without keys, or with keys in memory only), all. */
const usable = (
  g: string,
) => `(EXISTS (SELECT 1 FROM secrets s WHERE s.provider_id = ${g}.provider_id AND s.key_id = ${g}.key_id)
  OR NOT EXISTS (SELECT 1 FROM secrets s WHERE s.provider_id = ${g}.provider_id))`
/** Where tasks stand in line that can go nowhere: the gates of all keys are closed for their model. */
export const closedGates = `(SELECT r.id FROM gates r WHERE r.key_id = '1'
  AND EXISTS (SELECT 1 FROM gates c WHERE c.provider_id = r.provider_id AND c.model = r.model AND c.state = 'closed')
  AND NOT EXISTS (SELECT 1 FROM gates g WHERE g.provider_id = r.provider_id AND g.model = r.model AND g.state <> 'closed' AND ${usable('g')}))`

/** Which tasks `t` a tab has. */
export const tabIs: Readonly<Record<Tab, string>> = {
  all: 'TRUE',
  running: `t.state = 'running'`,
  waiting: `(t.run_at IS NOT NULL OR t.state = 'waiting' OR (t.state = 'queued' AND t.gate_id IN ${closedGates}))`,
  ready: `t.state = 'queued' AND t.gate_id NOT IN ${closedGates}`,
  done: `t.state = 'succeeded'`,
  dead: `t.state = 'dead'`,
  cancelled: `t.state = 'cancelled'`,
}

/** Their order: first what waits for a moment, then for other tasks, then at a gate; what is queued stands by its line. */
export const tabOrder: Readonly<Record<Tab, string>> = {
  all: 't.batch_id, t.position',
  running: 't.remote_batch, iif(t.remote_batch IS NULL, t.started_at, 0), t.id', // what may be out for a day comes last
  waiting: `t.run_at IS NULL, t.run_at, t.state <> 'waiting', t.lane, t.batch_id, t.gate_id, t.priority DESC, t.id`,
  ready: 't.lane, t.batch_id, t.gate_id, t.priority DESC, t.id',
  done: newestEnd,
  dead: newestEnd,
  cancelled: newestEnd,
}

export const like = (text: string): string => `%${text.replace(/[\\%_]/g, (character) => `\\${character}`)}%`

/** In and out together; an embedding has none out, and what has not been answered has neither (NULL). */
export const tokensOf = (t: string): string =>
  `coalesce(${t}.tokens_in + ${t}.tokens_out, ${t}.tokens_in, ${t}.tokens_out)`

/** What a query's batch, group and filter ask of a task `t`, but for its free text. */
export function conditions({ batchId, group, filter, until }: ListQuery): { sql: string; params: Params } {
  const parts: string[] = [isInBatch(batchId)]
  const params: Params = batchId === null ? {} : { batchId }
  if (group !== null) {
    parts.push(isInGroup)
    params.group = group
  }
  if (until !== undefined) {
    parts.push('t.settled_at <= @until')
    params.until = until
  }
  const { lane, model, status, state, batch, row, tokensOver, costOver, costUnder, suspect, snoozed, label } = filter
  if (lane) {
    parts.push('t.lane = @lane')
    params.lane = lane
  }
  if (model) {
    parts.push(`t.gate_id IN (SELECT id FROM gates WHERE model LIKE @model ESCAPE '\\')`)
    params.model = like(model)
  }
  if (status !== undefined) {
    parts.push('t.failure_status = @status')
    params.status = status
  }
  if (state) {
    parts.push('t.state = @state')
    params.state = state
  }
  if (batch) {
    parts.push(`t.batch_id IN (SELECT id FROM batches WHERE name LIKE @batch ESCAPE '\\')`)
    params.batch = like(batch)
  }
  if (row) {
    parts.push('t.position BETWEEN @rowFrom AND @rowTo')
    Object.assign(params, { rowFrom: row.from, rowTo: row.to })
  }
  if (tokensOver !== undefined) {
    parts.push(`${tokensOf('t')} > @tokensOver`)
    params.tokensOver = tokensOver
  }
  if (costOver !== undefined) {
    parts.push('t.cost > @costOver')
    params.costOver = costOver
  }
  if (costUnder !== undefined) {
    parts.push('t.cost < @costUnder')
    params.costUnder = costUnder
  }
  if (snoozed !== undefined)
    parts.push(`t.id ${snoozed ? '' : 'NOT '}IN (SELECT task_id FROM main.letters WHERE snoozed_until IS NOT NULL)`)
  if (label !== undefined) {
    parts.push('t.id IN (SELECT task_id FROM main.letters WHERE label = @label)')
    params.label = label
  }
  if (suspect) parts.push(`t.id IN (SELECT value FROM json_each((${suspectsList})))`)
  return { sql: parts.join(' AND '), params }
}

/** Tasks that were in flight when the app died, as a JSON list; NULL when there never were any. */
export const suspectsList = `SELECT value FROM main.meta WHERE key = 'suspects'`

export const isInBatch = (batchId: BatchId | null): string =>
  batchId === null ? `t.batch_id IN (SELECT id FROM batches WHERE state = 'open')` : 't.batch_id = @batchId'

/** A dead letter's group is known by its cause. */
export const isInGroup = 't.cause = @group'
