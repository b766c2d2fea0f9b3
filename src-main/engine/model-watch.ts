import type { GateId, StateKind, TaskId } from '#shared/task'
import { checkClaims, type Turns } from './model-claims'
import type { Call } from './model-provider'
import type { EndedRow, Row, Snapshot, Snapshots } from './model-snapshot'

/** What the test did, which decides what may have happened. */
export type Facts = {
  readonly now: () => number
  readonly call: (id: TaskId, attempt: number) => Call | undefined
  /** A command of a person for that task is on its way. */
  readonly touched: (id: TaskId) => boolean
  /** Somebody asked for that attempt to be cancelled, or for one before it that ended just then. */
  readonly cancelled: (id: TaskId, attempt: number) => boolean
  readonly asleep: () => boolean
  /** The process is stopping, or has just started: what ran is lost. */
  readonly losing: () => boolean
  readonly purging: () => boolean
  /** Writes may have failed: the mark that a call goes out, among them. */
  readonly diskFull: () => boolean
  /** Whether the pace of that gate, or a probe that is out, holds back whatever stands there. */
  readonly paced: (id: GateId) => boolean
  readonly parents: (id: TaskId) => readonly TaskId[]
  /** The fewest and the most retries that any policy ever gave. */
  readonly retries: () => { readonly fewest: number; readonly most: number }
  /** What the task's call would ask: its prompt with the results of its parents. */
  readonly asks: (id: TaskId) => string | undefined // undefined: purged
}
export type Broken = (rule: string) => void

const failed = (state: StateKind | undefined) => state === 'dead' || state === 'cancelled'
const over = (state: StateKind) => state === 'succeeded' || failed(state)

