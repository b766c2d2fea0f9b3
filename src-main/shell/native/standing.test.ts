import { expect, test } from 'vitest'
import { act, bulkOn, letters } from '#engine/bulk/temp-bulk'
import type { Failure, GateId } from '#shared/task'
import { tempDesk } from '../temp-desk'
import { workCommands } from '../work-commands'
import { openLetters, readStanding } from './standing'

async function setup() {
  const desk = await tempDesk()
  const commands = workCommands(desk)
  return {
    ...desk,
    queue: (...prompts: string[]) => desk.ask(commands, 'submitPrompts', { lane: 'fast', prompts }),
    pause: (paused: boolean, ...scopes: { kind: 'lane'; lane: 'fast' | 'heavy' }[]) =>
      desk.ask(commands, 'setPaused', { scopes: scopes.length > 0 ? scopes : [{ kind: 'all' }], paused }),
    standing: () => readStanding(desk),
  }
}

test('tasks are counted by batch and together, as they move', async () => {
  const { queue, answer, standing, inFlight } = await setup()
  expect(standing()).toMatchObject({ running: 0, waiting: 0, dead: 0, still: [], stuck: [] })
  const prompts = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
  const { batchId } = await queue(...prompts)
  expect(standing()).toMatchObject({ running: inFlight().length, waiting: 7 - inFlight().length })
  expect(standing().batches.get(batchId)).toMatchObject({ moving: 7, answered: 0 })
  for (const prompt of prompts) await answer(prompt)
  expect(standing()).toMatchObject({ running: 0, waiting: 0 })
  expect(standing().batches.get(batchId)).toEqual({ moving: 0, scheduled: 0, answered: 7, dead: 0, cancelled: 0 })
})

test('the standing batch is told apart', async () => {
  const { queue, standing } = await setup()
  expect(standing().composeId).toBeNull()
  await queue('two', 'at once')
  expect(standing().composeId).toBeNull()
  const { batchId } = await queue('alone')
  expect(standing().composeId).toBe(batchId)
})

test('what stands still is everything, or every lane', async () => {
  const { pause, standing } = await setup()
  await pause(true)
  expect(standing().still).toEqual([{ kind: 'all' }])
  await pause(false)
  await pause(true, { kind: 'lane', lane: 'fast' })
  expect(standing().still).toEqual([])
  await pause(true, { kind: 'lane', lane: 'heavy' })
  expect(standing().still).toHaveLength(2)
})

test('a gate needs a person where work waits at it and nothing opens it by itself', async () => {
  const { store, engine, queue, standing, pause } = await setup()
  await pause(true)
  await queue('held', 'too')
  const [row] = store.counts.all()
  const id = row?.gateId as GateId
  const known = { id, routeId: id, providerId: 'practice', model: 'practice-mini', keyId: '1', closures: 1, limits: {} }
  const failure = { code: 'auth', message: 'no', status: 401, providerCode: null } as unknown as Failure
  const look = (state: object, shut = true) => {
    const gates = () => [{ ...known, state }] as unknown as ReturnType<typeof engine.gates>
    return readStanding({ store, engine: { ...engine, gates, isShut: () => shut } }).stuck
  }
  const closed = { kind: 'closed', since: 1, failure }
  expect(look({ ...closed, reason: 'auth', until: null })).toMatchObject([{ reason: 'auth', held: 2, gateId: id }])
  expect(look({ ...closed, reason: 'auth', until: 9e15 })).toHaveLength(1) // tried again by itself, and refused again
  expect(look({ ...closed, reason: 'quota', until: null })).toMatchObject([{ reason: 'quota' }])
  expect(look({ ...closed, reason: 'quota', until: 9e15 })).toEqual([])
  expect(look({ ...closed, reason: 'rate_limit', until: 9e15 })).toEqual([])
  expect(look({ ...closed, reason: 'auth', until: null }, false)).toEqual([]) // another key lets them through
  expect(look({ kind: 'open' })).toEqual([])
  expect(standing().stuck).toEqual([])
})

test('letters that are snoozed are dead and counted with their batch, and need nobody until their time or a requeue', async () => {
  const { store, engine, standing } = await setup()
  await engine.pauseAll('by_person') // else it would take them from the test
  const { ids, batchId } = await letters(store, 5)
  const { bulk, clock } = bulkOn(store)
  const open = () => openLetters(standing())
  expect([standing().dead, standing().snoozed, open()]).toEqual([5, 0, 5])
  await act(bulk, { kind: 'snooze', until: clock.now + 60_000 }, ids.slice(0, 3))
  expect([standing().dead, standing().snoozed, open()]).toEqual([5, 3, 2])
  expect(standing().batches.get(batchId)?.dead).toBe(5)
  await act(bulk, { kind: 'requeue' }, ids.slice(0, 1))
  expect([standing().dead, standing().snoozed, open()]).toEqual([4, 2, 2])
  expect(await store.bulk.wakeDue(clock.now + 60_000)).toBe(2)
  expect([standing().dead, standing().snoozed, open()]).toEqual([4, 0, 4])
})
