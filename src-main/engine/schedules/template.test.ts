import { expect, test } from 'vitest'
import { BatchOptions } from '#shared/batch'
import { promptOf, systemOf } from '#shared/request'
import type { Schedule, ScheduleId } from '#shared/schedule'
import { batchName, fillIn, tasksOf } from './template'

const due = Date.parse('2026-12-24T21:00:00Z')
const aSchedule = (changes: Partial<Schedule> = {}): Schedule => ({
  ...{
    id: 1 as ScheduleId,
    name: 'Nightly',
    cron: '0 22 * * *',
    timeZone: 'Europe/Berlin',
    lane: 'auto',
    providerId: null,
    model: null,
  },
  ...{
    template: { kind: 'prompts', prompts: [{ prompt: 'News of {{date}}' }] },
    priority: 0,
    options: BatchOptions.parse({}),
  },
  ...{ missed: 'once', overlap: 'queue', state: 'active', createdAt: 0, nextAt: null, handledTo: 0, lastFiredAt: null },
  ...{ lastBatchId: null, fired: 0, skipped: 0, lastSkip: null },
  ...changes,
})
const target = ({ providerId = 'practice', model = 'practice-mini' }: { providerId?: string; model?: string }) => ({
  providerId,
  model,
})

test('date and time are those of the due moment in the schedule’s zone', () => {
  expect(fillIn('{{date}} {{ time }} {{other}}', due, 'Europe/Berlin')).toBe('2026-12-24 22:00 {{other}}')
  expect(fillIn('{{date}} {{time}}', due, 'Asia/Tokyo')).toBe('2026-12-25 06:00')
})

test('a batch is named so that firings can be told apart', () => {
  expect(batchName({ name: 'Nightly', timeZone: 'Europe/Berlin' }, due)).toBe('Nightly 2026-12-24 22:00')
  expect(batchName({ name: 'News of {{date}}', timeZone: 'Europe/Berlin' }, due)).toBe('News of 2026-12-24')
})

test('a prompt takes from the schedule what it leaves open', () => {
  const prompts = [
    { prompt: 'One of {{date}}', system: 'It is {{time}}.' },
    { prompt: 'Two', lane: 'heavy' as const, model: 'own-model', temperature: 0.5, maxOutputTokens: 64 },
    { prompt: 'Three', providerId: 'other' },
  ]
  const tasks = tasksOf(
    aSchedule({ lane: 'fast', providerId: 'openai', model: 'm1', template: { kind: 'prompts', prompts } }),
    due,
    target,
  )
  expect(tasks.map(({ lane, providerId, model }) => [lane, providerId, model])).toEqual([
    ['fast', 'openai', 'm1'],
    ['heavy', 'openai', 'own-model'],
    ['fast', 'other', 'practice-mini'], // the schedule's model is for the schedule's provider
  ])
  const [first, second] = tasks
  expect(first && [promptOf(first.request), systemOf(first.request)]).toEqual(['One of 2026-12-24', 'It is 22:00.'])
  expect(second?.request).toMatchObject({ temperature: 0.5, maxOutputTokens: 64 })
})

test('auto chooses for each prompt', () => {
  const prompts = [{ prompt: 'short' }, { prompt: 'long '.repeat(1_000) }]
  expect(tasksOf(aSchedule({ template: { kind: 'prompts', prompts } }), due, target).map(({ lane }) => lane)).toEqual([
    'fast',
    'heavy',
  ])
})
