import { field, isObject, objectsIn } from './read-error-body'

/** What of the Fetch API's Headers is read here. */
export type HeaderMap = Iterable<[string, string]> & { get(name: string): string | null }

/** A day: no window is longer, and asking once a day whether it has passed costs nothing. Caps nonsense. */
export const longestWaitMs = 24 * 60 * 60 * 1000
/** 32 days: quotas and spend limits return at the end of a month. */
export const longestPeriodMs = 32 * longestWaitMs

const unitMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}
const amount = String.raw`\d+(?:\.\d+)?`
const goDuration = new RegExp(`^(?:${amount}(?:ns|us|µs|μs|ms|s|m|h|d))+$`)
const spelledUnit = 'ns|us|µs|μs|ms|milliseconds?|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d'
const spelledPart = String.raw`${amount}\s*(?:${spelledUnit})(?![a-z])`
/** "Please try again in 18.642s", "Please retry in 10h17m5.72s", "Please retry after 6 seconds". */
const textHint = new RegExp(
  String.raw`\b(?:try again|retry|wait)\s+(?:(?:in|after|for|at least)\s+)?((?:${spelledPart}(?:\s*,\s*|\s+and\s+|\s*))+)`,
  'gi',
)
const dayOnly = /^\d{4}-\d\d-\d\d$/
const dateLike = /^(?:\d{4}-\d\d-\d\dT|[A-Za-z]{3,9},? )/

/**
 * How long the provider asks to wait, in whole milliseconds from 1 to `longestMs`; null when it says nothing usable.
 * The largest of the explicit hints (`retry-after-ms`, `retry-after`, the body's fields and words), and only without any of
 * them the reset of a rate limit that is used up: resets say when a bucket is full again, which is longer than needed.
 * @param now epoch ms, for dates when the response carries no Date of its own to take them from
 */
export function waitHintMs(
  answer: { headers: HeaderMap; json?: unknown; message?: string },
  now: number,
  longestMs = longestWaitMs,
): number | null {
  const serverNow = serverClock(answer.headers, now)
  const explicit = [
    numberMs(answer.headers.get('retry-after-ms'), 1),
    durationMs(answer.headers.get('retry-after'), serverNow),
    ...bodyHints(answer.json, serverNow),
    ...messageHints(answer.message ?? ''),
  ]
  return usableMs(explicit, longestMs) ?? usableMs(exhaustedResets(answer, serverNow), longestMs)
}

/** The server's own time in epoch ms, which removes any skew between its clock and ours; `now` where it does not tell it. */
export function serverClock(headers: HeaderMap, now: number): number {
  return readDate(headers.get('date')) ?? now
}

/**
 * When access that was used up or paid out returns by itself, in ms from `serverNow`; null where the body does not say.
 * OpenRouter: `resets_at`; Anthropic: "You will regain access on 2026-12-01 at 00:00 UTC".
 */
export function accessReturnsMs(json: unknown, message: string, serverNow: number): number | null {
  const named = /\bregain access (?:on|at) (\d{4}-\d\d-\d\d)(?:T| at | )?(\d\d:\d\d)?/i.exec(message)
  const stated = named ? Date.parse(`${named[1]}T${named[2] ?? '00:00'}Z`) - serverNow : null
  const fields = [...objectsIn(json)].flatMap((object) => [object.resets_at, object.reset_at].map(scalar))
  const resets = fields.map((text) =>
    dayOnly.test(text ?? '') ? Date.parse(text ?? '') - serverNow : durationMs(text, serverNow),
  )
  return usableMs([stated, ...resets], longestPeriodMs)
}

/**
 * A header's time to wait in milliseconds: seconds, a Go duration such as `6m0s`, an HTTP or RFC 3339 date, or an epoch in
 * seconds or milliseconds. May be negative for a moment that has passed; null when it is none of these.
 */
export function durationMs(text: string | null, serverNow: number): number | null {
  const value = text?.trim() ?? ''
  const number = numberMs(value, 1)
  if (number !== null) {
    if (number > 1e12) return number - serverNow
    if (number > 1e9) return number * 1_000 - serverNow
    return number * 1_000
  }
  if (goDuration.test(value)) return sumOfParts(value)
  const date = readDate(value)
  return date === null ? null : date - serverNow
}

function numberMs(text: string | null, factor: number): number | null {
  const value = text?.trim() ?? ''
  return /^(?:\d+\.?\d*|\.\d+)$/.test(value) ? Number(value) * factor : null
}

function readDate(text: string | null): number | null {
  // Date.parse takes much for a date that is none: '-1' is a day in 2001.
  if (text === null || !dateLike.test(text)) return null
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : at
}

function sumOfParts(text: string): number {
  const parts = text.matchAll(new RegExp(String.raw`(${amount})\s*([a-zµμ]+)`, 'gi'))
  return [...parts].reduce((sum, [, number, unit]) => sum + Number(number) * (unitMs[shortUnit(unit ?? '')] ?? 0), 0)
}

function shortUnit(unit: string): string {
  const lower = unit.toLowerCase().replace(/[µμ]/, 'u')
  if (lower in unitMs) return lower
  return lower.startsWith('milli') ? 'ms' : lower.charAt(0)
}

function messageHints(message: string): number[] {
  return [...message.matchAll(textHint)].map(([, duration]) => sumOfParts(duration ?? ''))
}

function* bodyHints(json: unknown, serverNow: number): Generator<number | null> {
  for (const object of objectsIn(json)) {
    yield durationMs(scalar(object.retry_after), serverNow)
    yield numberMs(scalar(object.retry_after_ms), 1)
    yield durationMs(scalar(object.retryDelay), serverNow) // google.rpc.RetryInfo: "34.07s"
  }
}

/** `x-ratelimit-remaining-tokens: 0` beside `x-ratelimit-reset-tokens: 7.66s`; OpenRouter repeats the headers in its body. */
function* exhaustedResets(answer: { headers: HeaderMap; json?: unknown }, serverNow: number): Generator<number | null> {
  for (const fields of [[...answer.headers], repeatedHeaders(answer.json)]) {
    const values = new Map(fields.map(([name, value]) => [name.toLowerCase(), value]))
    for (const [name, value] of values) {
      if (!/ratelimit-.*remaining/.test(name) || numberMs(value, 1) !== 0) continue
      yield durationMs(values.get(name.replace('remaining', 'reset')) ?? null, serverNow)
    }
  }
}

function repeatedHeaders(json: unknown): [string, string][] {
  const headers = field(field(field(json, 'error'), 'metadata'), 'headers')
  return isObject(headers) ? Object.entries(headers).map(([name, value]) => [name, scalar(value) ?? '']) : []
}

function scalar(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null
}

/** The largest of these. A wait of nothing is no information (Azure has sent resets of 0 and -1), nor is a moment that has passed. */
export function usableMs(hints: Iterable<number | null>, longestMs: number): number | null {
  const usable = [...hints].filter((hint): hint is number => hint !== null && hint > 0)
  return usable.length === 0 ? null : Math.min(Math.ceil(Math.max(...usable)), longestMs)
}
