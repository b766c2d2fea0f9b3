import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LetterAction } from '#shared/bulk'
import type { TaskId } from '#shared/task'
import type { Store } from '#store/store'
import { aBatch, aTask, tempStore } from '#store/temp-store'
import { act, aFailure, backOff, bulkOn, claim, die, succeed, view } from './temp-bulk'

/**
 * What "undo restores the database exactly" leaves out, and why. All else is compared byte for byte.
 * - events: the log of what happened; an undo is something that happened, so it grows.
 * - sqlite_sequence: the numbers that the log and the actions gave out are never given again.
 * - bulk_actions, bulk_items, bulk_restored: the action itself, which says that it was taken back.
 * - gates that were made for another model: where tasks of a provider and model stand in line; it holds nothing of a task.
 * - tasks.version: it rises with each change, so that whoever saw the task in between is told.
 * - task_counts rows of 0: a counter that was made for a state or line and holds nothing.
 */
const leftOut = ['events', 'sqlite_sequence', 'bulk_actions', 'bulk_items', 'bulk_restored', 'gates']

function dump({ db }: Store): Record<string, unknown[]> {
  const names = db
    .prepare<[], string>(
      `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_stat%' ORDER BY name`,
    )
    .pluck()
    .all()
    .filter((name) => !leftOut.includes(name))
  return Object.fromEntries(
    names.map((name) => {
      const rows = db.prepare<[], Record<string, unknown>>(`SELECT * FROM ${name}`).all()
      const plain = rows
        .filter((row) => name !== 'task_counts' || row.n !== 0)
        .map((row) => JSON.stringify(name === 'tasks' ? { ...row, version: 0 } : row))
      return [name, plain.sort()]
    }),
  )
}

type Fate = 'queued' | 'running' | 'backing_off' | 'succeeded' | 'dead' | 'struck' | 'cancelled' | 'discarded'
const fates: readonly Fate[] = [
  'queued',
  'running',
  'backing_off',
  'succeeded',
  'dead',
  'struck',
  'cancelled',
  'discarded',
]
const aFate = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Fate>('dead') },
  { weight: 5, arbitrary: fc.constantFrom(...fates) },
)

