import { causeOf } from '#shared/cause'
import { chat } from '#shared/request'
import type { TaskState } from '#shared/task'
import type { Database } from './database'
import { dryRuns } from './migrations/0014-dry-runs'
import { ratings } from './migrations/0015-ratings'
import { watches } from './migrations/0016-watches'
import { attemptThen } from './migrations/0017-attempt-then'
import { migrations } from './migrations/migrate'
import { sha256 } from './safety/fixture'

type Values = Readonly<Record<string, string | number | Uint8Array | null>>
type Content = { readonly columns: readonly string[]; readonly rows: readonly Record<string, unknown>[] }

const failure = { code: 'auth' as const, status: 401, providerCode: 'no_key', message: 'No key', requestId: 'r1' }
const failed = {
  ...{ failure_code: failure.code, failure_status: failure.status, failure_provider_code: failure.providerCode },
  ...{ failure_message: failure.message, failure_request_id: failure.requestId },
}
const cause = causeOf(failure, { providerId: 'p', model: 'a' })
const died = { cause, died_of: cause, deaths: 2 }
const rulesThen = {
  ...{ retries: 3, delayMs: 1_000, backoff: 'fixed', jitter: 'around', maxDelayMs: 60_000, ofClass: null },
  ...{ timeoutMs: 60_000, firstTokenMs: null, stallMs: 60_000, retryForMs: null },
}
const answered = { answer_ms: 40, tokens_in: 3, tokens_out: 5 }

/**
 * For tests: tasks in every state that a schema has, with all that belongs to them, written as the app of its time wrote it.
 * @returns the states by the tasks' ids
 */
