import { z } from 'zod'
import { BatchId, EpochMs, FailureCode, TaskId } from './task'

/** Which dead letters a rule is for: all that is named must hold, and what is left out holds for any. */
export const RuleMatch = z.object({
  cause: z.string().max(2_000).optional(), // the key of its group
  code: FailureCode.optional(),
  status: z.int().optional(),
  providerId: z.string().optional(),
  model: z.string().optional(),
  batchId: BatchId.optional(),
  label: z.string().optional(),
})
export type RuleMatch = z.infer<typeof RuleMatch>

/** What a letter is to a rule. */
export type RuleLetter = {
  readonly cause: string
  readonly code: FailureCode
  readonly status: number | null
  readonly providerId: string
  readonly model: string
  readonly batchId: BatchId
  readonly label: string | null
}

export const RuleAction = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('requeue'),
    afterMs: z
      .int()
      .min(0)
      .max(30 * 86_400_000), // since it died
    atMost: z.int().min(1).max(20), // times for each task, for ever
    target: z.object({ providerId: z.string().min(1), model: z.string().trim().min(1).max(200) }).optional(), // left out: its own model
  }),
  z.object({ kind: z.literal('label'), label: z.string().trim().min(1).max(100) }),
  z.object({ kind: z.literal('notify') }),
])
export type RuleAction = z.infer<typeof RuleAction>

export const RuleId = z.int().positive()

/** What a window sends of a rule; with `id` it changes that one. A new rule is off unless it says otherwise. */
export const RuleInput = z.object({
  id: RuleId.optional(),
  name: z.string().trim().min(1).max(200),
  enabled: z.boolean().default(false),
  match: RuleMatch,
  actions: z.array(RuleAction).min(1).max(5),
})
export type RuleInput = z.infer<typeof RuleInput>

export const Rule = RuleInput.required({ id: true }).extend({
  createdAt: EpochMs,
  row: z.int().nonnegative(), // how many that it requeued died of the same cause again, one after the other
  stopped: z.string().nullable(), // it switched itself off, and why
})
export type Rule = z.infer<typeof Rule>

/** After so many in a row that died of the same cause again, a rule switches itself off: it mends nothing. */
export const rowThatStops = 10

export const RuleEvent = z.enum(['requeued', 'labelled', 'notified', 'skipped', 'gave_up', 'stopped'])
export type RuleEvent = z.infer<typeof RuleEvent>
/** What a rule did, and to which task; null: to none. */
export const RuleLogEntry = z.object({
  id: z.int().positive(),
  at: EpochMs,
  ruleId: RuleId,
  ruleName: z.string(), // as it was called then
  taskId: TaskId.nullable(),
  what: RuleEvent,
  detail: z.string(), // in words
})
export type RuleLogEntry = z.infer<typeof RuleLogEntry>

/** What a rule would do to the dead letters that are there now. Rules themselves only see what dies from then on. */
export const RuleDryRun = z.object({
  seen: z.int().nonnegative(),
  matched: z.int().nonnegative(),
  requeued: z.int().nonnegative(),
  usedUp: z.int().nonnegative(), // of the matched, requeued by this rule as often as it may
  others: z.int().nonnegative(), // of the matched, left alone: another rule that is on requeues them first, or they crashed the app
  examples: z.array(z.object({ taskId: TaskId, title: z.string(), message: z.string() })), // the first of the matched
  words: z.array(z.string()), // what would happen, action by action
})
export type RuleDryRun = z.infer<typeof RuleDryRun>

export function ruleMatches(match: RuleMatch, letter: RuleLetter): boolean {
  const { cause, code, status, providerId, model, batchId, label } = match
  return (
    (cause === undefined || cause === letter.cause) &&
    (code === undefined || code === letter.code) &&
    (status === undefined || status === letter.status) &&
    (providerId === undefined || providerId === letter.providerId) &&
    (model === undefined || model === letter.model) &&
    (batchId === undefined || batchId === letter.batchId) &&
    (label === undefined || label === letter.label)
  )
}

/** Whether a rule may requeue such a letter at all. One that crashed the app again and again is only for a rule that names that. */
export const mayRequeue = ({ code }: RuleMatch, letter: Pick<RuleLetter, 'code'>): boolean =>
  letter.code !== 'blocked' && (letter.code !== 'poison' || code === 'poison')

const units = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  [1_000, 'second'],
] as const

function duration(ms: number): string {
  const [unit, name] = units.find(([size]) => ms >= size && ms % size === 0) ?? [1_000, 'second']
  const count = Math.round(ms / unit)
  return `${count} ${name}${count === 1 ? '' : 's'}`
}

/** An action in words, as in “requeue after 5 minutes, at most 2 times, with gpt-4o”. */
export function actionWords(action: RuleAction): string {
  switch (action.kind) {
    case 'requeue': {
      const after = action.afterMs === 0 ? 'requeue at once' : `requeue after ${duration(action.afterMs)}`
      const most = action.atMost === 1 ? 'at most once' : `at most ${action.atMost} times`
      return `${after}, ${most}${action.target ? `, with ${action.target.model}` : ''}`
    }
    case 'label':
      return `label it “${action.label}”`
    case 'notify':
      return 'tell me'
  }
}
