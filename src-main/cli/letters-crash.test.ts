import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { createReleases } from '#engine/letters/releases'
import type { ReleasePace } from '#shared/release'
import { RuleInput } from '#shared/rule'
import type { TaskId } from '#shared/task'
import type { CrashPoint } from '#store/crash-point'
import type { Store } from '#store/store'
import { aBatch, aTask, tempStore } from '#store/temp-store'
import child from './letters-child?modulePath'

const failure = {
  code: 'content_policy',
  status: 400,
  providerCode: 'refused',
  message: 'no',
  requestId: null,
} as const

/** A data folder with letters of one cause: those whose prompts say so die again. */
async function setup(prompts: readonly string[]) {
  const temp = tempStore()
  const { store } = temp
  await store.beginBoot('boot', 'machine', 1)
  const batchId = await store.newBatch(aBatch())
  const ids = await store.enqueue(
    batchId,
    prompts.map((prompt) => aTask(prompt)),
    1,
  )
  async function die() {
    const { tasks } = await store.claim({
      ...{ lane: 'fast', limit: () => prompts.length, now: 2, admit: () => true, as: () => 'sent' as const },
    })
    const state = { kind: 'dead' as const, settledAt: 3, failure }
    const end = { endedAt: 3, progress: 'done', wait: null, mayHaveBeenBilled: false, firstByteMs: null } as const
    const outcome = { kind: 'permanent', failure } as const
    await Promise.all(tasks.map((task) => store.settle({ task, outcome, next: { retriesUsed: 0, state }, ...end }, 3)))
  }
  const probe = (pace: ReleasePace) => releasesOf(store).probe({ batchId }, pace)
  return {
    ...{ store, ids, die, probe },
    close: () => store.close(),
    reopen: () => temp.reopen(),
    remove: () => temp.remove(),
    /** Goes on with the folder in a process of its own. @returns the signal that ended it */
    async life(crashAt: `${CrashPoint}:${number}` | '') {
      const process_ = spawn(process.execPath, [child, temp.dataDir], {
        env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', TRILANE_CRASH_AT: crashAt },
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      let wrong = ''
      process_.stderr.on('data', (chunk: Buffer) => {
        wrong += chunk.toString()
      })
      const [, signal] = (await once(process_, 'close')) as [number | null, NodeJS.Signals | null]
      expect(wrong).toBe('')
      return signal
    },
  }
}

const releasesOf = (store: Store) =>
  createReleases({ store: { ...store, list: store.views.list }, now: Date.now, wake: () => {} })

/** A third one that finds the same task alone in flight would make it poison. */
const mostKills = 2

/** How often each was called since it died at first; a call that a kill cut off stands as lost beside the one that took its place. */
const callsOf = (store: Store, ids: readonly TaskId[]) =>
  ids.map((id) => store.attempts.ofTask(id).filter(({ number, outcome }) => number > 1 && outcome !== 'lost').length)
const statesOf = (store: Store, ids: readonly TaskId[]) => ids.map((id) => store.task(id)?.state.kind)

const aKill = fc.record({
  at: fc.constantFrom<CrashPoint>('in_release', 'after_commit', 'inside_settle', 'after_claim'),
  times: fc.integer({ min: 1, max: 12 }),
})
const aPace = fc.oneof(
  fc.constant<ReleasePace>({ kind: 'all' }),
  fc.integer({ min: 1, max: 4 }).map((n): ReleasePace => ({ kind: 'together', n })),
  fc.constant<ReleasePace>({ kind: 'per_minute', n: 10_000 }),
)

test('whenever it is killed, nothing is released twice and nothing is lost', { timeout: 180_000 }, async () => {
  let killed = 0
  await fc.assert(
    fc.asyncProperty(fc.array(aKill, { minLength: 1, maxLength: mostKills }), aPace, async (kills, pace) => {
      const desk = await setup(Array.from({ length: 12 }, (_, n) => `p${n + 1}`))
      try {
        await desk.die()
        await desk.probe(pace)
        desk.close()
        for (const { at, times } of kills) if ((await desk.life(`${at}:${times}`)) === 'SIGKILL') killed++
        expect(await desk.life('')).toBeNull()
        const store = desk.reopen()
        expect(statesOf(store, desk.ids)).toEqual(desk.ids.map(() => 'succeeded'))
        expect(callsOf(store, desk.ids)).toEqual(desk.ids.map(() => 1))
        expect(store.releases.list(10).map(store.releases.view)).toMatchObject([
          { state: 'done', total: 11, released: 11, succeeded: 11, skipped: 0, died: 0, left: 0 },
        ])
      } finally {
        desk.remove()
      }
    }),
    { numRuns: 8 },
  )
  expect(killed).toBeGreaterThan(0)
})

test('while it is paused a kill releases nothing of the rest, and once it is resumed each goes once', {
  timeout: 180_000,
}, async () => {
  let killed = 0
  const aList = fc.array(aKill, { minLength: 1, maxLength: mostKills })
  await fc.assert(
    fc.asyncProperty(aList, aList, aPace, async (paused, resumed, pace) => {
      const desk = await setup(Array.from({ length: 6 }, (_, n) => `p${n + 1}`))
      const setPaused = async (store: Store, isPaused: boolean) => {
        for (const { id } of store.releases.list(10)) await releasesOf(store).setPaused(id, isPaused)
        store.close()
      }
      const live = async (kills: readonly { at: CrashPoint; times: number }[]) => {
        for (const { at, times } of kills) if ((await desk.life(`${at}:${times}`)) === 'SIGKILL') killed++
        expect(await desk.life('')).toBeNull()
        return desk.reopen()
      }
      try {
        await desk.die()
        await desk.probe(pace)
        await setPaused(desk.store, true)
        const still = await live(paused)
        expect(statesOf(still, desk.ids)).toEqual(['succeeded', ...desk.ids.slice(1).map(() => 'dead')])
        expect(callsOf(still, desk.ids)).toEqual(desk.ids.map((_, n) => (n === 0 ? 1 : 0)))
        expect(still.releases.list(10)).toMatchObject([
          { state: 'releasing', released: 0, pausedAt: expect.any(Number) },
        ])
        await setPaused(still, false)
        const store = await live(resumed)
        expect(statesOf(store, desk.ids)).toEqual(desk.ids.map(() => 'succeeded'))
        expect(callsOf(store, desk.ids)).toEqual(desk.ids.map(() => 1))
        expect(store.releases.list(10)).toMatchObject([{ state: 'done', released: 5, pausedAt: null }])
      } finally {
        desk.remove()
      }
    }),
    {
      numRuns: 4,
      // So that some are killed, whatever chance brings.
      examples: [[[{ at: 'after_claim', times: 1 }], [{ at: 'in_release', times: 1 }], { kind: 'together', n: 1 }]],
    },
  )
  expect(killed).toBeGreaterThan(0)
})

test.each(['inside_settle:1', 'after_commit:2', 'after_claim:1'] as const)(
  'killed at %s, a probe that fails still releases nothing',
  { timeout: 60_000 },
  async (crashAt) => {
    const desk = await setup(['p1 dies', 'p2', 'p3'])
    onTestFinished(desk.remove)
    await desk.die()
    await desk.probe({ kind: 'all' })
    desk.close()
    await desk.life(crashAt)
    expect(await desk.life('')).toBeNull()
    const store = desk.reopen()
    expect(statesOf(store, desk.ids)).toEqual(['dead', 'dead', 'dead'])
    expect(callsOf(store, desk.ids)).toEqual([1, 0, 0])
    expect(store.releases.list(10)).toMatchObject([{ state: 'failed', reason: 'probe_died', released: 0, total: 2 }])
  },
)

test('a kill while the letters are written down leaves nothing of it', async () => {
  const desk = await setup(['p1', 'p2'])
  onTestFinished(desk.remove)
  await desk.die()
  const { store } = desk
  await store.write(() => store.releases.add(store.releases.open(null, 5), store.tasksAmong(desk.ids, ['dead'])))
  desk.close()
  const next = desk.reopen()
  await next.write(next.releases.recover)
  expect(next.releases.list(10)).toEqual([])
  expect(
    next.db.prepare('SELECT (SELECT count(*) FROM releases) + (SELECT count(*) FROM release_letters) AS n').get(),
  ).toEqual({ n: 0 })
  expect(statesOf(next, desk.ids)).toEqual(['dead', 'dead'])
})

test('whenever it is killed, a rule requeues each as often as it may, and writes each of it down once', {
  timeout: 180_000,
}, async () => {
  let killed = 0
  const aRuleKill = fc.record({
    at: fc.constantFrom<CrashPoint>('in_rule', 'inside_settle', 'after_commit', 'after_claim'),
    times: fc.integer({ min: 1, max: 8 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(aRuleKill, { minLength: 1, maxLength: mostKills }), async (kills) => {
      const desk = await setup(['p1 dies', 'p2', 'p3 dies', 'p4'])
      try {
        const action = { kind: 'requeue', afterMs: 0, atMost: 2 }
        const rule = RuleInput.parse({ name: 'r', enabled: true, match: {}, actions: [action] })
        await desk.store.write(() => desk.store.rules.save(rule, 1))
        await desk.die()
        desk.close()
        for (const { at, times } of kills) if ((await desk.life(`${at}:${times}`)) === 'SIGKILL') killed++
        expect(await desk.life('')).toBeNull()
        const store = desk.reopen()
        expect(statesOf(store, desk.ids)).toEqual(['dead', 'succeeded', 'dead', 'succeeded'])
        expect(callsOf(store, desk.ids)).toEqual([2, 1, 2, 1])
        const log = store.rules.log(null, null, 100).map(({ taskId, what }) => `${taskId} ${what}`)
        const [a, b, c, d] = desk.ids
        expect(log.sort()).toEqual(
          [
            `${a} gave_up`,
            `${a} requeued`,
            `${a} requeued`,
            `${b} requeued`,
            `${c} gave_up`,
            `${c} requeued`,
            `${c} requeued`,
            `${d} requeued`,
          ].sort(),
        )
      } finally {
        desk.remove()
      }
    }),
    { numRuns: 8 },
  )
  expect(killed).toBeGreaterThan(0)
})
