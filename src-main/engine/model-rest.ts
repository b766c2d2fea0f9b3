import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { type LaneName, laneNames } from '#shared/lane'
import type { BatchId, GateId, TaskId } from '#shared/task'
import { standsAside } from './model-claims'
import type { Store } from './model-disk'
import type { Snapshot } from './model-snapshot'
import type { Broken } from './model-watch'
import type { World } from './model-world'

const COUNTS = `SELECT batch_id AS b, lane, gate_id AS g, state, n FROM task_counts WHERE n > 0 ORDER BY 1, 2, 3, 4`
const COUNTED = `SELECT batch_id AS b, lane, gate_id AS g, state, count(*) AS n FROM tasks GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`
const BATCHES = `SELECT b.id, b.accepted, b.purged, b.manifest, (SELECT count(*) FROM tasks t WHERE t.batch_id = b.id) AS left FROM batches b`
const INPUTS = `SELECT t.position, p.hash FROM tasks t JOIN payloads p ON p.task_id = t.id AND p.revision = 1 WHERE t.batch_id = @id
  UNION ALL SELECT position, input FROM purged_tasks WHERE batch_id = @id ORDER BY 1`
const RESULTS = `SELECT count(*) AS n FROM tasks t LEFT JOIN results r ON r.task_id = t.id WHERE (t.state = 'succeeded') <> (r.task_id IS NOT NULL)`
const ATTEMPTS = `SELECT t.id FROM tasks t WHERE (SELECT count(*) FROM attempts a WHERE a.task_id = t.id) <> t.attempts - (t.state = 'running')
  OR coalesce((SELECT max(number) FROM attempts a WHERE a.task_id = t.id), 0) <> t.attempts - (t.state = 'running')`
const STRIKES = 'SELECT task_id AS id, count(*) AS n FROM strikes GROUP BY 1'

const statements = new WeakMap<Store, Map<string, ReturnType<Store['db']['prepare']>>>()
function prepared(store: Store, sql: string) {
  const known = statements.get(store) ?? new Map()
  statements.set(store, known)
  const statement = known.get(sql) ?? store.db.prepare(sql)
  known.set(sql, statement)
  return statement
}

