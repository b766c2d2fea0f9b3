import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import type { LaneName } from '#shared/lane'
import type { BatchId, GateId, TaskId } from '#shared/task'
import type { Queued } from './changes'
import { readyLists } from './ready'
import { tempStore } from './temp-store'

const temp = tempStore()
afterAll(() => temp.remove())
const { db } = temp.store
db.pragma('synchronous = OFF') // thousands of runs, and nothing here is about durability
const lanes = ['fast', 'heavy'] as const
const batches = [1, 2, 3] as BatchId[]
const gates = [1, 2] as GateId[]

const clear = db.transaction(() => {
  for (const table of ['tasks', 'task_counts', 'batches', 'gates']) db.exec(`DELETE FROM ${table}`)
  for (const id of gates)
    db.prepare('INSERT INTO gates (id, provider_id, model) VALUES (?, ?, ?)').run(id, 'practice', `m${id}`)
  for (const id of batches)
    db.prepare(`INSERT INTO batches (id, name, kind, state, created_at) VALUES (?, 'b', 'import', 'open', 1)`).run(id)
})
const insert = db.prepare(`INSERT INTO tasks (id, batch_id, position, title, lane, gate_id, state, priority, created_at)
  VALUES (@id, @batchId, @id, 't', @lane, @gateId, 'queued', @priority, 1)`)
const setQueued = db.prepare<[number]>(`UPDATE tasks SET state = 'queued', settled_at = NULL WHERE id = ?`)
const setEnded = db.prepare<[number]>(`UPDATE tasks SET state = 'succeeded', settled_at = 1 WHERE id = ?`)
const setPriority = db.prepare<[number, number]>('UPDATE tasks SET priority = ? WHERE id = ?')
const recount = db.transaction(() => {
  db.exec('DELETE FROM task_counts')
  db.exec(`INSERT INTO task_counts (batch_id, lane, gate_id, state, n)
    SELECT batch_id, lane, gate_id, state, count(*) FROM tasks GROUP BY 1, 2, 3, 4`)
})

const before = (a: Queued, b: Queued) => b.priority - a.priority || a.id - b.id
type Taking = { lane: LaneName; limit: number; shut: GateId[]; still: BatchId[]; high: BatchId[] }

/** What the lists must do, in the plainest way: sort all of it, every time. */
function naive() {
  const queued = new Map<TaskId, Queued>()
  const known = new Map<TaskId, Queued>()
  const last = new Map<string, number>()
  return {
    queued,
    known,
    take({ lane, limit, shut, still, high }: Taking): TaskId[] {
      const taken: TaskId[] = []
      for (const priority of [1, 0]) {
        const group = batches.filter((id) => !still.includes(id) && high.includes(id) === (priority === 1))
        const turn = `${lane} ${priority}`
        const from = group.findIndex((id) => id > (last.get(turn) ?? 0))
        let waiting = from <= 0 ? group : [...group.slice(from), ...group.slice(0, from)]
        while (waiting.length > 0 && taken.length < limit) {
          const next: BatchId[] = []
          for (const batchId of waiting) {
            const best = [...queued.values()]
              .filter((task) => task.lane === lane && task.batchId === batchId && !shut.includes(task.gateId))
              .sort(before)[0]
            if (!best || taken.length >= limit) continue
            queued.delete(best.id)
            taken.push(best.id)
            last.set(turn, batchId)
            next.push(batchId)
          }
          waiting = next
        }
      }
      return taken
    },
  }
}

const lane = fc.constantFrom(...lanes)
const some = <T>(all: readonly T[]) => fc.subarray([...all])
const added = fc.record({
  lane,
  batchId: fc.constantFrom(...batches),
  gateId: fc.constantFrom(...gates),
  priority: fc.constantFrom(0, 0, 1, -1),
})
const adding = fc.array(added, { minLength: 1, maxLength: 12 }).map((tasks) => ({ kind: 'add' as const, tasks }))
const taking = fc
  .record({
    lane,
    limit: fc.integer({ min: 1, max: 7 }),
    shut: some(gates.slice(1)),
    still: some(batches),
    high: some(batches),
  })
  .map((how) => ({ kind: 'take' as const, how }))
const returning = fc
  .array(fc.nat(), { minLength: 1, maxLength: 4 })
  .map((which) => ({ kind: 'return' as const, which }))
const reloading = fc.constant({ kind: 'reload' as const })
const moving = fc
  .tuple(fc.nat(), fc.constantFrom(-1, 0, 1, 2))
  .map(([which, priority]) => ({ kind: 'move' as const, which, priority }))
const ending = fc.nat().map((which) => ({ kind: 'end' as const, which }))
const readAhead = fc.integer({ min: 1, max: 4 })

type Step =
    | typeof adding
    | typeof taking
    | typeof returning
    | typeof reloading
    | typeof moving
    | typeof ending extends fc.Arbitrary<infer T>
    ? T
    : never

