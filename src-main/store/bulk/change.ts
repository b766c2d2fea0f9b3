import type { BulkId } from '#shared/bulk'
import type { LaneName } from '#shared/lane'
import type { LetterMarks } from '#shared/letters'
import type { LlmRequest } from '#shared/request'
import { type EpochMs, type GateId, StateKind, type TaskId, type TaskState, type TaskView } from '#shared/task'
import type { LetterChange } from '#shared/work'
import type { Changes } from '../changes'
import type { Database } from '../database'
import type { DependenciesTable } from '../dependencies'
import type { taskGraph } from '../graph'
import type { intake } from '../intake'
import type { LettersTable } from '../letters'
import type { payloadsTable } from '../payloads'
import type { strikesTable } from '../strikes'
import type { TasksTable } from '../tasks'
import { type Before, type Image, type Part, taskImages } from './before'

type Parts = {
  readonly db: Database
  readonly changes: Changes
  readonly tasks: TasksTable
  readonly payloads: ReturnType<typeof payloadsTable>
  readonly letters: LettersTable
  readonly strikes: ReturnType<typeof strikesTable>
  readonly dependencies: DependenciesTable
  readonly graph: ReturnType<typeof taskGraph>
  readonly newTasks: Pick<ReturnType<typeof intake>, 'add'>
  readonly gateId: (providerId: string, model: string) => GateId
}
export type Changed =
  | { readonly kind: 'done'; readonly before: Before }
  | { readonly kind: 'moved_on' }
  | { readonly kind: 'blocked' }

// Those that a change of the first may move with it: of any generation, each once.
const FAMILY = `WITH RECURSIVE f (id) AS (SELECT task_id FROM dependencies WHERE parent_id = ?
    UNION SELECT d.task_id FROM dependencies d JOIN f ON d.parent_id = f.id)
  SELECT t.id FROM f JOIN tasks t ON t.id = f.id WHERE t.state = 'waiting' OR (t.state = 'dead' AND t.failure_code = 'blocked')`

const isBlocked = (state: TaskState) => state.kind === 'dead' && state.failure.code === 'blocked'

