import { LlmRequest, promptOf } from '#shared/request'
import type { EpochMs } from '#shared/task'
import type { Database } from '../database'
import { titleOf } from '../tasks'
import type { Row } from './salvage-read'
import { tablesOf } from './salvage-target'

const recoveredProvider = 'recovered'
const recoveredTasks = 'Recovered tasks'
const failure = JSON.stringify({
  ...{ code: 'auth', status: null, providerCode: null, requestId: null },
  message: 'Which provider these tasks were for could not be read from the damaged database.',
})

/**
 * Makes stand-ins for rows that are lost, so that one of them does not take all that refer to it along: for a batch, a gate, a process, and
 * for a task whose prompt is still there. Tasks of a lost gate wait behind a closed one, and a task that is a stand-in counts as cancelled:
 * whom to ask, and whether to ask again, only a person can say, and calls cost money. Works in every schema there was.
 */
export function standIns(db: Database, now: EpochMs) {
  const hasBoots = tablesOf(db).some(({ name }) => name === 'boots')
  const known = {
    batch: db.prepare<[unknown]>('SELECT 1 FROM batches WHERE id = ?'),
    gate: db.prepare<[unknown]>('SELECT 1 FROM gates WHERE id = ?'),
    task: db.prepare<[unknown]>('SELECT 1 FROM tasks WHERE id = ?'),
    boot: hasBoots ? db.prepare<[unknown]>('SELECT 1 FROM boots WHERE id = ?') : null,
  }
  const isMissing = (what: keyof typeof known, id: unknown): id is number =>
    known[what] !== null && typeof id === 'number' && id > 0 && known[what].get(id) === undefined

  function addBatch(id: number, name: string) {
    const sql = `INSERT INTO batches (id, name, kind, state, created_at) VALUES (?, ?, 'import', 'open', ?)`
    db.prepare(sql).run(id, name, now)
  }
  function addGate(id: number, model: string) {
    db.prepare(
      `INSERT INTO providers (id, protocol, preset, name, base_url, default_model, created_at)
         VALUES (?, 'openai-chat', 'custom', 'Recovered (provider unknown)', 'http://provider.invalid/v1', 'unknown', ?)
         ON CONFLICT (id) DO NOTHING`,
    ).run(recoveredProvider, now)
    db.prepare(
      `INSERT INTO gates (id, provider_id, model, state, reason, since, failure) VALUES (?, ?, ?, 'closed', 'auth', ?, ?)`,
    ).run(id, recoveredProvider, model, now, failure)
  }
  const idOf = (sql: string, ...params: unknown[]) => db.prepare<unknown[], { id: number }>(sql).get(...params)?.id
  function recoveredBatch(): number {
    const found = idOf('SELECT id FROM batches WHERE name = ?', recoveredTasks)
    if (found !== undefined) return found
    const id = (idOf('SELECT max(id) AS id FROM batches') ?? 0) + 1
    addBatch(id, recoveredTasks)
    return id
  }
  function recoveredGate(): number {
    const found = idOf(`SELECT id FROM gates WHERE provider_id = ? AND model = 'unknown'`, recoveredProvider)
    if (found !== undefined) return found
    const id = (idOf('SELECT max(id) AS id FROM gates') ?? 0) + 1
    addGate(id, 'unknown')
    return id
  }

  return {
    /** Before a task is put in. */
    forTask(row: Row) {
      if (isMissing('batch', row.batch_id)) addBatch(row.batch_id, `Recovered batch ${row.batch_id}`)
      if (isMissing('gate', row.gate_id)) addGate(row.gate_id, `unknown-${row.gate_id}`)
      if (hasBoots && isMissing('boot', row.boot))
        db.prepare(`INSERT INTO boots (id, boot_id, machine, started_at, ended) VALUES (?, ?, '', 0, 'crashed')`).run(
          row.boot,
          `recovered-${row.boot}`,
        )
    },
    /** Before a prompt is put in. */
    forPayload(row: Row) {
      if (!isMissing('task', row.task_id)) return
      const request = LlmRequest.safeParse(JSON.parse(String(row.request)))
      const title = request.success ? titleOf(promptOf(request.data)) : 'Recovered task'
      db.prepare(
        `INSERT INTO tasks (id, batch_id, position, title, lane, gate_id, state, revision, created_at, settled_at)
           VALUES (?, ?, ?, ?, 'fast', ?, 'cancelled', ?, ?, ?)`,
      ).run(row.task_id, recoveredBatch(), row.task_id, title, recoveredGate(), row.revision, row.created_at, now)
    },
  }
}

/** Of the stand-ins, those whose answer is still there have succeeded. @returns how many stand-ins for tasks there are */
export function settleStandIns(db: Database): number {
  const inBatch = 'batch_id IN (SELECT id FROM batches WHERE name = ?)'
  db.prepare(
    `UPDATE tasks SET state = 'succeeded', (attempts, tokens_in, tokens_out, settled_at) =
       (SELECT attempt, tokens_in, tokens_out, settled_at FROM results r WHERE r.task_id = tasks.id)
     WHERE state = 'cancelled' AND ${inBatch} AND EXISTS (SELECT 1 FROM results r WHERE r.task_id = tasks.id)`,
  ).run(recoveredTasks)
  return (
    db.prepare<[string], { n: number }>(`SELECT count(*) AS n FROM tasks WHERE ${inBatch}`).get(recoveredTasks)?.n ?? 0
  )
}
