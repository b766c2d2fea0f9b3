import type { Outcome } from '#shared/outcome'
import { assertNever } from '#shared/result'
import type { Failure } from '#shared/task'
import { errorRows, type Verdict } from './error-rows'
import { networkCodes, networkRows, unknownNetworkError } from './network-rows'
import { field, parseJson, readErrorBody } from './read-error-body'
import { storable } from './redact'
import { type HeaderMap, waitHintMs } from './wait-hint'

/** An HTTP answer as it came: its status, its headers and its whole body. */
export type HttpAnswer = { readonly status: number; readonly headers: HeaderMap; readonly text: string }

/** What classification needs besides the answer: the keys to mask, and the time for dates that the server's own clock cannot settle. */
export type ClassifyContext = { readonly secrets: readonly string[]; readonly now: number }

/** What an HTTP error means: body first, then headers, then status. */
export function classifyHttpError(answer: HttpAnswer, context: ClassifyContext): Outcome {
  const body = readErrorBody(answer.text)
  // A redirect is not followed: it would turn a POST into a GET, or carry the key to another host.
  const location = answer.status >= 300 && answer.status < 400 ? answer.headers.get('location') : null
  return judge(
    {
      ...answer,
      judgedBy: judgedBy(answer),
      message: location ? `The server redirects to ${location}: use that address` : body.message,
    },
    body,
    context,
  )
}

/** Whether a 2xx body carries an error at its top: `{"error": …}`, as Ollama, OpenRouter and others send it. */
export function hasErrorInside(json: unknown): boolean {
  const error = field(json, 'error')
  return (typeof error === 'object' && error !== null) || (typeof error === 'string' && error !== '')
}

/** What a call that got no answer came to; `error` is whatever the HTTP client threw. */
export function classifyNetworkError(error: unknown, { secrets }: Pick<ClassifyContext, 'secrets'>): Outcome {
  const codes = networkCodes(error)
  const row = networkRows.find((candidate) => codes.some((code) => candidate.codes.test(code)))
  const code = codes.find((candidate) => row?.codes.test(candidate)) ?? codes[0] ?? null
  const detail = code === 'ERR_INVALID_CHAR' ? code : (deepestMessage(error) ?? code)
  const { words, is } = row ?? unknownNetworkError
  const failure: Failure = {
    code: is.code,
    status: null,
    providerCode: code,
    message: storable(detail ? `${words} (${detail})` : words, secrets),
    requestId: null,
  }
  return is.kind === 'permanent'
    ? { kind: 'permanent', failure }
    : { kind: 'transient', failure, outage: is.outage, retryAfterMs: null }
}

/** The id under which the provider can find the call. */
export function requestIdOf(headers: HeaderMap): string | null {
  return headers.get('x-request-id') ?? headers.get('request-id')
}

type Judged = HttpAnswer & { readonly judgedBy: number; readonly message: string }

function judge(answer: Judged, body: ReturnType<typeof readErrorBody>, context: ClassifyContext): Outcome {
  const error = { status: answer.judgedBy, headers: answer.headers, body }
  const verdict = errorRows.find((row) => row.when(error))?.is
  if (!verdict) throw new Error('the last row of the error table fits everything')
  const failure: Failure = {
    code: failureCode(verdict),
    status: answer.status,
    providerCode: body.code === null ? null : storable(body.code, context.secrets).slice(0, 100),
    message: storable(answer.message, context.secrets) || `HTTP ${answer.status} without a body`,
    requestId: requestIdOf(answer.headers),
  }
  const retryAfterMs = waitHintMs({ headers: answer.headers, json: body.json, message: body.message }, context.now)
  switch (verdict.kind) {
    case 'rate_limited':
      return { kind: 'rate_limited', failure, retryAfterMs }
    case 'blocked':
      return { kind: 'blocked', reason: verdict.reason, failure }
    case 'transient':
      return { kind: 'transient', failure, outage: verdict.outage, retryAfterMs }
    case 'permanent':
      return { kind: 'permanent', failure }
    default:
      return assertNever(verdict)
  }
}

function failureCode(verdict: Verdict): Failure['code'] {
  if (verdict.kind === 'rate_limited') return 'rate_limited'
  return verdict.kind === 'blocked' ? verdict.reason : verdict.code
}

/** An error inside HTTP 200 may carry the status it should have had (OpenRouter: `code: 502`). */
function judgedBy({ status, text }: HttpAnswer): number {
  if (status >= 300) return status
  const error = field(parseJson(text), 'error')
  const claimed = [field(error, 'code'), field(error, 'status'), field(error, 'status_code')].find(
    (value): value is number => typeof value === 'number' && value >= 400 && value < 600,
  )
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
