import type { LimitKind, LimitScope } from '#shared/outcome'
import type { FailureCode } from '#shared/task'
import type { LimitFamily } from './limit-family'
import { type ErrorBody, objectsIn } from './read-error-body'
import type { HeaderMap } from './wait-hint'

/** An HTTP answer that says what went wrong, with what rows ask of it. */
export type ErrorAnswer = {
  /** The one to judge by: of an error inside HTTP 200, the error's own. */
  readonly status: number
  readonly headers: HeaderMap
  readonly body: ErrorBody
  /** Whose server it is; `generic` where the caller does not say. */
  readonly family: LimitFamily
  /** Epoch ms by the server's own clock where it tells it. */
  readonly now: number
  /** The provider's own time to wait in ms, a month at most; null where it names none. */
  readonly statedMs: number | null
}

/** How long in ms, where something other than the stated time decides. Null: not known. */
type WaitOf = (answer: ErrorAnswer) => number | null
/** What a person can do about it, with the numbers: a sentence that follows the provider's own. Null: nothing to add. */
type AdviceOf = (answer: ErrorAnswer) => string | null

/** What an error means for the task, before the provider's words and times are added. */
export type Verdict =
  | { readonly kind: 'rate_limited'; readonly scope: LimitScope; readonly limit: LimitKind; readonly waitMs?: WaitOf }
  | { readonly kind: 'blocked'; readonly reason: 'auth' | 'quota'; readonly waitMs?: WaitOf }
  | { readonly kind: 'transient'; readonly code: FailureCode; readonly outage: boolean }
  | { readonly kind: 'permanent'; readonly code: FailureCode; readonly advice?: AdviceOf }

export type Test = (answer: ErrorAnswer) => boolean
/** One condition of one provider, or of whatever stands between. The name says whose and which. */
export type ErrorRow = { readonly name: string; readonly when: Test; readonly is: Verdict }

export const row = (name: string, when: Test, is: Verdict): ErrorRow => ({ name, when, is })

// What an answer can mean.
export const window: Verdict = { kind: 'rate_limited', scope: 'model', limit: 'window' }
export const windowOfKey: Verdict = { kind: 'rate_limited', scope: 'key', limit: 'window' }
export const tooManyAtOnce: Verdict = { kind: 'rate_limited', scope: 'model', limit: 'concurrency' }
export const tooManyAtOnceOfKey: Verdict = { kind: 'rate_limited', scope: 'key', limit: 'concurrency' }
export const period = (waitMs?: WaitOf, scope: LimitScope = 'model'): Verdict => ({
  ...{ kind: 'rate_limited', scope, limit: 'period' },
  ...(waitMs && { waitMs }),
})
/** Retry-After says nothing of money, so without `waitMs` it waits for a person. */
export const quota = (waitMs?: WaitOf): Verdict => ({ kind: 'blocked', reason: 'quota', ...(waitMs && { waitMs }) })
export const auth: Verdict = { kind: 'blocked', reason: 'auth' }
export const overloaded: Verdict = { kind: 'transient', code: 'overloaded', outage: true }
/** Whatever stands in front of the server answers for it. */
export const serverDown: Verdict = { kind: 'transient', code: 'server_error', outage: true }
export const serverFault: Verdict = { kind: 'transient', code: 'server_error', outage: false }
/** No API answered at all, as if the machine were offline. */
export const offline: Verdict = { kind: 'transient', code: 'connection', outage: true }
export const permanent = (code: FailureCode, advice?: AdviceOf): Verdict => ({
  ...{ kind: 'permanent', code },
  ...(advice && { advice }),
})
export const badRequest = permanent('bad_request')
export const noModel = permanent('model')
export const refusedContent = permanent('content_policy')

// What can be asked of an answer.
export const status =
  (...statuses: number[]): Test =>
  (answer) =>
    statuses.includes(answer.status)
export const between =
  (from: number, to: number): Test =>
  (answer) =>
    answer.status >= from && answer.status <= to
/** In lower case, as the body's codes are. */
export const code =
  (...codes: string[]): Test =>
  ({ body }) =>
    codes.some((wanted) => body.codes.has(wanted))
export const says =
  (words: RegExp): Test =>
  ({ body }) =>
    words.test(body.words)
export const names =
  (...keys: string[]): Test =>
  ({ body }) =>
    [...objectsIn(body.json)].some((object) => keys.some((key) => key in object))
/** Some object of the body has exactly this value under this key. */
export const holds =
  (key: string, ...values: readonly unknown[]): Test =>
  ({ body }) =>
    [...objectsIn(body.json)].some((object) => values.includes(object[key]))
export const header =
  (name: string, value: RegExp = /./): Test =>
  ({ headers }) =>
    value.test(headers.get(name) ?? '')
export const from =
  (...families: LimitFamily[]): Test =>
  ({ family }) =>
    families.includes(family)
export const html: Test = ({ body }) => body.isHtml
export const any =
  (...tests: Test[]): Test =>
  (answer) =>
    tests.some((test) => test(answer))
export const all =
  (...tests: Test[]): Test =>
  (answer) =>
    tests.every((test) => test(answer))
export const not =
  (test: Test): Test =>
  (answer) =>
    !test(answer)

/** A refusal of what was asked, and no speed limit; or an error inside HTTP 200. */
export const refused = any(between(400, 428), between(430, 499), status(200))