/** One change of a letter and its exact opposite, each in the transaction in hand. */
export function letterChanges(parts: Parts) {
  const { db, changes, tasks, payloads, letters, strikes, dependencies, graph } = parts
  const images = taskImages(db, letters)
  const family = db.prepare<[TaskId], TaskId>(FAMILY).pluck()
  const touch = db.prepare<[number | null, TaskId, number]>(
    'UPDATE tasks SET version = version + 1, revision = coalesce(?, revision) WHERE id = ? AND version = ?',
  )
  const dropRevision = db.prepare<[TaskId, number]>('DELETE FROM payloads WHERE task_id = ? AND revision = ?')

  function withMarks(id: TaskId, { marks, to }: LetterChange): void {
    const left: Partial<LetterMarks> = to === null ? {} : { snoozedUntil: null }
    const back: Partial<LetterMarks> = to === 'queued' ? { discardedFor: null } : {}
    if (marks || letters.marks(id)) letters.change(id, { ...left, ...back, ...marks })
  }

  /** False when it moved on; 'blocked' when it may not go on. */
  function moved(
    task: TaskView,
    change: LetterChange,
    revision: number | undefined,
    now: EpochMs,
  ): boolean | 'blocked' {
    const { to, gate, lane } = change
    const { id, version, state } = task
    if (to === null) {
      if (touch.run(revision ?? null, id, version).changes !== 1) return false
      changes.task(id)
      return true
    }
    if (to === 'cancelled') {
      const failure = state.kind === 'dead' ? state.failure : null
      if (!tasks.move(task, { kind: 'cancelled', settledAt: now, failure })) return false
      graph.follow(id, state.kind, 'cancelled', now)
      return true
    }
    const allowed = graph.allowed(id, { kind: 'queued' }, now)
    if (isBlocked(allowed)) return 'blocked'
    const gateId = gate ? parts.gateId(gate.providerId, gate.model) : undefined
    const afresh = { retriesUsed: 0, afresh: true, lane, gateId, revision, at: now }
    if (!tasks.move(task, allowed, afresh)) return false
    strikes.forgive(id)
    graph.follow(id, state.kind, allowed.kind, now)
    return true
  }

  function addRevision(taskId: TaskId, edited: LlmRequest, revision: number, now: EpochMs): void {
    payloads.insert({ ...{ taskId, revision, request: edited }, sourceFile: null, sourceLine: null, createdAt: now })
  }

  /** The tasks that take its place: at the end of its batch, of the same row and line of its file. Under a variant a row has one task: its own. */
  function addParts(task: TaskView, requests: readonly LlmRequest[], now: EpochMs): TaskId[] {
    const { id, batchId, lane, providerId, model, priority, customId, row } = task
    const { file, line } = payloads.get(id, 1).source
    const rows = requests.map((request, at) => ({
      ...{ request, lane, providerId, model, priority, file, line, row },
      customId: customId === null ? null : `${customId}#${at + 1}`,
    }))
    const ids = parts.newTasks.add(batchId, rows, now, { visible: true })
    for (const [at, part] of ids.entries()) letters.change(part, { part: { taskId: id, part: at + 1, of: ids.length } })
    changes.news('batch')
    return ids
  }

  /** None of them has started: then they can be cancelled. They stay as tasks, since the batch accepted them. */
  function cancelParts(made: NonNullable<Before['parts']>, now: EpochMs): boolean {
    const all = made.map(({ id }) => tasks.get(id as TaskId))
    if (all.some((part, at) => part?.version !== made[at]?.version)) return false
    for (const part of all)
      if (!part || !tasks.move(part, { kind: 'cancelled', settledAt: now, failure: null }))
        throw new Error('a part moved')
    return true
  }

  /** The place and state that a row has, for the counters. */
  function place({ batchId, columns }: Image) {
    const { lane, gate_id: gateId, state } = columns
    return {
      place: { batchId, lane: lane as LaneName, gateId: gateId as GateId },
      state: StateKind.parse(state),
    }
  }

  /** Puts a row back, with its counters and its news. */
  function putBack(part: Part, action: BulkId): { from: StateKind; to: StateKind } | null {
    const id = part.id as TaskId
    const now = images.of(id)
    if (!now || !images.restore(part, action)) return null
    const was = images.of(id)
    if (!was) return null
    const [from, to] = [place(now), place(was)]
    const isElsewhere = from.place.lane !== to.place.lane || from.place.gateId !== to.place.gateId
    if (isElsewhere) {
      changes.moved(from.place, from.state, null)
      changes.moved(to.place, null, to.state)
    } else changes.moved(from.place, from.state, to.state)
    changes.task(id)
    if (to.state === 'queued') changes.queued({ ...to.place, id, priority: Number(was.columns.priority) })
    return { from: from.state, to: to.state }
  }

  return {
    isLinked: dependencies.linked,
    /** Does it, where the task still is as it was seen. What it takes to take it back comes with it. */
    change(task: TaskView, change: LetterChange, now: EpochMs): Changed {
      const { id } = task
      const before = images.of(id)
      if (!before || before.version !== task.version) return { kind: 'moved_on' }
      const others = change.to !== null && dependencies.any() ? family.all(id) : []
      const were = new Map(
        others.flatMap((other) => (images.of(other) ? [[other, images.of(other)]] : [])) as [TaskId, Image][],
      )
      const forgiven = change.to === 'queued' ? strikes.of(id) : []
      const revision = change.edited ? payloads.newestRevision(id) + 1 : undefined
      const done = moved(task, change, revision, now)
      if (done === 'blocked') return { kind: 'blocked' }
      if (!done) return { kind: 'moved_on' }
      if (change.edited && revision !== undefined) addRevision(id, change.edited, revision, now)
      const made = change.parts ? addParts(task, change.parts, now) : []
      withMarks(
        id,
        made.length === 0 ? change : { ...change, marks: { ...change.marks, discardedFor: splitWords(made) } },
      )
      const after = images.of(id)
      if (!after) throw new Error(`task ${id} vanished`)
      const movedToo = [...were].flatMap(([other, was]) => {
        const is = images.of(other)
        return is && is.version !== was.version ? [images.difference(other, was, is)] : []
      })
      return {
        kind: 'done',
        before: {
          ...images.difference(id, before, after),
          ...(forgiven.length > 0 ? { strikes: forgiven } : {}),
          ...(revision === undefined ? {} : { revision }),
          ...(made.length > 0
            ? { parts: made.map((part) => ({ id: part, version: tasks.get(part)?.version ?? 0 })) }
            : {}),
          ...(movedToo.length > 0 ? { others: movedToo } : {}),
        },
      }
    },
    /** Takes a change back, exactly; false when the task moved on since, and then nothing is done. */
    takeBack(before: Before, action: BulkId, now: EpochMs): boolean {
      const id = before.id as TaskId
      if (images.stillAt(id, before.after) === undefined) return false
      if (before.parts && !cancelParts(before.parts, now)) return false
      // Those that needed it first: or they would be blocked anew, at this moment and in other words.
      for (const other of before.others ?? []) putBack(other, action)
      const moved = putBack(before, action)
      if (!moved) return false
      for (const at of before.strikes ?? []) strikes.add(id, at)
      if (before.revision !== undefined) dropRevision.run(id, before.revision)
      graph.follow(id, moved.from, moved.to, now)
      return true
    },
  }
}
const splitWords = (ids: readonly TaskId[]) => `Split into ${ids.length} parts: tasks ${ids[0]} to ${ids.at(-1)}.`

export type LetterChanges = ReturnType<typeof letterChanges>
