import { type LaneName, laneNames } from '#shared/lane'
import type { BatchId, GateId, TaskId } from '#shared/task'
import type { Row, Snapshot } from './model-snapshot'
import type { Broken, Facts } from './model-watch'

type Claimed = {
  readonly from: Snapshot
  readonly to: Snapshot
  readonly claimed: readonly Row[]
  readonly facts: Facts
  readonly probes: Map<GateId, { readonly id: TaskId; readonly attempt: number }>
  /** Tasks claimed while their batch shared calls. */
  readonly shared: Set<string>
  readonly turns: Turns
}
/** How often one batch was served since another one of the same priority, which could have been, was: `lane waiting served`. */
export type Turns = { readonly passed: Map<string, number>; readonly changed: Set<BatchId> }

const goesBefore = (a: Row, b: Row) => a.priority > b.priority || (a.priority === b.priority && a.id < b.id)
const standsStill = (
  { batches, gates, pausedAll, pausedLanes, pausedProviders }: Snapshot,
  row: Row,
): string | null => {
  if (pausedAll) return 'all'
  if (pausedLanes.has(row.lane)) return `lane ${row.lane}`
  if (batches.get(row.batchId)?.paused) return `batch ${row.batchId}`
  const provider = gates.get(row.gateId)?.providerId ?? ''
  return pausedProviders.has(provider) ? `provider ${provider}` : null
}

/** Those that share a call with one that runs stand aside for it. */
export function standsAside(row: Row, { tasks, batches }: Snapshot, facts: Facts): boolean {
  if (!batches.get(row.batchId)?.options.reuse) return false
  const own = facts.asks(row.id)
  return [...tasks.values()].some((other) => {
    if (other.state !== 'running' || other.gateId !== row.gateId) return false
    if (batches.get(other.batchId)?.options.reuse !== true) return false
    const theirs = facts.asks(other.id) // that ran in the snapshot, and may be purged by now
    return theirs === undefined || theirs === own
  })
}

/** What a commit claimed must have been allowed to start, and nothing that stood before it may have been passed over. */
export function checkClaims({ from, to, claimed, facts, probes, shared, turns }: Claimed, broken: Broken) {
  const say = ({ id }: Row, rule: string) => broken(`task ${id} was claimed although ${rule}`)
  for (const row of claimed) {
    if (facts.asleep()) say(row, 'the machine is about to sleep')
    const still = standsStill(from, row)
    if (still !== null && still === standsStill(to, row)) say(row, `${still} is paused`)
    gateOf(row)
  }
  // The commit that crosses the last one off the list may claim others, if that one has ended.
  const last = to.suspects.length === 0 && from.suspects.every((id) => to.tasks.get(id)?.state !== 'running')
  if (from.suspects.length > 0 && !last) return alone()
  for (const lane of laneNames) {
    const left = couldStart(lane)
    order(lane, left)
    takeTurns(lane, left)
  }
  sharing()

  function gateOf(row: Row) {
    const [was, is] = [from.gates.get(row.gateId)?.state, to.gates.get(row.gateId)?.state]
    if (is === 'open' || is === undefined) return
    if (was === 'closed' && is === 'closed') return say(row, 'its gate is closed')
    if (is !== 'half_open') return say(row, `its gate went from ${was} to ${is}`)
    const probe = probes.get(row.gateId)
    if (probe) return say(row, `task ${probe.id} probes its gate`)
    probes.set(row.gateId, { id: row.id, attempt: row.attempts })
  }

  /** After a crash. */
  function alone() {
    const running = [...to.tasks.values()].filter(({ state }) => state === 'running')
    if (running.length > 1) broken(`suspects run together: ${running.map(({ id }) => id).join(', ')}`)
    for (const row of claimed) if (!from.suspects.includes(row.id)) say(row, 'suspects come first')
  }

  /** Those that could have been claimed as well, and that the commit did not touch. */
  function couldStart(lane: LaneName): Row[] {
    return [...to.tasks.values()].filter((row) => {
      const was = from.tasks.get(row.id)
      if (row.state !== 'queued' || row.lane !== lane || was?.version !== row.version) return false
      if (standsStill(from, row) !== null || standsStill(to, row) !== null) return false
      return !standsAside(row, to, facts) && !standsAside(row, from, facts)
    })
  }

  function opens(id: GateId): boolean {
    return [from, to].every(({ gates }) => gates.get(id)?.state === 'open')
  }

  /** None of those that could have may stand before one that was claimed. */
  function order(lane: LaneName, left: readonly Row[]) {
    for (const row of claimed) {
      if (row.lane !== lane) continue
      for (const other of left) {
        const sameGate = other.gateId === row.gateId
        if (!sameGate && (!(opens(other.gateId) && opens(row.gateId)) || facts.paced(other.gateId))) continue
        if (sameGate && to.gates.get(row.gateId)?.state === 'half_open') continue // one of the other lane may probe
        if (other.batchId === row.batchId) {
          if (goesBefore(other, row)) say(row, `${other.id} stands before it`)
        } else if (batchGoesFirst(other.batchId, row.batchId))
          say(row, `${other.id} is of a batch with a higher priority`)
      }
    }
  }

  /** Batches of one priority take turns. One whose tasks a person changed may lose a turn to what it no longer has. */
  function takeTurns(lane: LaneName, left: readonly Row[]) {
    const served = new Map<BatchId, number>()
    for (const row of claimed) if (row.lane === lane) served.set(row.batchId, (served.get(row.batchId) ?? 0) + 1)
    const waiting = new Set(
      left.filter(({ gateId }) => opens(gateId) && !facts.paced(gateId)).map(({ batchId }) => batchId),
    )
    for (const key of turns.passed.keys()) {
      const [where, batchId] = key.split(' ')
      const id = Number(batchId) as BatchId
      if (where === lane && (served.has(id) || !waiting.has(id))) turns.passed.delete(key)
    }
    for (const batchId of waiting) {
      const mine = served.get(batchId) ?? 0
      for (const [other, times] of served) {
        const key = `${lane} ${batchId} ${other}`
        const equal = !batchGoesFirst(other, batchId) && !batchGoesFirst(batchId, other)
        // One that shares calls may spend its turn on a task that stands aside.
        if (other === batchId || !equal || turns.changed.has(batchId) || to.batches.get(batchId)?.options.reuse)
          continue
        const passed = Math.max(0, (turns.passed.get(key) ?? 0) + times - mine)
        turns.passed.set(key, passed)
        if (passed > 2) broken(`batch ${other} was served ${passed} times while ${batchId} waited`)
      }
    }
  }

  function batchGoesFirst(a: BatchId, b: BatchId): boolean {
    return [from, to].every(({ batches }) => (batches.get(a)?.priority ?? 0) > (batches.get(b)?.priority ?? 0))
  }

  function sharing() {
    const key = ({ id, attempts }: Row) => `${id}/${attempts}`
    for (const row of claimed) {
      const sharesBefore = from.batches.get(row.batchId)?.options.reuse
      if (sharesBefore && to.batches.get(row.batchId)?.options.reuse) shared.add(key(row))
    }
    const running = [...to.tasks.values()].filter((row) => row.state === 'running' && shared.has(key(row)))
    for (const a of running)
      for (const b of running)
        if (a.id < b.id && a.gateId === b.gateId && facts.asks(a.id) === facts.asks(b.id))
          broken(`tasks ${a.id} and ${b.id} ask the same at once`)
  }
}
