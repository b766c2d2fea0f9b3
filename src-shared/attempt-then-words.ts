import {
  type AttemptThen,
  type GateThen,
  type LimitsThen,
  type RulesThen,
  type StateThen,
  standingAtEnd,
} from './attempt-then'
import type { GateReason } from './gate'
import type { Jitter } from './lane'
import type { KnownLimit, LimitSource } from './limits'
import type { Attempt } from './task'

/** How a window or a terminal writes a span of milliseconds, a moment and a number. */
export type Formats = {
  readonly span: (ms: number) => string
  readonly moment: (at: number) => string
  readonly number: (value: number) => string
}

const closedFor: Readonly<Record<GateReason, string>> = {
  rate_limit: 'for a rate limit',
  outage: 'for an outage',
  auth: 'because the key was refused',
  quota: 'because the quota was used up',
  model: 'because the model was not known',
}

function stateWords(state: StateThen, { moment }: Formats): string {
  if (state.kind === 'open') return 'open'
  if (state.kind === 'half_open') return 'half open, letting one call through to find out'
  const { status, providerCode, code } = state.failure
  const by = [status, providerCode ?? code].filter((part) => part !== null).join(' ')
  const until = state.until === null ? 'until a person acts' : `until ${moment(state.until)}`
  return `closed ${until} ${closedFor[state.reason]} (${by})`
}

/** 'open from start to end; then closed until 14:32 for a rate limit (429 rate_limit_error)' */
export function gateWords({ sent, ended, after }: GateThen, formats: Formats): string {
  const words = (state: StateThen) => stateWords(state, formats)
  const atEnd = ended && `${words(ended.state)} when it ended`
  const parts = sent
    ? ended && JSON.stringify(ended.state) !== JSON.stringify(sent.state)
      ? [`${words(sent.state)} when the call went out`, atEnd]
      : [`${words(sent.state)} from start to end`]
    : [atEnd]
  return [...parts, after && `then ${words(after)}`].filter(Boolean).join('; ')
}

const sources: Readonly<Record<LimitSource, string>> = {
  headers: 'told by the provider',
  set: 'set by you',
  preset: 'preset',
  measured: 'measured between refusals',
}
const limitNouns = {
  ...{ requests: 'requests', tokens: 'tokens', inputTokens: 'input tokens', outputTokens: 'output tokens' },
  concurrency: 'at once',
} as const

/** As limits are written elsewhere: 'a minute'; any other window as a span. */
const usualWindows: Readonly<Record<number, string>> = {
  ...{ 1000: ' a second', 60000: ' a minute', 3600000: ' an hour', 86400000: ' a day' },
}
const windowWords = (ms: number | null, span: Formats['span']): string =>
  ms === null ? '' : (usualWindows[ms] ?? ` in ${span(ms)}`)

/** '600 requests a minute, told by the provider'; null where none was in force. */
export function limitsWords(gate: GateThen, { span, number }: Formats): string | null {
  const limits: LimitsThen | undefined = (gate.sent ?? standingAtEnd(gate))?.limits
  if (!limits) return null
  const words = (name: keyof typeof limitNouns, limit: KnownLimit | null) =>
    limit === null
      ? []
      : [
          `${number(Math.round(limit.value * 10) / 10)} ${limitNouns[name]}${windowWords(limit.windowMs, span)}, ${sources[limit.source]}`,
        ]
  const all = [
    ...words('requests', limits.requests),
    ...words('tokens', limits.tokens),
    ...words('inputTokens', limits.inputTokens),
    ...words('outputTokens', limits.outputTokens),
    ...words('concurrency', limits.concurrency),
  ]
  return all.length === 0 ? null : all.join('; ')
}

const spread: Readonly<Record<Jitter, string>> = {
  ...{ around: ', spread around it', none: '', full: ', spread from none to it' },
  ...{ equal: ', spread over its second half', decorrelated: ', spread by the wait before' },
}
const grown: Readonly<Record<RulesThen['backoff'], string>> = {
  ...{ fixed: 'each', linear: 'more each time', exponential: 'at first, doubled each time' },
}

/** '3 retries, 1 used before; 1 s each, spread around it, at most 60 s; 60 s for the call' */
export function rulesWords({ rules, retriesUsed }: AttemptThen, { span }: Formats): string {
  if (rules === null) return 'The rules of this attempt cannot be read any more.'
  const { retries, delayMs, backoff, jitter, maxDelayMs, timeoutMs, retryForMs, ofClass } = rules
  const of = ofClass === null ? '' : ` for ${ofClass.replaceAll('_', ' ')}`
  return [
    `${retries} ${retries === 1 ? 'retry' : 'retries'}${of}, ${retriesUsed} used before`,
    ...(retries === 0 ? [] : [`${span(delayMs)} ${grown[backoff]}${spread[jitter]}, at most ${span(maxDelayMs)}`]),
    `${span(timeoutMs)} for the call`,
    ...(retryForMs === null ? [] : [`no retry later than ${span(retryForMs)} after the first try`]),
  ].join('; ')
}

/** Why nothing was kept of an attempt that has ended and did not succeed. */
export const notKeptWords = ({ endedAt }: Pick<Attempt, 'endedAt'>): string =>
  endedAt === null
    ? 'The app ended during this call, so its gate and rules at that time were not kept.'
    : 'Its gate and rules at that time were not kept.'