/** Looks at every commit: each change to a task must be one that the rules allow and that something in the test accounts for. */
export function createWatch(facts: Facts, broken: Broken) {
  /** The task that probes a half-open gate. */
  const probes = new Map<GateId, { readonly id: TaskId; readonly attempt: number }>()
  const shared = new Set<string>()
  const turns: Turns = { passed: new Map(), changed: new Set() }
  let before: Snapshot | null = null

  function look(read: Snapshots, named: (seq: number) => ReadonlySet<TaskId> | 'all') {
    const after = read.take()
    if (before) compare(before, after, read, named)
    before = after
  }

  function compare(from: Snapshot, to: Snapshot, read: Snapshots, named: (seq: number) => ReadonlySet<TaskId> | 'all') {
    const news = named(from.lastEvent)
    const claimed: Row[] = []
    for (const [id, row] of to.tasks) {
      const was = from.tasks.get(id)
      if (was && was.version === row.version) {
        // The mark that a call went out, and that its first byte came, are no news.
        if (JSON.stringify({ ...row, progress: null }) !== JSON.stringify({ ...was, progress: null }))
          broken(`task ${id} changed without a new version`)
        continue
      }
      if (news !== 'all' && !news.has(id)) broken(`task ${id} changed and no event names it`)
      const ended = read.endedAfter(id, was ? was.attempts - (was.state === 'running' ? 1 : 0) : 0)
      if (row.attempts > (was?.attempts ?? 0)) claimed.push(row)
      if (facts.touched(id)) turns.changed.add(row.batchId)
      change(was, row, ended, from, to, read)
    }
    for (const [id, was] of from.tasks) {
      if (to.tasks.has(id)) continue
      // It may have succeeded in the same commit: by its own answer, or by that of an identical one.
      const answered = facts.call(id, was.attempts)?.outcome?.kind === 'succeeded'
      const reused = was.state === 'queued' && to.batches.get(was.batchId)?.options.reuse === true
      const done = was.state === 'succeeded' || answered || reused
      if (!facts.purging() || !done || !read.isPurged(was)) broken(`task ${id} vanished (${was.state})`)
    }
    for (const [gateId, probe] of probes) {
      const row = to.tasks.get(probe.id)
      // One that was let in may run on while its gate closes again for the failures of others.
      const isOver = to.gates.get(gateId)?.state !== 'half_open'
      if (isOver || row?.state !== 'running' || row.attempts !== probe.attempt) probes.delete(gateId)
    }
    if (claimed.length > 0) checkClaims({ from, to, claimed, facts, probes, shared, turns }, broken)
  }

  function change(
    was: Row | undefined,
    row: Row,
    ended: readonly EndedRow[],
    from: Snapshot,
    to: Snapshot,
    read: Snapshots,
  ) {
    const { id } = row
    const say = (rule: string) => broken(`task ${id}: ${rule} (${was?.state ?? 'new'} → ${row.state})`)
    if (row.attempts > (was?.attempts ?? 0) + 1) say('claimed twice in one commit')
    if (row.attempts < (was?.attempts ?? 0)) say('its attempts were taken back')
    if (was?.state === 'succeeded') {
      const blanked = facts.purging() && row.state === 'succeeded'
      if (!blanked) say('changed after it had succeeded')
      return
    }
    for (const end of ended) attempt(end, row, row.version === (was?.version ?? 0) + 1, say)
    retriesOf(was, row, ended, to, say)
    if (row.state === 'succeeded') result(row, ended, from, to, read, say)
    if (was) step(was, row, ended, to, say)
  }

  /** An attempt that ended: its outcome must be what the provider answered, or what somebody did. */
  function attempt({ id, number, outcome }: EndedRow, row: Row, alone: boolean, say: Broken) {
    const call = facts.call(id, number)
    const answered = call?.outcome?.kind
    const right = (() => {
      switch (outcome) {
        case 'succeeded':
        case 'rate_limited':
        case 'blocked':
          return answered === outcome
        case 'permanent': // or there was nothing to ask
          return answered === outcome || (call === undefined && facts.asks(id) === '')
        case 'transient':
        case 'held': // the same, but its gate was closed for an outage
          return answered === 'transient' || (call?.signal.aborted === true && call.signal.reason === 'timeout')
        case 'cancelled':
          return facts.cancelled(id, number)
        case 'lost':
          return facts.losing() || facts.diskFull() || call?.signal.reason === 'asleep'
        default:
          return false
      }
    })()
    if (!right) say(`attempt ${number} ended as ${outcome}, but the provider answered ${answered}`)
    if (row.attempts !== number || !alone) return // the commit moved it further, as when its backoff was over at once
    const expected: Readonly<Record<string, readonly StateKind[]>> = {
      succeeded: ['succeeded'],
      permanent: ['dead'],
      transient: ['backing_off', 'dead'],
      cancelled: ['cancelled'],
      lost: ['queued', 'dead'],
    }
    // What goes back in line may be answered by an identical one in the same commit.
    if (!(expected[outcome] ?? ['queued', 'succeeded']).includes(row.state)) say(`moved on wrongly after ${outcome}`)
    if (outcome === 'lost' && row.state === 'dead' && row.failureCode !== 'poison') say('dead of being lost')
  }

  /** Only a transient failure spends a retry. */
  function retriesOf(was: Row | undefined, row: Row, ended: readonly EndedRow[], to: Snapshot, say: Broken) {
    const { fewest, most } = facts.retries()
    if (row.retriesUsed > most) say(`${row.retriesUsed} retries were spent of ${most}`)
    const spent = ended.filter(({ outcome, reason }) => outcome === 'transient' && reason === 'backoff').length
    const expected = (was?.retriesUsed ?? 0) + spent
    // An outage that was found out gives back the one that its last failure spent.
    const refundable = row.state === 'backing_off' && to.gates.get(row.gateId)?.state === 'closed'
    const right = row.retriesUsed === expected || (refundable && row.retriesUsed === expected - 1)
    if (!facts.touched(row.id) && !right)
      say(`retries went from ${was?.retriesUsed} to ${row.retriesUsed}, and ${spent} attempts spent one`)
    const last = ended.at(-1)
    if (
      row.state === 'dead' &&
      last?.number === row.attempts &&
      last.outcome === 'transient' &&
      row.retriesUsed < fewest
    )
      say(`dead with ${row.retriesUsed} retries used, and every policy gives ${fewest}`)
  }

  function result(row: Row, ended: readonly EndedRow[], from: Snapshot, to: Snapshot, read: Snapshots, say: Broken) {
    const { text, purged } = read.result(row.id) ?? { text: undefined, purged: null }
    if (purged !== null && facts.purging()) return // in the same commit
    if (row.cached === 0) {
      const call = facts.call(row.id, ended.at(-1)?.number ?? 0)
      if (call?.outcome?.kind !== 'succeeded' || call.outcome.result.text !== text)
        say(`its result is not the answer to it: ${text}`)
      return
    }
    const asked = facts.asks(row.id)
    const twin = [...from.tasks.values(), ...to.tasks.values()].some((other) => {
      if (other.id === row.id || other.gateId !== row.gateId) return false
      if (!to.tasks.has(other.id)) return facts.purging() && read.isPurged(other) // in the same commit, after it had lent its answer
      if (facts.purging() && other.state === 'succeeded' && read.result(other.id)?.purged != null) return true // its text, likewise
      return other.state === 'succeeded' && facts.asks(other.id) === asked && read.result(other.id)?.text === text
    })
    if (!twin) say(`took an answer that no identical task has: ${text}`)
    if (!to.batches.get(row.batchId)?.options.reuse && !from.batches.get(row.batchId)?.options.reuse)
      say('reused without leave')
  }

  function step(was: Row, row: Row, ended: readonly EndedRow[], to: Snapshot, say: Broken) {
    const now = facts.now()
    const touched = facts.touched(row.id)
    const parents = facts.parents(row.id).map((parent) => to.tasks.get(parent)?.state)
    // A parent that is gone was purged, and so had succeeded.
    const ready = parents.every((state) => state === 'succeeded' || state === undefined)
    if ((row.state === 'queued' || row.state === 'running' || row.state === 'scheduled') && !ready)
      say(`goes on before what it needs: ${parents.join(', ')}`)
    switch (was.state) {
      case 'waiting':
        if (row.state === 'dead' && !parents.some(failed)) say('blocked by nobody')
        if (!touched && (row.state === 'scheduled' || row.state === 'cancelled')) say('moved by nobody')
        return
      case 'scheduled':
      case 'backing_off':
        if (touched) return
        if (row.state === was.state) {
          // After the clock was set back: it never waits longer than it was to wait.
          const latest = Math.min(was.runAt ?? 0, now + (row.waitMs ?? Number.NaN))
          if (row.runAt === null || !(row.runAt <= latest)) say('waits longer')
        } else if ((was.runAt ?? 0) > now) say(`goes on ${(was.runAt ?? 0) - now} ms too early`)
        return
      case 'queued':
        // A claim that finds nothing to ask ends its own attempt.
        if (row.state === 'dead' && ended.length === 0 && triedTooLate(row, to)) return
        if (!touched && ended.length === 0 && !['queued', 'running', 'succeeded'].includes(row.state))
          say('moved by nobody')
        return
      case 'running':
        if (ended[0]?.number !== was.attempts) say('left running without an ended attempt')
        return
      case 'dead':
      case 'cancelled':
        if (touched) return
        if (was.failureCode !== 'blocked' || row.state === 'cancelled') say('woke up by itself')
        else if (row.state === 'dead' && row.failureCode === 'blocked') {
          if (!parents.some(failed)) say('blocked by nobody') // freed, and blocked by another, in one commit
        } else if (parents.some(failed)) say('freed although its parents failed')
        return
    }
  }

  /** Whether a retry of it may no longer start. */
  function triedTooLate({ lane, retriesUsed, firstTryAt }: Row, { policies }: Snapshot): boolean {
    const { retryForMs } = policies[lane]
    return retriesUsed > 0 && retryForMs !== null && facts.now() > (firstTryAt ?? Number.POSITIVE_INFINITY) + retryForMs
  }

  return {
    look,
    /** After a crash or a restart: what is on disk must be what was last seen there. */
    resume(read: Snapshots) {
      const after = read.take()
      const old = before
      if (old && JSON.stringify(rowsOf(old)) !== JSON.stringify(rowsOf(after)))
        broken('a restart changed what was on disk')
      before = after
      probes.clear()
      shared.clear()
      turns.passed.clear()
    },
    last: () => before,
    probes,
    isOver: over,
  }
}
export type Watch = ReturnType<typeof createWatch>

// Progress is written without news.
const rowsOf = ({ tasks }: Snapshot) => [...tasks.values()].map((row) => ({ ...row, progress: null }))
