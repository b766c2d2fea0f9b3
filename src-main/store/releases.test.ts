import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ReleasePace } from '#shared/release'
import { chat } from '#shared/request'
import type { TaskId } from '#shared/task'
import { aBatch, aTask, tempStore } from './temp-store'

const failures = ['content_policy', 'timeout'].map(
  (code) => ({ code: code as 'timeout', status: null, providerCode: null, message: 'no', requestId: null }) as const,
)
const letters = 8

type Action =
  | { readonly kind: 'answer' | 'die' | 'die_otherwise'; readonly n: number }
  | { readonly kind: 'cancel' | 'discard' | 'edit' | 'requeue'; readonly n: number }
  | { readonly kind: 'step'; readonly ms: number }
  | { readonly kind: 'release'; readonly pace: ReleasePace }
  | { readonly kind: 'abort' | 'reopen' | 'probe' | 'pause' | 'resume' }

const n = fc.nat(letters - 1)
const aPace: fc.Arbitrary<ReleasePace> = fc.oneof(
  fc.constant({ kind: 'all' } as const),
  fc.record({ kind: fc.constant('together' as const), n: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ kind: fc.constant('per_minute' as const), n: fc.constantFrom(1, 30, 600) }),
)
const anAction: fc.Arbitrary<Action> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom('answer', 'die', 'die_otherwise'), n }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('cancel', 'discard', 'edit', 'requeue'), n }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('step' as const), ms: fc.constantFrom(0, 1, 2_000, 60_000) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('release' as const), pace: aPace }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('abort', 'reopen', 'probe') }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('pause', 'resume') }) },
) as fc.Arbitrary<Action>

// Chance alone does not reach every state in each of its runs.
const each = (kind: 'answer' | 'die'): Action[] => Array.from({ length: letters }, (_, nth) => ({ kind, n: nth }))
const tick: Action = { kind: 'step', ms: 1 }
const stopped: Action[] = [
  ...[...each('answer'), tick, { kind: 'release', pace: { kind: 'per_minute', n: 1 } } as const],
  ...[tick, { kind: 'abort' } as const],
]
const held: Action[] = [
  ...[...each('answer'), tick, { kind: 'release', pace: { kind: 'per_minute', n: 1 } } as const],
  ...[tick, { kind: 'pause' } as const, { kind: 'step', ms: 60_000 } as const, { kind: 'reopen' } as const],
  ...[{ kind: 'step', ms: 60_000 } as const, { kind: 'resume' } as const, { kind: 'step', ms: 60_000 } as const],
]
const unproved: Action[] = [tick, ...each('die'), tick]

