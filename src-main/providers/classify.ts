import type { Outcome } from '#shared/outcome'
import { assertNever } from '#shared/result'
import type { Failure } from '#shared/task'
import type { ErrorAnswer, ErrorRow, Verdict } from './error-row'
import { errorRows } from './error-rows'
import type { LimitFamily } from './limit-family'
import { codeOfNetwork, networkCodes, networkRows, unknownNetworkError } from './network-rows'
import { field, outermost, readErrorBody } from './read-error-body'
import { longestMessage, storable } from './redact'
import { type HeaderMap, longestPeriodMs, longestWaitMs, serverClock, usableMs, waitHintMs } from './wait-hint'

/** An HTTP answer as it came: its status, its headers and its whole body. */
export type HttpAnswer = { readonly status: number; readonly headers: HeaderMap; readonly text: string }

/**
 * What classification needs besides the answer: the keys to mask, and the time for dates that the server's own clock cannot settle.
 * family: whose rules the server follows (limitFamilyOf), for what its words leave open; `generic` where left out.
 */
export type ClassifyContext = {
  readonly secrets: readonly string[]
  readonly now: number
  readonly family?: LimitFamily
}

/** What an HTTP error means: body first, then headers, then status. */
export function classifyHttpError(answer: HttpAnswer, context: ClassifyContext): Outcome {
  const error = readError(answer, context)
  const { is } = rowOf(error)
  return outcomeOf(is, error, failureOf(is, answer, error, context))
}

/** The row of the table that decides. Every error fits the last one. */
export function rowOf(error: ErrorAnswer): ErrorRow {
  const row = errorRows.find((candidate) => candidate.when(error))
  if (!row) throw new Error('the last row of the error table fits everything')
  return row
}

/** An answer with all that the table asks of it. */
export function readError(answer: HttpAnswer, { now, family = 'generic' }: ClassifyContext): ErrorAnswer {
  const { headers } = answer
  const body = readErrorBody(answer.text)
  const hint = { headers, json: body.json, message: body.words }
  return {
    ...{ headers, body, family },
    status: judgedBy(answer.status, body.json),
    now: serverClock(headers, now),
    statedMs: waitHintMs(hint, now, longestPeriodMs),
  }
}

/**
 * Whether a 2xx body, or an event of a stream, carries an error at its top: `{"error": …}`, as Ollama, OpenRouter and others send it, or
 * an object that calls itself one, as Mistral and older vLLM do (`{"object": "error", "message": …}`).
 */
export function hasErrorInside(json: unknown): boolean {
  const outer = outermost(json)
  const error = field(outer, 'error')
  if ((typeof error === 'object' && error !== null) || (typeof error === 'string' && error !== '')) return true
  return field(outer, 'object') === 'error' || field(outer, 'type') === 'error'
}

/**
 * A server of one's own that takes no connection is not running. It may be started any moment, and no task pays for it meanwhile: as an
 * outage it would spend all retries of the first tasks (provider wire facts, section 3.3).
 */
const notRunningRetryMs = 15_000

/** What a call that got no answer came to; `error` is whatever the HTTP client threw. */
export function classifyNetworkError(
  error: unknown,
  { secrets, family }: Pick<ClassifyContext, 'secrets' | 'family'>,
): Outcome {
  const codes = networkCodes(error)
  const row = networkRows.find((candidate) => codes.some((code) => candidate.codes.test(code)))
  const code = codes.find((candidate) => row?.codes.test(candidate)) ?? codes[0] ?? null
  const detail = code === 'ERR_INVALID_CHAR' ? code : (deepestMessage(error) ?? code)
  const { words, is } = row ?? unknownNetworkError
  const failure: Failure = {
    code: codeOfNetwork(row ?? unknownNetworkError),
    status: null,
    providerCode: code,
    message: storable(detail ? `${words} (${detail})` : words, secrets),
    requestId: null,
  }
  if (family === 'local' && code === 'ECONNREFUSED') {
    const message = `${failure.message}. Start the server, and what waits goes on`
    return blocked('auth', { ...failure, message }, notRunningRetryMs)
  }
  switch (is.kind) {
    case 'permanent':
      return { kind: 'permanent', failure }
    case 'blocked':
      return blocked('auth', failure, is.retryAfterMs)
    case 'transient':
      return { kind: 'transient', failure, outage: is.outage, retryAfterMs: null }
    default:
      return assertNever(is)
  }
}

