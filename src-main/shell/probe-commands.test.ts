import { expect, test } from 'vitest'
import { createReleases } from '#engine/letters/releases'
import { createRules } from '#engine/letters/rules'
import { defaultDeadAlert } from '#shared/dead-alert'
import { releaseWords } from '#shared/release'
import type { BatchId, TaskId } from '#shared/task'
import { aBatch, aTask } from '#store/temp-store'
import { createOverview } from './overview'
import { probeCommands } from './probe-commands'
import { ruleCommands } from './rule-commands'
import { tempDesk } from './temp-desk'

const failure = {
  code: 'content_policy',
  status: 400,
  providerCode: 'refused',
  message: 'no',
  requestId: null,
} as const

async function setup() {
  const desk = await tempDesk()
  const { store, engine, now } = desk
  const parts = { store: { ...store, list: store.views.list }, now, wake: engine.wake }
  const releases = createReleases(parts)
  const rules = createRules({ ...parts, hasProvider: (id) => store.providers.get(id) !== undefined })
  const picking = (selection: object) => {
    if ('pick' in selection) throw new Error('no window has a pick here')
    return selection as { batchId: BatchId }
  }
  const handlers = { ...probeCommands({ releases, picking }), ...ruleCommands({ rules, store }) }
  const overview = createOverview({ store, engine, now, releases, providerViews: () => [] })
  /** So many letters of one batch. */
  async function letters(count: number) {
    await engine.pauseAll('by_person')
    const batchId = await store.newBatch(aBatch())
    const ids = await store.enqueue(
      batchId,
      Array.from({ length: count }, (_, n) => aTask(`p${n + 1}`)),
      now(),
    )
    await Promise.all(ids.map((id) => store.move(desk.view(id), { kind: 'dead', settledAt: now(), failure }, now())))
    await engine.pauseAll('no')
    return { batchId, ids }
  }
  return { ...desk, handlers, releases, letters, shown: () => overview.full(overview.slow()) }
}

test('a letter is sent ahead, the overview tells how it stands, and a person releases the rest', async () => {
  const { ask, handlers, letters, answer, releases, shown, now, quiet, view } = await setup()
  const { batchId, ids } = await letters(3)
  const probe = ids[1] as TaskId
  const begun = await ask(handlers, 'probeLetters', { selection: { batchId }, pace: null, probe })
  expect(begun).toMatchObject({ state: 'probing', probeId: probe, total: 2, left: 2 })
  expect(shown().releases).toEqual([begun])
  await answer('p2')
  const [proved] = shown().releases ?? []
  expect(proved?.state).toBe('proved')
  expect(proved && releaseWords(proved)).toBe('It succeeded. Choose how fast the rest (2) goes back.')
  await ask(handlers, 'releaseLetters', { id: begun.id, pace: { kind: 'all' } })
  await releases.due.run(now())
  await quiet()
  await answer('p1')
  await answer('p3')
  expect(shown().releases).toMatchObject([{ state: 'done', released: 2, succeeded: 2 }])
  expect(ids.map((id) => view(id).state.kind)).toEqual(['succeeded', 'succeeded', 'succeeded'])
})

test('one that is ended by a person cannot be released, and one that is not there is told', async () => {
  const { ask, handlers, letters, view } = await setup()
  const { ids } = await letters(2)
  const tasks = ids.map((id) => ({ id, version: view(id).version }))
  const { id } = await ask(handlers, 'probeLetters', { selection: { tasks }, pace: { kind: 'together', n: 5 } })
  expect(await ask(handlers, 'abortRelease', { id })).toMatchObject({ state: 'aborted', left: 1 })
  await expect(ask(handlers, 'releaseLetters', { id, pace: { kind: 'all' } })).rejects.toMatchObject({
    code: 'wrong_state',
  })
  await expect(ask(handlers, 'abortRelease', { id: 99 })).rejects.toMatchObject({ code: 'not_found' })
  await expect(
    ask(handlers, 'probeLetters', { selection: { tasks }, pace: null, probe: 99 as TaskId }),
  ).rejects.toMatchObject({
    code: 'stale',
  })
})

test('rules are saved, tried, listed and removed, each answer as the contract says', async () => {
  const { ask, handlers, letters } = await setup()
  await letters(4)
  const input = {
    ...{ name: 'Later', match: { status: 400 } },
    actions: [{ kind: 'requeue' as const, afterMs: 60_000, atMost: 3 }],
  }
  expect(await ask(handlers, 'dryRunRule', input)).toMatchObject({ seen: 4, matched: 4, requeued: 4 })
  const rule = await ask(handlers, 'saveRule', input)
  expect(rule).toMatchObject({ enabled: false, row: 0, stopped: null })
  expect(await ask(handlers, 'listRules', {})).toEqual([rule])
  expect(await ask(handlers, 'getRuleLog', { ruleId: rule.id, before: null, limit: 50 })).toEqual([])
  await ask(handlers, 'removeRule', { id: rule.id })
  expect(await ask(handlers, 'listRules', {})).toEqual([])
  await expect(ask(handlers, 'saveRule', { ...input, id: rule.id })).rejects.toMatchObject({ code: 'not_found' })
})

test('when too many die can be set for all, and a batch tells what was found of it', async () => {
  const { ask, handlers, store, shown, now } = await setup()
  expect(await ask(handlers, 'getDeadAlert', {})).toEqual(defaultDeadAlert)
  const mine = { on: true, share: 0.5, atLeast: 2, pause: true }
  expect(await ask(handlers, 'saveDeadAlert', mine)).toEqual(mine)
  const batchId = await store.newBatch(aBatch())
  await store.changeBatch(batchId, { paused: true })
  await store.enqueue(batchId, [aTask('a'), aTask('b')], now())
  await store.changeBatch(batchId, { paused: false })
  const { tasks } = await store.claim({
    ...{ lane: 'fast', limit: () => 2, now: now(), admit: () => true, as: () => 'sent' as const },
  })
  const end = { endedAt: 3, progress: 'done', wait: null, mayHaveBeenBilled: false, firstByteMs: null } as const
  const next = { retriesUsed: 0, state: { kind: 'dead', settledAt: now(), failure } } as const
  for (const task of tasks) await store.settle({ task, outcome: { kind: 'permanent', failure }, next, ...end }, now())
  expect(shown().batches.find(({ id }) => id === batchId)).toMatchObject({
    paused: true,
    alert: { at: now(), dead: 2, settled: 2, paused: true },
  })
})
