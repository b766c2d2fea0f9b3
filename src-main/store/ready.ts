import type { LaneName } from '#shared/lane'
import type { BatchId, GateId, TaskId } from '#shared/task'
import type { Place } from '#shared/work'
import type { Queued } from './changes'
import type { Database } from './database'
import type { Boundary } from './dry-runs'

/** A task's place in its line: higher priority first, then the older. */
type Key = { readonly priority: number; readonly id: TaskId }
/** The first queued tasks of one lane, batch and gate. Every queued task up to `horizon` is in `keys`; `complete` says that none is beyond. */
type Line = { readonly place: Place; keys: Key[]; head: number; horizon: Key | null; complete: boolean }

export type Taking = {
  readonly lane: LaneName
  readonly limit: number
  /** Asked once for each task that would be picked; false for a gate that lets nothing more through. */
  readonly admit: (gateId: GateId) => boolean
  /** Null for a batch that stands still. */
  readonly priorityOf: (batchId: BatchId) => number | null
  /** Lines of which nothing may go now. */
  readonly skip?: (line: Place) => boolean
  readonly only?: BatchId | undefined
}

/** Ids that a line reads ahead: memory does not grow with what is queued. */
const defaultReadAhead = 1_024
const before = (a: Key, b: Key) => a.priority > b.priority || (a.priority === b.priority && a.id < b.id)

const LINES = `SELECT c.lane, c.batch_id AS batchId, c.gate_id AS gateId FROM task_counts c JOIN batches b ON b.id = c.batch_id
  WHERE c.state = 'queued' AND c.n > 0 AND b.state = 'open'`
const IN_LINE = `SELECT id, priority FROM tasks INDEXED BY tasks_claim
  WHERE state = 'queued' AND lane = @lane AND batch_id = @batchId AND gate_id = @gateId`
const SAME = `${IN_LINE} AND priority = @priority AND id > @id ORDER BY id LIMIT @limit`
const LOWER = `${IN_LINE} AND priority < @priority ORDER BY priority DESC, id LIMIT @limit`
// What a dry run lets go is few tasks, found by their positions: the index of lines would be walked to the end of a batch of a million.
export const HELD = `SELECT id, priority FROM tasks WHERE batch_id = @batchId AND position <= @lastPosition
  AND +state = 'queued' AND +lane = @lane AND +gate_id = @gateId AND (priority < @priority OR (priority = @priority AND id > @id))
  ORDER BY priority DESC, id`

/**
 * What each lane runs next: a short list of ids in memory in front of the store. Batches take turns, so that three prompts never wait behind a
 * hundred thousand, and those of higher priority come first. It is a cache: the claim itself is a guarded update, and after a failed
 * transaction it is read anew.
 */
