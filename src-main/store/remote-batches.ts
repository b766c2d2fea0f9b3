import type { BatchOptions } from '#shared/batch'
import type { LaneName } from '#shared/lane'
import { type NewRemoteBatch, type RemoteBatch, RemoteDetail } from '#shared/remote-batch'
import type { LlmRequest } from '#shared/request'
import type { BatchId, EpochMs, GateId, TaskId } from '#shared/task'
import type { HalfPriceLine, Place, RemoteTask } from '#shared/work'
import type { AskedRequests } from './asked'
import type { Changes } from './changes'
import type { Database } from './database'
import type { DryRunsTable } from './dry-runs'
import { limitsOf } from './letters'

type Row = Omit<RemoteBatch, 'detail'> & { detail: string }
type TaskRow = Place & {
  id: TaskId
  attempt: number
  revision: number
  priority: number
  startedAt: EpochMs | null
  retriesUsed: number
  firstTryAt: EpochMs | null
  waitMs: number | null
  reserved: number
  wayId: GateId
  providerId: string
  model: string
  keyId: string
  running: number
  remoteBatch: number | null
  text: string | null
  limits: string | null
}

const COLUMNS = `id, provider_id AS providerId, key_id AS keyId, model, name, remote_id AS remoteId, state, tasks,
  created_at AS createdAt, poll_at AS pollAt, detail`
const INSERT = `INSERT INTO remote_batches (provider_id, key_id, model, name, state, tasks, created_at, poll_at)
  VALUES (@providerId, @keyId, @model, @name, 'preparing', 0, @now, @now)`
const SAVE = `UPDATE remote_batches SET remote_id = @remoteId, state = @state, tasks = @tasks, poll_at = @pollAt, detail = @detail
  WHERE id = @id`
const SEND_OUT = `UPDATE tasks SET remote_batch = ? WHERE id IN (SELECT value FROM json_each(?))`
const TASKS = `SELECT t.id, t.attempts AS attempt, t.revision, t.priority, t.started_at AS startedAt, t.retries_used AS retriesUsed,
    t.first_try_at AS firstTryAt, t.wait_ms AS waitMs, t.reserved, t.batch_id AS batchId, t.lane, t.gate_id AS gateId,
    t.state = 'running' AS running, t.remote_batch AS remoteBatch, p.request AS text, l.limits,
    g.id AS wayId, g.provider_id AS providerId, g.model, g.key_id AS keyId
  FROM tasks t JOIN gates g ON g.id = coalesce(t.way, t.gate_id)
    LEFT JOIN payloads p ON p.task_id = t.id AND p.revision = t.revision LEFT JOIN letters l ON l.task_id = t.id`
const OUT = `t.remote_batch = @id AND t.state = 'running'`
const COUNTS = `SELECT r.provider_id AS providerId, count(*) AS n FROM remote_batches r JOIN tasks t ON t.remote_batch = r.id
  WHERE r.state IN ('sent', 'collecting') AND t.state = 'running' GROUP BY r.provider_id`
const LINES = `SELECT c.lane, c.batch_id AS batchId, c.gate_id AS gateId, c.n
  FROM task_counts c JOIN batches b ON b.id = c.batch_id
  WHERE c.state = 'queued' AND c.n > 0 AND b.state = 'open' AND b.paused = 0 AND json_extract(b.options, '$.halfPrice') = 1`

type Parts = {
  readonly db: Database
  readonly changes: Changes
  readonly asked: Pick<AskedRequests, 'fill'>
  readonly batch: (id: BatchId) => { readonly options: BatchOptions } | undefined
  readonly dryRuns: Pick<DryRunsTable, 'boundary'>
}