const anEdit = fc.constantFrom<Extract<LetterAction, { kind: 'edit' }>['edit']>(
  { kind: 'text', prompt: 'another' },
  { kind: 'replace', find: 'prompt', with: 'question', regex: false, matchCase: true, wholeWords: false },
  { kind: 'replace', find: '\\d+', with: '<$&>', regex: true, matchCase: false, wholeWords: false },
  { kind: 'template', text: 'Please: {{prompt}}!' },
  { kind: 'truncate', unit: 'characters', limit: 6, cut: 'middle', atWord: false, mark: '…' },
  { kind: 'truncate', unit: 'tokens', limit: 5, cut: 'beginning', atWord: true, mark: '' },
)
const anAction: fc.Arbitrary<LetterAction> = fc.oneof(
  fc.record(
    {
      kind: fc.constant('requeue' as const),
      edit: anEdit,
      model: fc.constantFrom('practice-reasoner', 'practice-mini'),
      lane: fc.constantFrom('fast' as const, 'heavy' as const),
      limits: fc.record(
        {
          timeoutMs: fc.integer({ min: 1, max: 9_000 }),
          retries: fc.integer({ min: 0, max: 5 }),
          maxOutputTokens: fc.constant(77),
        },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: ['kind'] },
  ),
  fc.record({ kind: fc.constant('edit' as const), edit: anEdit }),
  fc.record({ kind: fc.constant('discard' as const), reason: fc.constantFrom('', 'not wanted') }),
  fc.record({ kind: fc.constant('snooze' as const), until: fc.constantFrom(null, 5_000_000, 6_000_000) }),
  fc.record(
    {
      kind: fc.constant('annotate' as const),
      label: fc.constantFrom(null, 'later', 'legal'),
      note: fc.constantFrom(null, 'a note'),
    },
    { requiredKeys: ['kind'] },
  ),
)
/** An action, and for which of the tasks: all of them may be picked, in whatever state they are. */
const aStep = fc.record({ action: anAction, picked: fc.array(fc.boolean(), { minLength: 10, maxLength: 10 }) })

/** Tasks in all states, some of which need each other. */
async function world(store: Store, given: readonly Fate[]): Promise<TaskId[]> {
  await store.beginBoot('boot', 'machine', 1)
  const batchId = await store.newBatch(aBatch())
  const other = await store.newBatch({
    ...aBatch('other'),
    options: { policy: { retries: 9 }, windows: [], reuse: false },
  })
  const plain = await store.enqueue(
    batchId,
    given.slice(0, 5).map((_, n) => aTask(`prompt ${n}`)),
    1,
  )
  const parents = await store.enqueue(other, [aTask('parent a'), aTask('parent b')], 1)
  const [a, b] = parents as [TaskId, TaskId]
  const needing = (names: [string, TaskId][]) => ({ needs: names.map(([name, task]) => ({ name, task })) })
  const [c] = await store.enqueue(other, [aTask('child {{steps.a.result}}', needing([['a', a]]))], 1)
  const children = [
    aTask(
      '{{steps.a.result}} and {{steps.b.result}}',
      needing([
        ['a', a],
        ['b', b],
      ]),
    ),
    aTask('grandchild {{steps.c.result}}', needing([['c', c as TaskId]])),
  ]
  const ids = [...plain, ...parents, c as TaskId, ...(await store.enqueue(other, children, 1))]
  const claimed = new Map((await claim(store, 100)).map((task) => [task.id, task] as const))
  for (const [at, id] of ids.slice(0, 7).entries()) {
    const task = claimed.get(id)
    const fate = given[at] ?? 'dead'
    if (!task) throw new Error('not claimed')
    if (fate === 'struck') await store.strike(id, 2)
    if (fate === 'succeeded') await succeed(store, task, 3 + at)
    else if (fate === 'backing_off' || fate === 'cancelled') await backOff(store, task, 3 + at)
    else if (fate !== 'running')
      await die(store, task, 3 + at, aFailure(fate === 'struck' ? 'poison' : 'content_policy'))
    const now = view(store, id)
    if (fate === 'cancelled') await store.move(now, { kind: 'cancelled', settledAt: 20, failure: null }, 20)
    if (fate === 'queued') await store.move(now, { kind: 'queued' }, 20)
    if (fate === 'discarded' && now.state.kind === 'dead')
      await store.move(now, { kind: 'cancelled', settledAt: 20, failure: now.state.failure }, 20)
  }
  return ids
}

const sums = (store: Store) =>
  store.db
    .prepare(
      `SELECT b.id, b.accepted - (SELECT count(*) FROM tasks t WHERE t.batch_id = b.id) AS missing,
         b.accepted - (SELECT coalesce(sum(n), 0) FROM task_counts c WHERE c.batch_id = b.id) AS uncounted FROM batches b`,
    )
    .all()
const allThere = [
  { id: 1, missing: 0, uncounted: 0 },
  { id: 2, missing: 0, uncounted: 0 },
]
const recounted = ({ db }: Store) =>
  db
    .prepare(
      `SELECT batch_id, lane, gate_id, state, count(*) AS n FROM tasks GROUP BY 1, 2, 3, 4
       EXCEPT SELECT batch_id, lane, gate_id, state, n FROM task_counts`,
    )
    .all()

test('whatever is done to tasks in whatever states, taking it back restores the database exactly', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(aFate, { minLength: 7, maxLength: 7 }),
      fc.array(aStep, { minLength: 1, maxLength: 5 }),
      async (given, steps) => {
        const temp = tempStore()
        try {
          const { store } = temp
          const ids = await world(store, given)
          const { bulk, clock } = bulkOn(store)
          const seen = [dump(store)]
          const done = []
          for (const { action, picked } of steps) {
            clock.now += 1_000
            const ended = await act(
              bulk,
              action,
              ids.filter((_, at) => picked[at]),
            )
            expect(ended.done + ended.skipped).toBe(ended.total)
            done.push(ended)
            seen.push(dump(store))
            expect(sums(store)).toEqual(allThere)
            expect(recounted(store)).toEqual([])
          }
          for (const ended of done.reverse()) {
            seen.pop()
            clock.now += 1_000
            if (ended.done === 0) continue
            expect(await bulk.undo(ended.id)).toMatchObject({ state: 'undone', undone: ended.done, kept: 0, done: 0 })
            expect(dump(store)).toEqual(seen.at(-1)) // step by step, to the first
            expect(sums(store)).toEqual(allThere)
            expect(recounted(store)).toEqual([])
          }
        } finally {
          temp.remove()
        }
      },
    ),
    { numRuns: 60 },
  )
}, 300_000)

test('what moved on since stays as it is, all else is restored exactly, also after a restart', async () => {
  await fc.assert(
    fc.asyncProperty(anAction, fc.integer({ min: 1, max: 4 }), fc.boolean(), async (action, started, restart) => {
      const temp = tempStore()
      try {
        const ids = await world(temp.store, ['dead', 'dead', 'dead', 'struck', 'dead', 'dead', 'dead'])
        const before = ids.map((id) => view(temp.store, id))
        const { id, done } = await act(bulkOn(temp.store).bulk, action, ids)
        if (done === 0) return
        const gone = new Set((await claim(temp.store, started, 4_000)).map((task) => task.id))
        const store = restart ? temp.reopen() : temp.store
        const undone = await bulkOn(store).bulk.undo(id)
        expect(undone.undone + undone.kept).toBe(done)
        expect(undone.kept).toBe(gone.size)
        for (const task of before.slice(0, 7)) {
          // The others need one of these: they wait where it was not taken back, as they should.
          const now = view(store, task.id)
          if (gone.has(task.id)) expect(now.state.kind).toBe('running')
          else expect({ ...now, version: 0 }).toEqual({ ...task, version: 0 })
        }
        expect(recounted(store)).toEqual([])
      } finally {
        temp.remove()
      }
    }),
    { numRuns: 30 },
  )
}, 300_000)
