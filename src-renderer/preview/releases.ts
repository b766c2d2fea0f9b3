import type { Overview } from '#shared/overview'
import type { ReleaseView } from '#shared/release'
import type { Rule, RuleDryRun, RuleLogEntry } from '#shared/rule'
import type { TaskId } from '#shared/task'
import { busy } from './overviews'
import { aFailure, batches, busyTasks, now } from './tasks'

const minute = 60_000

/** One that was sent ahead a moment ago; the rest waits for it. */
export const aRelease = (more: Partial<ReleaseView>): ReleaseView => ({
  ...{ id: 1, state: 'probing', createdAt: now - 5_000, endedAt: null, reason: null, failure: null, pace: null },
  ...{ probeId: 129 as TaskId, cause: null, total: 8, left: 8, nextAt: null, pausedAt: null },
  ...{ released: 0, skipped: 0, succeeded: 0, died: 0, ended: 0 },
  ...more,
})

const overloaded = busy.deadGroups.find(({ code }) => code === 'overloaded')?.key ?? null
const taskIn = (kind: string) => busyTasks.find(({ state }) => state.kind === kind)?.id ?? (129 as TaskId)
/** A group's, beside one of a group that has left the list. */
const withRelease = (more: Partial<ReleaseView>): Overview => ({
  ...busy,
  releases: [
    aRelease({ id: 2, cause: overloaded, ...more }),
    aRelease({
      ...{ id: 1, cause: 'timeout.none.0f45269388b97f64', state: 'releasing', pace: { kind: 'together', n: 5 } },
      ...{ probeId: taskIn('succeeded'), total: 12, released: 12, succeeded: 7, died: 1, left: 0 },
    }),
  ],
})

export const sentAhead = withRelease({ probeId: taskIn('running'), pace: { kind: 'together', n: 5 } })
export const proved = withRelease({ state: 'proved', probeId: taskIn('succeeded') })
export const releasing = withRelease({
  ...{ state: 'releasing', probeId: taskIn('succeeded'), pace: { kind: 'per_minute', n: 20 }, nextAt: now + 12_000 },
  ...{ total: 412, released: 260, succeeded: 214, died: 3, skipped: 2, left: 150 },
})
export const pausedRelease = withRelease({
  ...{
    state: 'releasing',
    probeId: taskIn('succeeded'),
    pace: { kind: 'per_minute', n: 20 },
    pausedAt: now - 2 * minute,
  },
  ...{ total: 412, released: 260, succeeded: 214, died: 3, skipped: 2, left: 150 },
})
export const stoppedItself = withRelease({
  ...{ state: 'stopped', reason: 'same_cause', failure: aFailure({ message: 'Overloaded' }), endedAt: now - minute },
  ...{ probeId: taskIn('succeeded'), pace: { kind: 'all' }, released: 5, succeeded: 1, died: 4, left: 3 },
})
export const probeFailed = withRelease({
  ...{ state: 'failed', reason: 'probe_died', failure: aFailure({ message: 'Overloaded' }), endedAt: now - minute },
})

/** A batch of which too many died, and which was paused for that. */
export const pausedByDeaths: Overview = {
  ...busy,
  batches: busy.batches.map((batch) =>
    batch.id === batches.reviews
      ? { ...batch, paused: true, alert: { at: now - minute, dead: 31, settled: 100, paused: true } }
      : batch,
  ),
}

export const madeUpRules: readonly Rule[] = [
  {
    ...{ id: 1, name: 'Timeouts of OpenAI', enabled: true, createdAt: now - 90 * minute, row: 0, stopped: null },
    match: { code: 'timeout', providerId: 'openai', model: 'gpt-4o-mini' },
    actions: [{ kind: 'requeue', afterMs: 10 * minute, atMost: 2 }],
  },
  {
    ...{ id: 2, name: 'Too long: larger model', enabled: false, createdAt: now - 80 * minute, row: 0, stopped: null },
    match: { code: 'context_length' },
    actions: [
      { kind: 'requeue', afterMs: 0, atMost: 1, target: { providerId: 'anthropic', model: 'claude-sonnet-4-5' } },
      { kind: 'label', label: 'moved to a larger model' },
    ],
  },
  {
    ...{ id: 3, name: 'Refusals', enabled: false, createdAt: now - 70 * minute, row: 10 },
    stopped: 'ten in a row that it requeued died of the same cause again. It mends nothing as it is.',
    match: { code: 'content_policy' },
    actions: [{ kind: 'requeue', afterMs: minute, atMost: 3 }, { kind: 'notify' }],
  },
]

export const madeUpDryRun: RuleDryRun = {
  ...{ seen: 56, matched: 9, requeued: 8, usedUp: 1, others: 0 },
  examples: busyTasks.slice(0, 7).map(({ id, title }) => ({ taskId: id, title, message: 'No answer within 60 s.' })),
  words: ['requeue after 10 minutes, at most 2 times'],
}

const entry = (id: number, more: Partial<RuleLogEntry>): RuleLogEntry => ({
  ...{ id, at: now - (40 - id) * minute, ruleId: 1, ruleName: 'Timeouts of OpenAI', taskId: 129 as TaskId },
  ...{ what: 'requeued', detail: 'The first time of 2, 10 minutes after it died.' },
  ...more,
})
export const madeUpLog: readonly RuleLogEntry[] = [
  entry(9, {
    ...{ ruleId: 3, ruleName: 'Refusals', taskId: null, what: 'stopped' },
    detail: 'Ten in a row that it requeued died of the same cause again.',
  }),
  entry(8, { what: 'requeued', detail: 'The second time of 2, 10 minutes after it died.' }),
  entry(7, { what: 'gave_up', detail: 'It was requeued twice, and died a third time.' }),
  entry(6, { what: 'skipped', detail: 'It changed before it was due.' }),
  entry(5, { ruleId: 2, ruleName: 'Too long: larger model', what: 'labelled', detail: '“moved to a larger model”' }),
  entry(4, { ruleId: 3, ruleName: 'Refusals', what: 'notified', detail: 'With 3 others.' }),
  entry(3, {}),
]
