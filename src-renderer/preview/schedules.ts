import { BatchOptions, emptyCounts } from '#shared/batch'
import { cronWords } from '#shared/cron-words'
import type { ScheduleId, SchedulePreview, ScheduleView } from '#shared/schedule'
import type { BatchId } from '#shared/task'
import { isTimeZone, machineZone } from '#shared/zoned-time'
import { now } from './tasks'

const hour = 3_600_000
const day = 24 * hour
const minutes = (at: number) => Math.floor(at / 60_000) * 60_000

const aSchedule = (id: number, name: string, cron: string, more: Partial<ScheduleView> = {}): ScheduleView => ({
  ...{
    id: id as ScheduleId,
    name,
    cron,
    words: cronWords(cron),
    timeZone: machineZone(),
    lane: 'auto',
    providerId: null,
  },
  ...{
    model: null,
    priority: 0,
    options: BatchOptions.parse({}),
    missed: 'once',
    overlap: 'queue',
    state: 'active',
  },
  template: {
    kind: 'prompts',
    prompts: [
      {
        prompt: 'Write release notes for what was merged until {{date}}.',
        system: 'You write for people who use the product every day.',
      },
      {
        prompt: 'List what changed for administrators until {{date}}.',
        system: 'You write for people who use the product every day.',
      },
    ],
  },
  ...{
    createdAt: now - 30 * day,
    nextAt: onDay(23, 22),
    handledTo: now,
    lastFiredAt: null,
    lastBatchId: null,
    lastBatch: null,
  },
  ...{ fired: 0, skipped: 0, lastSkip: null },
  ...more,
  ...(more.nextAt === null ? {} : { nextAt: minutes(more.nextAt ?? onDay(23, 22)) }),
})
/** The made-up now is on the 23rd of November 2026; hours may have parts, days go on into December. */
const onDay = (day: number, hours: number): number => new Date(2026, 10, day).getTime() + hours * hour
const batch = (id: number, name: string, counts: Partial<typeof emptyCounts>) => ({
  lastBatchId: id as BatchId,
  lastBatch: { id: id as BatchId, name, counts: { ...emptyCounts, ...counts } },
})

/** One of each kind that can be seen. */
export const madeUpSchedules: readonly ScheduleView[] = [
  aSchedule(1, 'Release notes {{date}}', '0 22 * * *', {
    ...{ lastFiredAt: onDay(22, 22), fired: 29, ...batch(901, 'Release notes 2026-11-23', { succeeded: 2 }) },
  }),
  aSchedule(2, 'Inbox triage', '*/15 9-17 * * 1-5', {
    ...{
      nextAt: onDay(23, 14.75),
      lastFiredAt: onDay(23, 14.5),
      fired: 812,
      skipped: 3,
      lane: 'fast',
      overlap: 'skip',
    },
    ...batch(902, 'Inbox triage 2026-11-24 14:30', { succeeded: 31, running: 2, queued: 9 }),
    lastSkip: { at: now - day, reason: 'overlap', message: 'The batch of the firing before it had not ended.' },
  }),
  aSchedule(3, 'Market open, Tokyo', '0 9 * * 1-5', {
    ...{ timeZone: 'Asia/Tokyo', nextAt: onDay(24, 0), lastFiredAt: onDay(23, 0), fired: 61, lane: 'heavy' },
    ...batch(903, 'Market open, Tokyo 2026-11-24 09:00', { succeeded: 38, dead: 2 }),
  }),
  aSchedule(4, 'Monthly review of every open contract', '0 6 1 * *', {
    nextAt: onDay(31, 6),
    providerId: 'anthropic',
  }),
  aSchedule(5, 'Prices', '5,25,45 */3 * * *', {
    state: 'paused',
    nextAt: null,
    lastFiredAt: onDay(19, 12.75),
    fired: 40,
    ...batch(905, 'Prices', { succeeded: 3, cancelled: 9 }),
  }),
  aSchedule(6, 'Weekly digest', '0 7 * * 1', {
    ...{ nextAt: onDay(30, 7), providerId: 'gone', skipped: 1 },
    lastSkip: {
      at: now - 2 * day,
      reason: 'target',
      message: 'There is no such provider. Add one under Providers, or use Practice.',
    },
  }),
]

/** As main would answer, with made-up moments. */
export function previewOf({ cron, timeZone }: { cron: string; timeZone: string }): SchedulePreview {
  if (!isTimeZone(timeZone))
    return { words: null, next: [], problem: `There is no time zone “${timeZone}”. One is written as Europe/Berlin.` }
  if (cron.trim().split(/\s+/).length < 5)
    return {
      words: null,
      next: [],
      problem: `An expression has 5 fields, or 6 with seconds; this one has ${cron.trim().split(/\s+/).length}.`,
    }
  if (cron.includes(' 30 2 ')) return { words: null, next: [], problem: 'It never fires: no such day comes.' }
  const first = new Date(now)
  first.setHours(22, 0, 0, 0)
  return { words: cronWords(cron), next: [0, 1, 2, 3, 4].map((days) => first.getTime() + days * day), problem: null }
}
