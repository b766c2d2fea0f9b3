import { expect, test } from 'vitest'
import type { Batch } from '#shared/batch'
import type { HeldBy } from '#shared/spend'
import type { WorkTime } from '#shared/work-time'
import { formatTime } from '../../format'
import { busy } from '../../preview/overviews'
import { paceHint, paceOf } from './batch-pace'

const [, some] = busy.batches
const now = new Date(2026, 10, 23, 14, 30).getTime()
const finish: WorkTime = {
  ...{ seconds: 700, slowedBy: 'tokens_per_minute', providerId: 'openai', model: 'gpt-4o-mini' },
  ...{ atMost: false, startsAt: null, inLine: 0 },
}
const paused = (dead: number) => ({ paused: true, alert: { dead, settled: 100, at: now, paused: true } })
const costing = (held: HeldBy) => ({
  cost: {
    ...{ cost: 1, unanswered: 0, saved: 0, savedByHalfPrice: 0, unpriced: 0 },
    held,
    model: null,
    providerId: null,
  },
})
const idle = { counts: { ...(some as Batch).counts, running: 0 } }
const dryRun = (state: 'running' | 'waiting') => ({ dryRun: { state } as Batch['dryRun'] })

test.each<[string, Partial<Batch>, { opensAt?: number; paused?: 'by_person' | 'no' }, string, string]>([
  ['moves', { finish, ratePerMinute: 38.2 }, {}, 'About 12 m left: by OpenAI’s tokens a minute, 38/min', 'plain'],
  [
    'shares',
    { finish: { ...finish, inLine: 9 }, ratePerMinute: 0 },
    {},
    'About 12 m left: by OpenAI’s tokens a minute; with other work it takes longer',
    'plain',
  ],
  [
    'goes at half price',
    { finish: { ...finish, slowedBy: null, seconds: 86_400, atMost: true } },
    {},
    'At most 24 h left, 1.6/min',
    'plain',
  ],
  [
    'waits for its gate',
    { ...idle, finish: { ...finish, slowedBy: 'gate', startsAt: now + 600_000 } },
    {},
    `Goes on at ${formatTime(now + 600_000)}: about 12 m left, by OpenAI, which is paused, 1.6/min`,
    'wait',
  ],
  [
    'waits for a person',
    { finish: { ...finish, slowedBy: 'gate', seconds: null } },
    {},
    'Waits for you: held by OpenAI, which is paused, 1.6/min',
    'dead',
  ],
  ['is not known', { finish: null }, {}, 'Time left not known yet, 1.6/min', 'plain'],
  ['is paused', { finish, paused: true }, {}, 'Paused: what runs will finish, 1.6/min', 'plain'],
  [
    'is paused because too many died',
    { finish, ...paused(31) },
    {},
    'Paused: 31 of 100 died, which is too many, 1.6/min',
    'dead',
  ],
  ['stands still with all else', { finish }, { paused: 'by_person' }, 'Paused: all work is, 1.6/min', 'plain'],
  ['has run its dry run', { finish, ...dryRun('waiting') }, {}, 'Waits for you: its dry run is done, 1.6/min', 'plain'],
  ['runs its dry run', { finish, ...dryRun('running') }, {}, 'Dry run: the rest waits for it, 1.6/min', 'plain'],
  [
    'is out of its window',
    { finish },
    { opensAt: now + 27_000_000 },
    `Runs from ${formatTime(now + 27_000_000)}: by its run windows, 1.6/min`,
    'plain',
  ],
  ['is out of money', { ...idle, finish, ...costing('batch') }, {}, 'Held: its budget is used up, 1.6/min', 'dead'],
  [
    'waits for the next day',
    { ...idle, finish, ...costing('day') },
    {},
    'Held: the day’s budget is used up, 1.6/min',
    'wait',
  ],
])('a batch that %s says so', (_what, own, { opensAt = null, paused: all = 'no' }, words, hue) => {
  const batch = { ...(some as Batch), ...own }
  const pace = paceOf({ batch, overview: { paused: all, providers: busy.providers }, opensAt, now })
  expect([pace && paceHint(pace), pace?.hue]).toEqual([words, hue])
})

test('a batch that has ended has no pace', () => {
  const counts = { ...(some as Batch).counts, queued: 0, running: 0, backing_off: 0 }
  expect(paceOf({ batch: { ...(some as Batch), counts }, overview: busy, opensAt: null, now })).toBeNull()
})