export function everyState(db: Database, version: number): Map<number, TaskState['kind']> {
  const put = (table: string, values: Values) => {
    const names = Object.keys(values)
    db.prepare(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map((name) => `@${name}`).join(', ')})`).run(
      values,
    )
  }
  const states = new Map<number, TaskState['kind']>()
  const since2 = (values: Values): Values => (version >= 2 ? values : {})
  const since5 = (values: Values): Values => (version >= 5 ? values : {})
  const since9 = (values: Values): Values => (version >= 9 ? values : {})
  const hasWire = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'attempt_wire'").get() !== undefined
  const hasRaw = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'raw_answers'").get() !== undefined
  const hasLetters = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'letters'").get() !== undefined
  const since12 = (values: Values): Values => (version >= 12 ? values : {})
  const boot = since2({ boot: 1 })

  function task(state: TaskState['kind'], values: Values = {}): number {
    const id = states.size + 1
    states.set(id, state)
    put('tasks', {
      ...{ id, batch_id: 1 + (id % 2), position: id, custom_id: `own-${id}`, title: `task ${id}`, lane: 'heavy' },
      ...{ gate_id: 1 + (id % 3), state, version: 4, retries_used: 1, created_at: 5, ...values },
      ...since2({ priority: id, first_try_at: 6 }),
      ...(version >= 7 && id % 2 === 1 ? { ready_at: 7 } : {}),
      ...since5({ cost: id * 1_000_000_007 }),
      ...since12({ row: id, variant: 1 + (id % 2) }),
    })
    const revisions = values.revision === 2 ? [1, 2] : [1]
    for (const revision of revisions) {
      const request = JSON.stringify(chat(`prompt ${id}.${revision}`))
      put('payloads', {
        ...{ task_id: id, revision, request, source_file: 'a.csv', source_line: id, created_at: 5 + revision },
        ...since2({ hash: sha256(request) }),
      })
    }
    return id
  }
  function attempt(taskId: number, number: number, outcome: string | null, values: Values = {}) {
    put('attempts', {
      ...{ task_id: taskId, number, revision: 1, lane: 'heavy', model: 'm', started_at: 10 * number, outcome },
      ...{ ended_at: outcome === null || outcome === 'lost' ? null : 10 * number + 5, progress: 'done' },
      ...(version >= 2 ? boot : { boot_id: 'boot' }),
      ...since5({ provider_id: 'p', key_id: '2', cost: number * 7, first_token_ms: 3 }),
      ...values,
    })
  }

  db.transaction(() => {
    put('providers', {
      id: 'p',
      ...(version >= 5 ? { protocol: 'anthropic', preset: 'anthropic' } : { kind: 'openai-compatible' }),
      name: 'P',
      base_url: 'http://p.example',
      default_model: 'm',
      created_at: 1,
    })
    put('secrets', {
      ...(version >= 5 ? { key_id: '2', name: 'second' } : {}),
      provider_id: 'p',
      backend: 'keychain',
      sealed: Buffer.from([1, 2]),
      last4: 'abcd',
      saved_at: 2,
    })
    put('gates', { id: 1, provider_id: 'p', model: 'a' })
    put('gates', {
      ...{ id: 2, provider_id: 'p', model: 'b', state: 'closed', reason: 'auth', since: 3 },
      failure: JSON.stringify(failure),
    })
    put('gates', { id: 3, provider_id: 'p', model: 'c', state: 'half_open', since: 4, closures: 2 })
    for (const id of [1, 2])
      put('batches', {
        ...{
          id,
          name: `b${id}`,
          kind: id === 1 ? 'import' : 'compose',
          state: 'open',
          fingerprint: `f${id}`,
          created_at: 1,
        },
        ...since2({ accepted: 5, manifest: Buffer.alloc(32, id), options: '{"reuse":true}' }),
        ...since12({ columns: '["question","answer"]' }),
      })
    if (version >= 12) {
      put('templates', { id: 1, name: 'Ask', created_at: 1, changed_at: 2, archived_at: 3 })
      put('template_versions', { id: 1, template_id: 1, version: 1, body: '{"prompt":"{{question}}"}', created_at: 1 })
      const asked = { batch_id: 1, provider_id: 'p', model: 'm', parameters: '{"temperature":0}' }
      put('variants', { ...asked, variant: 1, name: 'saved', template_version: 1 })
      put('variants', { ...asked, variant: 2, name: 'not saved', body: '{"prompt":"{{answer}}"}' })
      for (const row of [1, 2])
        put('source_rows', { batch_id: 1, row, cells: `["q${row}",{"a":[${row}]}]`, file: 'a.jsonl', line: row })
    }
    if (version >= 13) {
      const file = {
        batch_id: 1,
        path: '/a.csv',
        partial: '/a.csv.partial',
        options: '{"format":"csv"}',
        created_at: 1,
      }
      put('exports', { ...file, id: 1, state: 'following', head: 'a\n', length: 9, rows: 1, upto: 2, trouble: 'full' })
      put('exports', { ...file, id: 2, state: 'done', ended_at: 2, notes: '["cut"]' })
      put('export_rows', { export_id: 1, run: 1, task_id: 2, version: 4 })
    }
    if (version > migrations.indexOf(dryRuns)) {
      const ended = { created_at: 1, waiting_at: 2, ended_at: 3 }
      put('dry_runs', { batch_id: 1, rows: 5, last_position: 10, last_task: 10, state: 'released', ...ended })
    }
    if (version > migrations.indexOf(ratings)) {
      const about = '[{"variant":1,"taskId":1,"revision":1,"hash":null}]'
      put('ratings', { id: 7, batch_id: 1, row: 1, choice: 2, note: 'better', blind: 1, rated_at: 4, about })
      put('comparisons', { batch_id: 1, upto: 1 })
      const facts = { answered: 3, failed: 0, settled: 1, differs: 1, choice: 2, stale: 0, to_rate: 0 }
      put('compared_rows', { batch_id: 1, row: 1, ...facts })
    }
    if (version > migrations.indexOf(watches)) {
      const options = '{"template":{"id":1,"version":null}}'
      const watch = { folder: '/in', options, created_at: 1, counts_from: 1 }
      put('watches', { ...watch, id: 1, state: 'on' })
      put('watches', { ...watch, id: 2, state: 'paused', paused_for: 'nothing was answered' })
      const file = { watch_id: 1, path: 'a.csv', size: 9, mtime: '1700000000000000001', at: 2 }
      const taken = { contents: 'c', batch_id: 1, queued: 2, results: '/in/a.results.csv', export_id: 1 }
      put('watch_files', { ...file, ...taken, id: 1, state: 'ended', newest: 0 })
      put('watch_files', { ...file, ...taken, id: 2, state: 'taken' })
      put('watch_files', { ...file, id: 3, path: 'b.csv', state: 'failed', reason: 'no', problem: 'bad_rows' })
      put('watch_files', { ...file, id: 4, path: 'c.csv', state: 'asked', retry: 'again' })
      put('watch_files', { ...file, id: 5, path: 'd.csv', state: 'left' })
      put('watch_outputs', { path: '/in/a.results.csv', word: 'results' })
    }
    if (version >= 2) put('boots', { id: 1, boot_id: 'boot', machine: 'm', started_at: 1, ended: 'crashed' })

    const queued = task('queued')
    task('scheduled', { run_at: 1_800_000_000_000 })
    const running = task('running', {
      ...{ attempts: 2, started_at: 20 },
      ...since2({ boot: 1, progress: 'first_byte' }),
      ...since5({ reserved: 12, way: 2 }),
    })
    attempt(running, 1, 'lost', { progress: 'sent', may_have_been_billed: 1 })
    if (version === 1) attempt(running, 2, null, { progress: 'first_byte' })
    const waits = task('backing_off', { attempts: 1, run_at: 1_700_000_000_000 })
    attempt(waits, 1, 'transient', {
      ...{ failure: JSON.stringify(failure), wait_reason: 'backoff', wait_ms: 7_000, wait_until: 1_700_000_000_000 },
    })
    const done = task('succeeded', { attempts: 2, settled_at: 25, ...answered })
    attempt(done, 1, 'rate_limited', { wait_reason: 'rate_limit', wait_ms: 4, wait_until: 20 })
    const cache = since5({ cached_in: 2, cache_write: 1 })
    attempt(done, 2, 'succeeded', { first_byte_ms: 1, tokens_in: 3, tokens_out: 5, ...cache })
    put('results', {
      ...{ task_id: done, attempt: 2, kind: 'text', text: 'yes', cut_off: 1, finish_reason: 'length', model: 'm' },
      ...{ request_id: 'r2', tokens_in: 3, tokens_out: 5, settled_at: 25 },
      ...(version >= 3 ? { hash: sha256('yes') } : {}),
      ...(hasWire ? { headers: '[[":status","200"],["request-id","r2"]]' } : {}),
      ...cache,
    })
    if (hasRaw)
      put('raw_answers', {
        ...{ upto: 40, task_id: done, number: 2, bytes: 40, status: 200, cut: 0 },
        ...{ headers: '[["request-id","r2"]]', body: '{"text":"yes"}' },
      })
    const dead = task('dead', { attempts: 1, settled_at: 15, revision: 2, ...failed, ...since9(died) })
    if (version >= 9) {
      put('causes', { cause: died.cause, n: 1, heavy: 1, again: 1 })
      put('cause_hours', { cause: died.cause, hour: 0, n: 1 })
    }
    attempt(dead, 1, 'permanent', { failure: JSON.stringify(failure), ...since5({ answer: 'half of' }) })
    if (hasLetters) {
      put('letters', { task_id: dead, label: 'legal', snoozed_until: 99, limits: '{"retries":1}' })
      put('bulk_actions', {
        id: 1,
        action: '{"kind":"requeue"}',
        selection: '{}',
        state: 'done',
        created_at: 5,
        total: 1,
        done: 1,
      })
      const before = JSON.stringify({ id: dead, was: 3, after: 4, columns: { state: 'dead' } })
      put('bulk_items', { action_id: 1, task_id: dead, version: 3, state: 'done', after: 4, before })
      put('bulk_restored', { task_id: dead, version: 4, same_as: 2, action_id: 1 })
    }
    if (hasWire)
      put('attempt_wire', {
        ...{
          task_id: dead,
          number: 1,
          status: 401,
          headers: '[["request-id","r1"]]',
          body: '{"error":"no key"}',
          cut: 0,
        },
      })
    if (version > migrations.indexOf(attemptThen)) {
      const rules = JSON.stringify(rulesThen)
      put('rules_then', { hash: sha256(rules), rules })
      put('attempt_then', {
        ...{ task_id: dead, number: 1, rules: sha256(rules), retries_used: 0 },
        gates: '[{"providerId":"p","model":"a","keyId":"1","sent":null,"ended":null,"after":{"kind":"open"}}]',
      })
    }
    task('cancelled', { settled_at: 15, ...failed })
    task('cancelled', { settled_at: 16 })
    if (version >= 2) {
      const waiting = task('waiting')
      put('dependencies', { task_id: waiting, parent_id: queued, name: 'first' })
      put('strikes', { task_id: running, at: 11 })
      put('late_answers', {
        task_id: dead,
        attempt: 1,
        at: 30,
        outcome: 'succeeded',
        text: 'late',
        model: 'm',
        tokens_out: 9,
        ...since5({ cost: 11 }),
      })
      put('answers', { hash: sha256(JSON.stringify(chat(`prompt ${done}.1`))), gate_id: 3, task_id: done })
      db.exec(`INSERT INTO task_counts (batch_id, lane, gate_id, state, n)
        SELECT batch_id, lane, gate_id, state, count(*) FROM tasks GROUP BY batch_id, lane, gate_id, state`)
      db.exec("INSERT INTO events (at, kind, ids) VALUES (1, 'tasks', '[1]')")
    } else db.exec("INSERT INTO events (at, kind, task_id) VALUES (1, 'task', 1)")
    if (version >= 3)
      put('purged_tasks', {
        ...{ batch_id: 2, position: 90, input: Buffer.alloc(32, 1), revision: 1, state: 'succeeded', attempts: 1 },
        ...{ result: Buffer.alloc(32, 2), tokens_in: 1, tokens_out: 2, settled_at: 9, purged_at: 10 },
      })
    if (version >= 5)
      put('spend', {
        ...{ day: '2026-01-05', batch_id: 1, provider_id: 'p', model: 'm', calls: 4, tokens_in: 9, cached_in: 2 },
        ...{
          tokens_out: 5,
          cost: 28,
          saved: -1,
          ...(version >= 6 ? { saved_by_half_price: 2 } : {}),
          unanswered: 1,
          unanswered_cost: 12,
          unpriced: 1,
        },
      })
    if (version >= 6)
      put('model_told', {
        provider_id: 'p',
        model: 'a',
        told: '{"contextWindow":8192,"maxOutput":null,"by":"told","at":1}',
      })
    if (version >= 7) {
      const row = { width: 60_000, start: 60_000, lane: 'fast', provider_id: 'p', model: 'm' }
      for (const batch_id of [0, 1]) {
        const sums = { succeeded: 300, rate_limited: 2, dead: 1, tokens_in: 9, tokens_out: 5, cost: 9_000_000_000 }
        put('insights', { batch_id, ...row, ...sums, waits: Buffer.alloc(0), answers: Buffer.from([80, 0xac, 2]) })
        put('insight_errors', { batch_id, ...row, code: 'rate_limited', status: 429, tries: 2, dead: 1 })
      }
    }
    if (version >= 4) {
      put('schedules', {
        ...{ id: 1, name: 's', cron: '0 9 * * *', time_zone: 'UTC', template: '{}', lane: 'auto', priority: 0 },
        ...{ options: '{}', missed: 'once', overlap: 'skip', state: 'paused', created_at: 1, handled_to: 1 },
      })
      put('schedule_firings', { schedule_id: 1, due_at: 1, fired_at: 2, batch_id: 1 })
    }
  })()
  return states
}

/** All that is in the file, table by table. */
export function rowsOf(db: Database): Map<string, Content> {
  const tables = db
    .prepare<[], { name: string }>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )
    .all()
  return new Map(
    tables.map(({ name }) => [
      name,
      {
        columns: (db.pragma(`table_info("${name}")`) as { name: string }[]).map((column) => column.name),
        rows: db.prepare<[], Record<string, unknown>>(`SELECT * FROM "${name}"`).all(),
      },
    ]),
  )
}