/** Work that is out in a provider's own batch API, and the tasks that are in it. */
export function remoteBatchesTable({ db, changes, asked, batch, dryRuns }: Parts) {
  const insert = db.prepare<NewRemoteBatch & { now: EpochMs }>(INSERT)
  const addTasks = db.prepare<[number, number]>('UPDATE remote_batches SET tasks = tasks + ? WHERE id = ?')
  const living = db.prepare<[], Row>(`SELECT ${COLUMNS} FROM remote_batches WHERE poll_at IS NOT NULL ORDER BY id`)
  const get = db.prepare<[number], Row>(`SELECT ${COLUMNS} FROM remote_batches WHERE id = ?`)
  const save = db.prepare(SAVE)
  const ids = db
    .prepare<[string], string>('SELECT remote_id FROM remote_batches WHERE provider_id = ? AND remote_id IS NOT NULL')
    .pluck()
  const sendOut = db.prepare<[number, string]>(SEND_OUT)
  const out = db.prepare<{ id: number; after: number; limit: number }, TaskRow>(
    `${TASKS} WHERE ${OUT} AND t.id > @after ORDER BY t.id LIMIT @limit`,
  )
  const byIds = db.prepare<[string], TaskRow>(`${TASKS} WHERE t.id IN (SELECT value FROM json_each(?))`)
  const left = db.prepare<{ id: number }, number>(`SELECT EXISTS (SELECT 1 FROM tasks t WHERE ${OUT})`).pluck()
  const counts = db.prepare<[], { providerId: string; n: number }>(COUNTS)
  const sent = db.prepare<{ id: number; after: number; last: number }>(
    `UPDATE tasks AS t SET progress = 'sent' WHERE ${OUT} AND t.id > @after AND t.id <= @last`,
  )
  const lastOfPage = db
    .prepare<{ id: number; after: number; limit: number }, number | null>(
      `SELECT max(id) FROM (SELECT t.id FROM tasks t WHERE ${OUT} AND t.id > @after ORDER BY t.id LIMIT @limit)`,
    )
    .pluck()
  const lines = db.prepare<[], { lane: LaneName; batchId: BatchId; gateId: GateId; n: number }>(LINES)

  function readTask({
    text,
    limits,
    wayId,
    providerId,
    keyId,
    model,
    reserved,
    startedAt,
    ...row
  }: TaskRow): RemoteTask {
    const way = { gateId: wayId, keyId, providerId, model, halfPrice: true as const }
    return {
      ...row,
      ...{ model, startedAt: startedAt ?? 0, running: row.running === 1, firstTryAt: row.firstTryAt ?? startedAt ?? 0 },
      way: reserved > 0 ? { ...way, reserved } : way,
      override: { ...batch(row.batchId)?.options.policy, ...limitsOf(limits) },
      request: text === null ? null : requestOf(row.id, text),
    }
  }
  function requestOf(id: TaskId, text: string): LlmRequest | null {
    try {
      return asked.fill(id, text).request
    } catch {
      return null // the text of a result that it uses was removed meanwhile
    }
  }

  return {
    /** Those that have not ended. */
    living: (): RemoteBatch[] => living.all().map(read),
    get: (id: number): RemoteBatch | undefined => get.all(id).map(read)[0],
    /** In the transaction of a claim: these tasks of it are in that batch from now on. */
    take(batch: NewRemoteBatch & { id: number | null }, tasks: readonly TaskId[], now: EpochMs): number | null {
      const { providerId, keyId, model, name } = batch
      if (tasks.length === 0) return batch.id
      const id = batch.id ?? Number(insert.run({ providerId, keyId, model, name, now }).lastInsertRowid)
      sendOut.run(id, JSON.stringify(tasks))
      addTasks.run(tasks.length, id)
      return id
    },
    save({ id, remoteId, state, tasks, pollAt, detail }: RemoteBatch): void {
      save.run({ id, remoteId, state, tasks, pollAt, detail: JSON.stringify(detail) })
    },
    /** The provider's ids of all that were ever sent to it. */
    remoteIds: (providerId: string): string[] => ids.all(providerId),
    /** Up to `limit` of its tasks that still run, after that id. */
    out: (id: number, after: number, limit: number): RemoteTask[] => out.all({ id, after, limit }).map(readTask),
    byIds: (ids: readonly TaskId[]): RemoteTask[] => byIds.all(JSON.stringify(ids)).map(readTask),
    /** Whether any of its tasks still runs. */
    left: (id: number): boolean => left.get({ id }) === 1,
    /** How many tasks are with each provider. */
    counts: (): { providerId: string; n: number }[] => counts.all(),
    /** The provider took them. Up to `limit` after that id; the last of them, or null when there are none left. */
    sent(id: number, after: number, limit: number): number | null {
      const last = lastOfPage.get({ id, after, limit }) ?? null
      if (last === null) return null
      sent.run({ id, after, last })
      changes.news('tasks')
      return last
    },
    lines: (): HalfPriceLine[] =>
      lines.all().flatMap(({ lane, batchId, gateId, n }) => {
        const options = batch(batchId)?.options
        return options && !dryRuns.boundary(batchId) ? [{ lane, batchId, gateId, n, options }] : []
      }),
  }
}
export type RemoteBatchesTable = ReturnType<typeof remoteBatchesTable>

function read({ detail, ...row }: Row): RemoteBatch {
  return { ...row, detail: RemoteDetail.parse(JSON.parse(detail)) }
}