/** The first so many letters of one cause, and a person, a provider and a timer that do as they please with them. */
async function world() {
  const temp = tempStore()
  let { store } = temp
  let now = 10_000
  await store.beginBoot('boot', 'machine', 1)
  const batchId = await store.newBatch(aBatch())
  const ids = await store.enqueue(
    batchId,
    Array.from({ length: letters }, (_, each) => aTask(`p${each}`)),
    1,
  )
  /** By whom each was queued, the newest last. */
  const queuedBy = new Map<TaskId, string[]>(ids.map((id) => [id, []]))
  const view = (id: TaskId) => {
    const task = store.task(id)
    if (!task) throw new Error(`there is no task ${id}`)
    return task
  }
  async function settle(id: TaskId, how: 'answer' | 'die' | 'die_otherwise') {
    if (view(id).state.kind !== 'queued') return
    const { tasks } = await store.claim({
      ...{ lane: 'fast', limit: () => 1, now, admit: () => true, as: () => 'sent' as const, ids: [id] },
    })
    const [task] = tasks
    if (!task) return
    const failure = failures[how === 'die' ? 0 : 1]
    if (!failure) throw new Error('no failure')
    const usage = { tokensIn: 1, tokensOut: 1 }
    const result = { kind: 'text', text: 'ok', cutOff: false, finishReason: null, model: 'm', requestId: null } as const
    const end = { endedAt: now, progress: 'done', wait: null, mayHaveBeenBilled: false, firstByteMs: null } as const
    await (how === 'answer'
      ? store.settle(
          {
            ...{ task, outcome: { kind: 'succeeded', result: { ...result, usage } }, ...end },
            next: { retriesUsed: 0, state: { kind: 'succeeded', settledAt: now } },
          },
          now,
        )
      : store.settle(
          {
            ...{ task, outcome: { kind: 'permanent', failure }, ...end },
            next: { retriesUsed: 0, state: { kind: 'dead', settledAt: now, failure } },
          },
          now,
        ))
  }
  async function person(id: TaskId, what: 'cancel' | 'discard' | 'edit' | 'requeue') {
    const task = view(id)
    if (what === 'cancel' && task.state.kind === 'queued')
      await store.move(task, { kind: 'cancelled', settledAt: now, failure: null }, now)
    if (task.state.kind !== 'dead') return
    const { failure } = task.state
    if (what === 'discard') await store.move(task, { kind: 'cancelled', settledAt: now, failure }, now)
    if (what !== 'edit' && what !== 'requeue') return
    const edited = what === 'edit' ? { edited: chat('other') } : {}
    await store.move(task, { kind: 'queued' }, now, { retriesUsed: 0, afresh: true, ...edited })
    queuedBy.get(id)?.push('person')
  }
  const queued = () => new Set(ids.filter((id) => view(id).state.kind === 'queued'))
  /** Whoever else queues tasks is a release. */
  async function noting(who: string, act: () => Promise<unknown>) {
    const before = queued()
    await act()
    for (const id of queued()) if (!before.has(id)) queuedBy.get(id)?.push(who)
  }
  const newest = () => store.releases.list(1)[0]

  for (const id of ids) await settle(id, 'die')
  return {
    ...{ ids, queuedBy, view },
    all: () => store.releases.list(100).map(store.releases.view),
    async act(action: Action) {
      now += 1
      switch (action.kind) {
        case 'answer':
        case 'die':
        case 'die_otherwise':
          return settle(ids[action.n] as TaskId, action.kind)
        case 'cancel':
        case 'discard':
        case 'edit':
        case 'requeue':
          return person(ids[action.n] as TaskId, action.kind)
        case 'step':
          now += action.ms
          return noting(`release ${newest()?.id}`, () => store.write(() => store.releases.step(now)))
        case 'release':
          return void (await store.write(() => store.releases.release(newest()?.id ?? 0, action.pace, now)))
        case 'pause':
          return void (await store.write(() => store.releases.pause(newest()?.id ?? 0, now)))
        case 'resume':
          return void (await store.write(() => store.releases.resume(newest()?.id ?? 0, now)))
        case 'abort':
          return void (await store.write(() => store.releases.abort(newest()?.id ?? 0, now)))
        case 'reopen':
          store = temp.reopen()
          await store.beginBoot(`boot ${now}`, 'machine', now)
          return store.write(store.releases.recover)
        case 'probe': {
          // One at a time, so that it is known who queued what.
          if (newest() && newest()?.endedAt === null) return
          await noting(`probe`, () =>
            store.write(() => {
              const id = store.releases.open(null, now)
              store.releases.add(id, store.tasksAmong(ids, ['dead']))
              store.releases.begin(id, null, now)
            }),
          )
        }
      }
    },
    remove: temp.remove,
  }
}

test('whatever happens to the letters meanwhile, none is released twice, none is lost, and the figures agree', {
  timeout: 120_000,
}, async () => {
  const seen = new Set<string>()
  await fc.assert(
    fc.asyncProperty(fc.array(anAction, { minLength: 10, maxLength: 60 }), async (actions) => {
      const desk = await world()
      try {
        await desk.act({ kind: 'probe' })
        for (const action of actions) {
          const before = new Map(desk.ids.map((id) => [id, desk.view(id).state.kind] as const))
          const paused = new Map(
            desk.all().flatMap((each) => (each.pausedAt === null ? [] : [[each.id, each.released]])),
          )
          await desk.act(action)
          for (const release of desk.all()) {
            seen.add(release.state)
            const { total, released, skipped, left, succeeded, died, ended, state } = release
            expect(released + skipped + left).toBe(total)
            expect(succeeded + died + ended).toBeLessThanOrEqual(released)
            if (state === 'probing' || state === 'proved' || state === 'failed') expect(released).toBe(0)
            if (state === 'done')
              expect({ left, ended: succeeded + died + ended }).toEqual({ left: 0, ended: released })
            expect(release.endedAt === null).toBe(['probing', 'proved', 'releasing'].includes(state))
            if (paused.has(release.id) && action.kind === 'step') expect(released).toBe(paused.get(release.id))
            if (release.pausedAt !== null) {
              expect(state).toBe('releasing')
              seen.add('paused')
            }
            const own = [...desk.queuedBy.values()].map(
              (by) => by.filter((who) => who === `release ${release.id}`).length,
            )
            expect(Math.max(...own)).toBeLessThanOrEqual(1)
            expect(own.reduce((sum, each) => sum + each, 0)).toBe(released)
          }
          // Only what a person or a call did to it took a letter out of the dead ones, or a release queued it.
          if (
            action.kind === 'step' ||
            action.kind === 'release' ||
            action.kind === 'abort' ||
            action.kind === 'reopen'
          )
            for (const id of desk.ids) {
              const [was, is] = [before.get(id), desk.view(id).state.kind]
              if (was !== is) expect([was, is]).toEqual(['dead', 'queued'])
            }
        }
      } finally {
        desk.remove()
      }
    }),
    { numRuns: 25, examples: [[stopped], [unproved], [held]] },
  )
  for (const state of ['probing', 'proved', 'releasing', 'failed', 'aborted', 'paused']) expect(seen).toContain(state)
})