/** What must hold whenever nothing is on its way. */
export function checkAtRest(world: World, broken: Broken) {
  const { life, facts, clock, flags, watch, provider } = world
  const { store, engine } = life
  const now = watch.last()
  if (!now) return
  const all = <T>(sql: string, ...params: unknown[]) => prepared(store, sql).all(...params) as T[]

  books()
  history()
  graph()
  memory()
  if (flags.full || engine.storage().kind !== 'ok') return
  if (world.pendingActs().length > 0) broken(`never answered: ${world.pendingActs().join(', ')}`)
  answered()
  kept(now)
  due()
  busy(now)

  function books() {
    const [kept, counted] = [all(COUNTS), all(COUNTED)]
    if (JSON.stringify(kept) !== JSON.stringify(counted))
      broken(`the counters say ${JSON.stringify(kept)}, the rows ${JSON.stringify(counted)}`)
    for (const batch of all<{ id: number; accepted: number; purged: number; left: number; manifest: Buffer }>(
      BATCHES,
    )) {
      if (batch.accepted !== batch.left + batch.purged)
        broken(`batch ${batch.id} accepted ${batch.accepted}, has ${batch.left}, and ${batch.purged} are purged`)
      let chained: Buffer = Buffer.alloc(32)
      for (const { hash } of all<{ hash: Buffer }>(INPUTS, { id: batch.id }))
        chained = createHash('sha256').update(chained).update(hash).digest()
      if (!chained.equals(batch.manifest)) broken(`the manifest of batch ${batch.id} is not that of its inputs`)
    }
    const purged = all<{ n: number }>('SELECT count(*) AS n FROM purged_tasks')[0]?.n ?? 0
    const missing = [...world.asked.keys()].filter((id) => !now?.tasks.has(id))
    if (missing.length > purged) broken(`tasks that were acknowledged are lost: ${missing.join(', ')}`)
  }

  function history() {
    if (all<{ n: number }>(RESULTS)[0]?.n !== 0)
      broken('a task that did not succeed has a result, or one that did has none')
    for (const { id } of all<{ id: number }>(ATTEMPTS))
      broken(`the attempts of task ${id} are not numbered without gaps`)
    for (const { id, attempt } of all<{ id: TaskId; attempt: number }>(
      'SELECT task_id AS id, attempt FROM late_answers',
    ))
      if (!facts.call(id, attempt)?.signal.aborted)
        broken(`the answer to attempt ${attempt} of task ${id} was in time, and counts as late`)
    for (const { id, n } of all<{ id: number; n: number }>(STRIKES)) {
      const known = new Set([...world.strikes].find(([task]) => task === id)?.[1]).size // two in one millisecond are one row
      if (known !== n) broken(`task ${id} has ${n} strikes, and was alone at ${known} crashes`)
    }
    for (const [id, row] of now?.tasks ?? [])
      if (row.failureCode === 'poison' && row.state === 'dead' && (world.strikes.get(id)?.length ?? 0) < 3)
        broken(`task ${id} is no poison`)
  }

  /** Blocked exactly while something that it needs has failed; waiting exactly while nothing has and something has not ended. */
  function graph() {
    for (const [id, row] of now?.tasks ?? []) {
      const parents = facts.parents(id).map((parent) => now?.tasks.get(parent)?.state)
      const bad = parents.some((state) => state === 'dead' || state === 'cancelled')
      const ready = parents.every((state) => state === 'succeeded' || state === undefined)
      const blocked = row.state === 'dead' && row.failureCode === 'blocked'
      const what = `task ${id} is ${blocked ? 'blocked' : row.state}, and what it needs is ${parents.join(', ') || 'nothing'}`
      if (blocked && !bad) broken(what)
      if (row.state === 'waiting' && (bad || ready)) broken(what)
      if (!ready && ['queued', 'running', 'scheduled', 'backing_off', 'succeeded'].includes(row.state)) broken(what)
    }
  }

  /** What the engine holds in memory is what is on disk. */
  function memory() {
    if (engine.storage().kind !== 'ok') return
    for (const gate of engine.gates()) {
      const stored = store.gate(gate.id)
      // What was learned of its limits is written some time later.
      if (!isDeepStrictEqual({ ...stored, limits: gate.limits }, gate))
        broken(`gate ${gate.id} is ${JSON.stringify(gate)} in memory and ${JSON.stringify(stored)} on disk`)
    }
    if (engine.suspects() !== now?.suspects.length) broken('the suspects in memory are not those on disk')
  }

  /** Every answer that came while the process lived is on disk. */
  function answered() {
    const rows = new Set(
      all<{ key: string }>(`SELECT task_id || '/' || number AS key FROM attempts
        UNION SELECT task_id || '/' || attempt FROM late_answers`).map(({ key }) => key),
    )
    for (const { id, attempt, outcome, givenUp } of provider.calls) {
      if (outcome === null || givenUp || !now?.tasks.has(id)) continue
      if (!rows.has(`${id}/${attempt}`)) broken(`the answer to attempt ${attempt} of task ${id} was lost`)
    }
    for (const { id, attempt, givenUp } of provider.calls) {
      const row = now?.tasks.get(id)
      if (givenUp && row?.state === 'running' && row.attempts === attempt)
        broken(`task ${id} still waits for a call that was given up`)
    }
  }

  /** What a person set stays set. */
  function kept({ pausedAll, pausedLanes, pausedProviders, batches, policies }: Snapshot) {
    const is = (name: string): unknown => {
      const [what = '', which = '', id = ''] = name.split(' ')
      if (what === 'policy') return `${policies[which as LaneName].concurrency} ${policies[which as LaneName].retries}`
      if (which === 'all') return pausedAll
      if (which === 'batch') return batches.get(Number(id) as BatchId)?.paused
      return pausedLanes.has(which as LaneName) || pausedProviders.has(which)
    }
    for (const [name, value] of world.settings)
      if (is(name) !== value) broken(`${name} was set to ${value}, and is ${is(name)}`)
  }

  /** Nothing is due and still waits. A clock that was just set forward is noticed within a minute. */
  function due() {
    const timers = clock.pending().filter((at) => at - clock.now() <= 60_000)
    if (timers.length === 0) broken('nothing would wake it within a minute')
    if (flags.jumped) return
    const late = [...(now?.tasks.values() ?? [])].find(({ runAt }) => runAt !== null && runAt <= clock.now())
    if (late) broken(`task ${late.id} is due, and ${late.state}`)
    const gate = engine
      .gates()
      .find(({ state }) => state.kind === 'closed' && state.until !== null && state.until <= clock.now())
    if (gate) broken(`gate ${gate.id} should have opened`)
  }

  /** A free slot, and a task that could take it: then something was forgotten. */
  /** The pace names its moment, or a call is out whose end it waits for. */
  function isHeldByPace(gateId: GateId): boolean {
    const ms = engine.waitMs(gateId)
    const awaited = [...(now?.tasks.values() ?? [])].some((row) => row.state === 'running' && row.gateId === gateId)
    if (ms === Number.POSITIVE_INFINITY && !awaited)
      broken(`gate ${gateId} is held by its pace, and nothing is awaited`)
    return ms > 0
  }

  function busy(at: Snapshot) {
    const { pausedAll, pausedLanes, pausedProviders, batches, gates, tasks, suspects } = at
    if (pausedAll || flags.drowsy) return // asleep until it is woken, or the next timer of the scheduler fires
    const inFlight = provider.inFlight()
    if (suspects.length > 0 && inFlight.length > 0) return
    for (const lane of laneNames) {
      if (pausedLanes.has(lane)) continue
      if (inFlight.filter((call) => call.lane === lane).length >= engine.lane(lane).policy.concurrency) continue
      const idle = [...tasks.values()].find((row) => {
        if (row.state !== 'queued' || row.lane !== lane || batches.get(row.batchId)?.paused) return false
        const gate = gates.get(row.gateId)
        if (!gate || gate.state === 'closed' || pausedProviders.has(gate.providerId)) return false
        if (gate.state === 'half_open' && watch.probes.has(row.gateId)) return false
        if (isHeldByPace(row.gateId)) return false
        return !standsAside(row, at, facts)
      })
      if (idle) broken(`a slot of ${lane} is free, and task ${idle.id} is queued`)
    }
  }
}
