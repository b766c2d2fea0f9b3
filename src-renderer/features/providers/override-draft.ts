import type { Jitter, LanePolicy, PolicyOverride } from '#shared/lane'
import { growthWord, spreadWord } from './delay-words'
import { durationText } from './duration-text'
import { fieldText, readField } from './policy-fields'

/** The rules that may differ from the lane's, as they are typed; empty is as the lane. */
export const typedRules = ['retries', 'delayMs', 'maxDelayMs', 'timeoutMs', 'retryForMs'] as const
export type TypedRule = (typeof typedRules)[number]
export type OverrideDraft = Readonly<Record<TypedRule, string>> & {
  readonly backoff: LanePolicy['backoff'] | ''
  readonly jitter: Jitter | ''
}
export type OverrideProblems = Readonly<Partial<Record<TypedRule, string>>>

export const noLimit = 'no limit'

const textOf = (field: TypedRule, value: number | null | undefined): string =>
  value === undefined ? '' : value === null ? noLimit : fieldText(field, value)

export function overrideDraft(policy: PolicyOverride): OverrideDraft {
  return {
    retries: textOf('retries', policy.retries),
    delayMs: textOf('delayMs', policy.delayMs),
    maxDelayMs: textOf('maxDelayMs', policy.maxDelayMs),
    timeoutMs: textOf('timeoutMs', policy.timeoutMs),
    retryForMs: textOf('retryForMs', policy.retryForMs),
    backoff: policy.backoff ?? '',
    jitter: policy.jitter ?? '',
  }
}

/** What was typed, as rules; null where something does not fit, with what to type instead. */
export function readOverride(draft: OverrideDraft): { value: PolicyOverride | null; problems: OverrideProblems } {
  const value: PolicyOverride = {}
  const problems: Partial<Record<TypedRule, string>> = {}
  for (const field of typedRules) {
    const text = draft[field].trim()
    if (text === '') continue
    if (field === 'retryForMs' && /^(no limit|none)$/i.test(text)) {
      value.retryForMs = null
      continue
    }
    const read = readField(field, text)
    if (read.ok) value[field] = read.value
    else problems[field] = read.advice
  }
  if (draft.backoff !== '') value.backoff = draft.backoff
  if (draft.jitter !== '') value.jitter = draft.jitter
  return { value: Object.keys(problems).length > 0 ? null : value, problems }
}

/** The rules that differ, in a line: '5 retries, 30 s, doubling, at most 5 min apart'. */
export function overrideWords(policy: PolicyOverride): string {
  const { retries, delayMs, backoff, jitter, maxDelayMs, timeoutMs, retryForMs } = policy
  return [
    retries === undefined ? '' : retries === 0 ? 'no retries' : `${retries} ${retries === 1 ? 'retry' : 'retries'}`,
    delayMs === undefined ? '' : durationText(delayMs),
    backoff === undefined ? '' : growthWord(backoff),
    jitter === undefined ? '' : spreadWord(jitter),
    maxDelayMs === undefined ? '' : `at most ${durationText(maxDelayMs)} apart`,
    timeoutMs === undefined ? '' : `${durationText(timeoutMs)} to answer`,
    retryForMs === undefined ? '' : retryForMs === null ? 'for as long as it takes' : `for ${durationText(retryForMs)}`,
  ]
    .filter(Boolean)
    .join(', ')
}