export function readyLists(
  db: Database,
  readAhead = defaultReadAhead,
  /** Up to where tasks of a batch may stand in line; null: all of them. */
  boundary: (batchId: BatchId) => Boundary | null = () => null,
) {
  const lines = db.prepare<[], Place>(LINES)
  const same = db.prepare<Place & Key & { limit: number }, Key>(SAME)
  const lower = db.prepare<Place & Key & { limit: number }, Key>(LOWER)
  const held = db.prepare<Place & Key & { lastPosition: number }, Key>(HELD)
  const byLane: Record<LaneName, Map<BatchId, Map<GateId, Line>>> = { fast: new Map(), heavy: new Map() }
  /** Whose turn it was last, by the batches' priority: those of another one must not move the turns of these. */
  const lastBatch: Record<LaneName, Map<number, number>> = { fast: new Map(), heavy: new Map() }

  function lineOf({ lane, batchId, gateId }: Place): Line {
    const batch = byLane[lane].get(batchId) ?? new Map<GateId, Line>()
    byLane[lane].set(batchId, batch)
    const known = batch.get(gateId)
    if (known) return known
    const line: Line = { place: { lane, batchId, gateId }, keys: [], head: 0, horizon: null, complete: false }
    batch.set(gateId, line)
    return line
  }

  function refill(line: Line) {
    const { lane, batchId, gateId } = line.place
    const from = line.horizon ?? { priority: Number.MAX_SAFE_INTEGER, id: 0 as TaskId }
    const upTo = boundary(batchId)
    if (upTo) {
      line.keys = held.all({ lane, batchId, gateId, ...from, lastPosition: upTo.lastPosition })
      line.head = 0
      line.complete = true
      line.horizon = line.keys.at(-1) ?? line.horizon
      return
    }
    const asked = { lane, batchId, gateId, ...from, limit: readAhead }
    const found = line.horizon ? same.all(asked) : []
    if (found.length < readAhead) found.push(...lower.all({ ...asked, limit: readAhead - found.length }))
    line.keys = found
    line.head = 0
    line.complete = found.length < readAhead
    line.horizon = found.at(-1) ?? line.horizon
  }

  /** The line's next, still in it; undefined when it is empty. */
  function peek(line: Line): Key | undefined {
    if (line.head === line.keys.length && !line.complete) refill(line)
    return line.keys[line.head]
  }

  function insert(line: Line, key: Key) {
    const waiting = line.keys.length - line.head
    if (line.horizon === null || before(line.horizon, key)) {
      if (!line.complete) return // the refill finds it
      if (waiting >= readAhead) line.complete = false
      else {
        line.keys.push(key)
        line.horizon = key
      }
      return
    }
    let low = line.head
    let high = line.keys.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (before(line.keys[middle] as Key, key)) low = middle + 1
      else high = middle
    }
    line.keys.splice(low, 0, key)
    if (waiting >= 4 * readAhead) shorten(line)
  }

  /** Many came back before the horizon, as after a bulk requeue: the rest is read again when its turn comes. */
  function shorten(line: Line) {
    line.keys = line.keys.slice(line.head, line.head + readAhead)
    line.head = 0
    line.horizon = line.keys.at(-1) ?? null
    line.complete = false
  }

  function takeFrom(batch: Map<GateId, Line>, shut: Set<GateId>, { admit, skip }: Taking): Queued | null {
    for (;;) {
      let best: { line: Line; key: Key } | null = null
      for (const line of batch.values()) {
        if (shut.has(line.place.gateId) || skip?.(line.place)) continue
        const key = peek(line)
        if (!key) {
          batch.delete(line.place.gateId)
          continue
        }
        if (!best || before(key, best.key)) best = { line, key }
      }
      if (!best) return null
      const { place } = best.line
      if (!admit(place.gateId)) {
        shut.add(place.gateId)
        continue
      }
      best.line.head++
      if (best.line.head > 512) {
        best.line.keys.splice(0, best.line.head)
        best.line.head = 0
      }
      return { ...place, ...best.key }
    }
  }

  /** Batches that may go, the highest priority first; within one priority those after the last one that had its turn come first. */
  function turns({ lane, priorityOf, only }: Taking): { priority: number; group: BatchId[] }[] {
    const byPriority = new Map<number, BatchId[]>()
    for (const batchId of byLane[lane].keys()) {
      if (only !== undefined && batchId !== only) continue
      const priority = priorityOf(batchId)
      if (priority === null) continue
      const group = byPriority.get(priority)
      if (group) group.push(batchId)
      else byPriority.set(priority, [batchId])
    }
    return [...byPriority]
      .sort(([a], [b]) => b - a)
      .map(([priority, group]) => {
        group.sort((a, b) => a - b)
        const last = lastBatch[lane].get(priority) ?? 0
        const start = group.findIndex((id) => id > last)
        return { priority, group: start <= 0 ? group : [...group.slice(start), ...group.slice(0, start)] }
      })
  }

  return {
    /** Up to `limit` tasks of the lane in the order they should start; they are out of the line now. */
    take(taking: Taking): Queued[] {
      const { lane, limit } = taking
      const taken: Queued[] = []
      const shut = new Set<GateId>()
      for (const { priority, group } of turns(taking)) {
        let waiting = group
        while (waiting.length > 0 && taken.length < limit) {
          waiting = waiting.filter((batchId) => {
            if (taken.length >= limit) return false
            const batch = byLane[lane].get(batchId)
            const next = batch && takeFrom(batch, shut, taking)
            if (!next) {
              if (batch?.size === 0) byLane[lane].delete(batchId)
              return false
            }
            taken.push(next)
            lastBatch[lane].set(priority, batchId)
            return true
          })
        }
      }
      return taken
    },
    /** Tasks whose commit put them in line. */
    add(queued: readonly Queued[]) {
      for (const task of queued) {
        const upTo = boundary(task.batchId)
        if (upTo && task.id > upTo.lastTask) continue // it is found once the lines are read anew
        insert(lineOf(task), { priority: task.priority, id: task.id })
      }
    },
    /** Reads anew which lines there are: at the start, when a batch opens, and after a transaction that was rolled back. */
    reload() {
      byLane.fast.clear()
      byLane.heavy.clear()
      for (const place of lines.all()) lineOf(place)
    },
  }
}
export type ReadyLists = ReturnType<typeof readyLists>
