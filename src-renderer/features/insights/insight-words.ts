import type { InsightRange, InsightStep, Latency, Percentiles } from '#shared/insights'
import type { FailureCode } from '#shared/task'
import { formatDate, formatDayTime, formatFullDate, formatSpan, formatStart, formatTime, missing } from '../../format'

export const ranges = [
  { value: 'hour', label: '1 h' },
  { value: 'day', label: '24 h' },
  { value: 'week', label: '7 days' },
  { value: 'month', label: '30 days' },
  { value: 'all', label: 'All' },
] as const satisfies readonly { value: InsightRange; label: string }[]

/** What is looked back on; `from`: when `all` begins. */
export function rangeWords(range: InsightRange, from: number, now: number): string {
  const words = { hour: 'last hour', day: 'last 24 hours', week: 'last 7 days', month: 'last 30 days' }
  return range === 'all' ? `since ${formatStart(from, now)}` : words[range]
}

/** How long a point is: 'Answers per 15 minutes'. */
export const stepWords: Readonly<Record<InsightStep, string>> = {
  ...{ minute: 'minute', quarter_hour: '15 minutes', two_hours: '2 hours', day: 'day', week: 'week' },
}

/** When a point begins. */
export function pointWords(at: number, step: InsightStep): string {
  if (step === 'minute') return formatTime(at)
  if (step === 'week') return `week of ${formatFullDate(at)}`
  return step === 'day' ? formatDate(at) : formatDayTime(at)
}

/** What stands under the time axis. */
export function tickWords(at: number, step: InsightStep): string {
  if (step === 'minute' || step === 'quarter_hour') return formatTime(at)
  return formatDate(at)
}

export const latencyWords: Readonly<Record<Latency, { title: string; of: string; none: string }>> = {
  answer: {
    title: 'Answer time',
    of: 'From the call to its answer, to within 5%',
    none: 'No call was answered in this time.',
  },
  wait: {
    title: 'Time in line',
    of: 'From being ready to its call, to within 5%',
    none: 'No task came to its turn in this time.',
  },
}

/** A time as percentiles tell it: 420 ms, 3.2 s, 44 s, 1 m 12 s. No more precision than they have. */
export function latencyText(ms: number): string {
  if (ms < 100) return `${Math.max(1, Math.round(ms))} ms`
  if (ms < 950) return `${Math.round(ms / 10) * 10} ms`
  return formatSpan(ms < 59_500 ? ms : Math.max(60_000, ms))
}
export const latencyCell = (ms: number | undefined): string => (ms === undefined ? missing : latencyText(ms))

/** The same for a screen reader. */
export const latencySentence = ({ p50, p90, p99 }: Percentiles): string =>
  `half within ${latencyText(p50)}, nine in ten within ${latencyText(p90)}, 99 of 100 within ${latencyText(p99)}`

const times = ['', '', 'twice', 'three times', 'four times', 'five times', 'six times', 'seven times', 'eight times']
/** How much longer the tail is than the middle, in words: 'ten times'. */
export function timesWords(factor: number): string {
  const whole = Math.round(factor)
  if (whole === 10) return 'ten times'
  return times[whole] ?? `${whole} times`
}

type ErrorWords = { readonly short: string; readonly words: string }
/** An error as its status, or in its place a word, and what that means. */
export const errorWords: Readonly<Record<FailureCode, ErrorWords>> = {
  timeout: { short: 'timeout', words: 'no answer in time' },
  connection: { short: 'network', words: 'connection lost' },
  server_error: { short: 'server', words: 'provider had an error' },
  overloaded: { short: 'overload', words: 'provider overloaded' },
  rate_limited: { short: 'limit', words: 'rate limited' },
  auth: { short: 'key', words: 'key rejected' },
  quota: { short: 'quota', words: 'quota used up' },
  model: { short: 'model', words: 'model not there' },
  context_length: { short: 'length', words: 'prompt too long' },
  content_policy: { short: 'filter', words: 'answer declined' },
  bad_request: { short: 'request', words: 'request refused' },
  invalid_answer: { short: 'check', words: 'not the answer asked for' },
  cut_off: { short: 'cut off', words: 'answer reached its limit' },
  blocked: { short: 'blocked', words: 'needs a task that failed' },
  poison: { short: 'set aside', words: 'the app closed during it' },
}

/** An HTTP status where the provider refused with one. */
export const errorHead = (code: FailureCode, status: number | null): string =>
  status !== null && status >= 400 ? String(status) : errorWords[code].short