const requestIdHeaders = ['x-request-id', 'request-id', 'apim-request-id', 'x-generation-id', 'cf-ray']

/** The id under which the provider can find the call; where it gives none, that of the edge in front of it. */
export function requestIdOf(headers: HeaderMap): string | null {
  return requestIdHeaders.map((name) => headers.get(name)).find((id) => id !== null && id !== '') ?? null
}

function failureOf(is: Verdict, answer: HttpAnswer, error: ErrorAnswer, { secrets }: ClassifyContext): Failure {
  const { body } = error
  const advice = (is.kind === 'permanent' && is.advice?.(error)) || ''
  const words = storable(ownWords(answer) ?? body.message, secrets) || `HTTP ${answer.status} without a body`
  const id = requestIdOf(answer.headers) ?? field(outermost(body.json), 'request_id') // Anthropic repeats it in its body
  return {
    code: failureCode(is),
    status: answer.status,
    providerCode: body.code === null ? null : storable(body.code, secrets).slice(0, 100),
    message: advice === '' || words.includes(advice) ? words : withAdvice(words, advice),
    requestId: typeof id === 'string' ? storable(id, secrets).slice(0, 200) : null,
  }
}

/** A redirect is not followed: it would turn a POST into a GET, or carry the key to another host. */
function ownWords({ status, headers }: HttpAnswer): string | null {
  if (status === 407) return 'The proxy between here and the server wants a login'
  const location = status >= 300 && status < 400 ? headers.get('location') : null
  return location ? `The server redirects to ${location}: use that address` : null
}

/** Numbers and what to lower must not be what a long message is cut by. */
function withAdvice(words: string, advice: string): string {
  const kept = words.slice(0, longestMessage - advice.length - 2).toWellFormed()
  return `${kept}${/[.!?…]$/.test(kept) ? '' : '.'} ${advice}`
}

function outcomeOf(verdict: Verdict, error: ErrorAnswer, failure: Failure): Outcome {
  const { statedMs } = error
  switch (verdict.kind) {
    case 'rate_limited': {
      const { scope, limit, waitMs } = verdict
      const longestMs = limit === 'period' ? longestPeriodMs : longestWaitMs
      const retryAfterMs = usableMs([waitMs ? waitMs(error) : statedMs], longestMs)
      return { kind: 'rate_limited', failure, retryAfterMs, scope, limit }
    }
    case 'blocked':
      return blocked(verdict.reason, failure, usableMs([verdict.waitMs?.(error) ?? null], longestPeriodMs))
    case 'transient':
      return {
        ...{ kind: 'transient', failure },
        outage: verdict.outage,
        retryAfterMs: usableMs([statedMs], longestWaitMs),
      }
    case 'permanent':
      return { kind: 'permanent', failure }
    default:
      return assertNever(verdict)
  }
}

function blocked(reason: 'auth' | 'quota', failure: Failure, retryAfterMs: number | null): Outcome {
  return { ...{ kind: 'blocked', reason, failure, scope: 'key' }, ...(retryAfterMs === null ? {} : { retryAfterMs }) }
}

function failureCode(verdict: Verdict): Failure['code'] {
  if (verdict.kind === 'rate_limited') return 'rate_limited'
  return verdict.kind === 'blocked' ? verdict.reason : verdict.code
}

/** An error inside HTTP 200 may carry the status it should have had (OpenRouter and Gemini: `code: 502`). */
function judgedBy(status: number, json: unknown): number {
  if (status >= 300) return status
  const error = field(outermost(json), 'error') ?? outermost(json)
  const claimed = ['code', 'status', 'status_code', 'raw_status_code']
    .map((key) => Number(field(error, key)))
    .find((value) => value >= 400 && value < 600)
  return claimed ?? 200
}

function deepestMessage(error: unknown): string | undefined {
  let found: string | undefined
  let at = error
  for (let depth = 0; depth < 8 && at instanceof Error; depth++) {
    if (at.message !== '') found = at.message
    at = at instanceof AggregateError ? at.errors[0] : at.cause
  }
  return found
}
