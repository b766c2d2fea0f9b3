import { expect, onTestFinished, test } from 'vitest'
import type { Fired } from '#engine/schedules/schedules'
import { createSchedules } from '#engine/schedules/schedules'
import { commands } from '#shared/contract'
import type { ScheduleView } from '#shared/schedule'
import { tempStore } from '#store/temp-store'
import { firedNotice, scheduleCommands, tellSchedules } from './schedule-commands'

const noon = Date.parse('2026-11-24T12:00Z')
const input = {
  ...{ name: 'Nightly', cron: ' 0  22 * * * ', timeZone: 'UTC' },
  template: { kind: 'prompts', prompts: [{ prompt: 'Hello' }] },
}

test('every answer fits the contract, and windows hear of each change once', async () => {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  const { store } = temp
  const schedules = createSchedules({
    ...{ store: store.schedules, now: () => noon, wake: () => {}, cancelBatch: async () => {} },
    target: ({ providerId = 'practice', model = 'practice-mini' }) => ({ providerId, model }),
  })
  const heard: string[][] = []
  const stop = tellSchedules(store, schedules, (all) => heard.push(all.map(({ name, state }) => `${name} ${state}`)))
  const handlers = scheduleCommands(schedules)
  const saved = await handlers.saveSchedule(commands.saveSchedule.request.parse(input), 1)
  expect(commands.saveSchedule.response.parse(saved)).toMatchObject({ cron: '0 22 * * *', words: 'Every day at 22:00' })
  const { id } = saved as ScheduleView
  await handlers.pauseSchedule({ id, paused: true }, 1)
  expect(commands.runSchedule.response.parse(await handlers.runSchedule({ id }, 1)).batchId).toBe(1)
  expect(commands.listSchedules.response.parse(await handlers.listSchedules({}, 1))).toHaveLength(1)
  expect(
    commands.previewSchedule.response.parse(await handlers.previewSchedule({ cron: '@daily', timeZone: 'UTC' }, 1))
      .next,
  ).toHaveLength(5)
  await store.write(() => store.changes.news('provider')) // no news of a schedule
  await handlers.removeSchedule({ id }, 1)
  expect(heard).toEqual([['Nightly active'], ['Nightly paused'], ['Nightly paused'], []])
  stop()
})

test('the rules and run windows of a schedule are kept, and are those of the batch that it queues', async () => {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  const { store } = temp
  const schedules = createSchedules({
    ...{ store: store.schedules, now: () => noon, wake: () => {}, cancelBatch: async () => {} },
    target: ({ providerId = 'practice', model = 'practice-mini' }) => ({ providerId, model }),
  })
  const handlers = scheduleCommands(schedules)
  const options = {
    ...{ reuse: true, policy: { retries: 6, retryForMs: null } },
    windows: [{ days: ['sat', 'sun'], from: '00:00', to: '24:00', timeZone: 'Asia/Tokyo' }],
  }
  const saved = await handlers.saveSchedule(commands.saveSchedule.request.parse({ ...input, options }), 1)
  expect((await handlers.listSchedules({}, 1)).map((each) => each.options)).toEqual([options])
  const { batchId } = await handlers.runSchedule({ id: saved.id }, 1)
  expect(store.batches.get(batchId)?.options).toEqual(options)
})

test('only a firing that made up for others is told', () => {
  const fired = { name: 'Nightly', standsFor: 0 } as Fired
  expect(firedNotice(fired)).toBeNull()
  expect(firedNotice({ ...fired, standsFor: 1 })?.detail).toContain('one firing')
  expect(firedNotice({ ...fired, standsFor: 3 })).toMatchObject({
    title: 'Nightly ran once, late',
    detail: expect.stringContaining('3 firings'),
  })
})