function setup(ahead: number) {
  clear()
  const ready = readyLists(db, ahead)
  ready.reload()
  const model = naive()
  const queue = (tasks: readonly Queued[]) => {
    for (const task of tasks) {
      model.known.set(task.id, task)
      model.queued.set(task.id, task)
    }
    recount()
    ready.add(tasks)
  }
  const take = ({ lane, limit, shut, still, high }: Taking) =>
    ready.take({
      ...{ lane, limit, admit: (id) => !shut.includes(id) },
      priorityOf: (id) => (still.includes(id) ? null : high.includes(id) ? 1 : 0),
    })
  const end = (id: TaskId) => {
    setEnded.run(id)
    recount()
  }
  const pick = (ids: readonly TaskId[], which: number) => ids[which % Math.max(1, ids.length)]

  /** All but takes. */
  function apply(step: Exclude<Step, { kind: 'take' }>) {
    switch (step.kind) {
      case 'add': {
        const tasks = step.tasks.map((task, index) => ({ ...task, id: (model.known.size + index + 1) as TaskId }))
        for (const task of tasks) insert.run(task)
        return queue(tasks)
      }
      case 'return': {
        const ended = [...model.known.keys()].filter((id) => !model.queued.has(id))
        const ids = new Set(step.which.flatMap((which) => pick(ended, which) ?? []))
        for (const id of ids) setQueued.run(id)
        return queue([...ids].flatMap((id) => model.known.get(id) ?? []))
      }
      case 'reload':
        return ready.reload()
      case 'move': {
        const task = model.known.get(pick([...model.queued.keys()], step.which) ?? (0 as TaskId))
        if (!task) return
        setPriority.run(step.priority, task.id)
        return queue([{ ...task, priority: step.priority }])
      }
      case 'end': {
        const id = pick([...model.queued.keys()], step.which)
        if (id === undefined) return
        model.queued.delete(id)
        return end(id)
      }
    }
  }
  return { ready, model, take, end, apply }
}

test('whatever comes and goes, tasks are taken in the order of a plain sort, also where the list ends and must be read on', () => {
  const steps = fc.array(fc.oneof(adding, { weight: 2, arbitrary: taking }, returning, reloading), {
    maxLength: 14,
    size: 'max',
  })
  const property = fc.property(readAhead, steps, (ahead, all) => {
    const { model, take, end, apply } = setup(ahead)
    for (const step of all) {
      if (step.kind !== 'take') apply(step)
      else {
        const taken = take(step.how).map(({ id }) => id)
        expect(taken).toEqual(model.take(step.how))
        for (const id of taken) end(id)
      }
    }
  })
  fc.assert(property, { numRuns: 1_500 })
}, 60_000)

test('a task that left the line, or changed its place in it, is neither lost nor taken before its turn', () => {
  const steps = fc.array(fc.oneof({ weight: 2, arbitrary: adding }, taking, returning, moving, ending, reloading), {
    maxLength: 14,
    size: 'max',
  })
  const property = fc.property(readAhead, steps, (ahead, all) => {
    const { model, take, end, apply } = setup(ahead)
    /** As a claim does: what does not stand in the database as it stood in line is passed over. */
    const taken = (how: Taking): Queued[] => {
      const found: Queued[] = []
      while (found.length < how.limit) {
        const next = take({ ...how, limit: 1 })[0]
        if (!next) return found
        const now = model.queued.get(next.id)
        if (now?.priority !== next.priority) continue
        model.queued.delete(next.id)
        end(next.id)
        found.push(next)
      }
      return found
    }
    for (const step of all) {
      if (step.kind !== 'take') apply(step)
      else
        for (const task of taken(step.how)) {
          const passed = [...model.queued.values()].find(
            (other) =>
              other.lane === task.lane &&
              other.batchId === task.batchId &&
              other.gateId === task.gateId &&
              before(other, task) < 0,
          )
          expect(passed).toBeUndefined()
        }
    }
    for (const each of lanes) taken({ lane: each, limit: 1_000, shut: [], still: [], high: [] })
    expect([...model.queued.keys()]).toEqual([])
  })
  fc.assert(property, { numRuns: 1_500 })
}, 60_000)

test('a batch with a higher priority does not take the turns of those below it', () => {
  const { take, end, apply } = setup(4)
  const task = { lane: 'fast', gateId: gates[0] as GateId, priority: 0 } as const
  const add = (...ids: BatchId[]) => apply({ kind: 'add', tasks: ids.map((batchId) => ({ ...task, batchId })) })
  add(1 as BatchId, 1 as BatchId, 1 as BatchId, 3 as BatchId, 3 as BatchId, 3 as BatchId)
  const served: BatchId[] = []
  for (let n = 0; n < 3; n++) {
    add(2 as BatchId) // trickles in between
    for (let k = 0; k < 2; k++) {
      for (const { id, batchId } of take({ lane: 'fast', limit: 1, shut: [], still: [], high: [2 as BatchId] })) {
        served.push(batchId)
        end(id)
      }
    }
  }
  expect(served).toEqual([2, 1, 2, 3, 2, 1])
})
