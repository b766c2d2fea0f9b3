import type { FailureCode } from '#shared/task'
import { type ErrorBody, objectsIn } from './read-error-body'
import type { HeaderMap } from './wait-hint'

/** An HTTP answer that says what went wrong. `status` is the one to judge by: of an error inside HTTP 200, the error's own. */
export type ErrorAnswer = { readonly status: number; readonly headers: HeaderMap; readonly body: ErrorBody }

/** What an error means for the task, before the provider's words and times are added. */
export type Verdict =
  | { readonly kind: 'rate_limited' }
  | { readonly kind: 'blocked'; readonly reason: 'auth' | 'quota' }
  | { readonly kind: 'transient'; readonly code: FailureCode; readonly outage: boolean }
  | { readonly kind: 'permanent'; readonly code: FailureCode }

export type ErrorRow = {
  readonly name: string
  readonly when: (answer: ErrorAnswer) => boolean
  readonly is: Verdict
}

const rateLimited: Verdict = { kind: 'rate_limited' }
const quota: Verdict = { kind: 'blocked', reason: 'quota' }
const auth: Verdict = { kind: 'blocked', reason: 'auth' }
const overloaded: Verdict = { kind: 'transient', code: 'overloaded', outage: true }
const serverDown: Verdict = { kind: 'transient', code: 'server_error', outage: true }
const serverFault: Verdict = { kind: 'transient', code: 'server_error', outage: false }
const permanent = (code: FailureCode): Verdict => ({ kind: 'permanent', code })

type Test = ErrorRow['when']
const status =
  (...statuses: number[]): Test =>
  (answer) =>
    statuses.includes(answer.status)
const between =
  (from: number, to: number): Test =>
  (answer) =>
    answer.status >= from && answer.status <= to
const code =
  (...codes: string[]): Test =>
  ({ body }) =>
    codes.some((wanted) => body.codes.has(wanted))
const says =
  (words: RegExp): Test =>
  ({ body }) =>
    words.test(body.message)
const names =
  (...keys: string[]): Test =>
  ({ body }) =>
    [...objectsIn(body.json)].some((object) => keys.some((key) => key in object))
const any =
  (...tests: Test[]): Test =>
  (answer) =>
    tests.some((test) => test(answer))
const all =
  (...tests: Test[]): Test =>
  (answer) =>
    tests.every((test) => test(answer))
/** A refusal of what was asked, and no speed limit; or an error inside HTTP 200. */
const refused = any(between(400, 428), between(430, 499), status(200))

/** "Limit 30000, Requested 342389": waiting never makes it fit. "Limit 30000, Used 14567, Requested 24754" does fit, later. */
const neverFits: Test = ({ body }) => {
  const found = /\blimit:?\s+([\d,]+)[\s\S]*?\brequested:?\s+([\d,]+)/i.exec(body.message)
  const [limit, requested] = [found?.[1], found?.[2]].map((digits) => Number(digits?.replaceAll(',', '')))
  return Number(requested) > Number(limit) // NaN, where the message names neither, is above nothing
}

/**
 * What an HTTP error means: the first row that fits decides. So the narrow meanings of a status stand before the broad ones,
 * and what the body says before what the status says (provider wire facts, sections 2.4 and 3.4).
 */
export const errorRows: readonly ErrorRow[] = [
  // Money. A quota that is used up often comes as a 429, which a wait would not cure.
  {
    name: 'quota used up, by its code',
    when: code(
      ...['insufficient_quota', 'credit_balance_exhausted', 'organization_spend_limit_exceeded', 'billing_error'],
      ...['project_spend_limit_exceeded', 'organization_usage_limit_exceeded', 'enforced_spend_limit_reached'],
      ...['billing_hard_limit_reached', 'billing_not_active', 'quota_exceeded', 'payment_required'],
    ),
    is: quota,
  },
  { name: 'own spend limit (Anthropic)', when: says(/^you have reached your specified .*usage limits/i), is: quota },
  { name: 'the one 402 that passes (OpenRouter)', when: code('in_flight_budget_exhausted'), is: rateLimited },
  { name: 'above the budget (OpenRouter)', when: code('weight_exceeds_budget'), is: permanent('bad_request') },
  { name: 'payment required', when: status(402), is: quota },
  { name: 'account suspended (Fireworks)', when: all(status(412), says(/suspend|account/i)), is: quota },
  { name: 'billing off (Gemini)', when: all(code('failed_precondition'), says(/billing/i)), is: quota },
  {
    name: 'a budget behind 403',
    when: all(status(403), any(says(/\bquota\b|spend limit|budget/i), names('limit_source', 'resets_at'))),
    is: quota,
  },

  // Too much for this account, however long one waits.
  {
    name: 'asks for more than the limit',
    when: all(any(status(413), status(429), code('rate_limit_exceeded')), neverFits),
    is: permanent('bad_request'),
  },
  {
    name: 'model not in this tier (Gemini)',
    when: all(status(429), says(/\blimit: 0\b/)),
    is: permanent('bad_request'),
  },

  // Wait for it: the server is fine.
  { name: 'local server loads its model', when: all(status(503), says(/loading model/i)), is: rateLimited },
  {
    name: 'local queue full (Ollama)',
    when: all(status(503), says(/server busy|pending requests/i)),
    is: rateLimited,
  },
  { name: 'slow down', when: code('slow_down'), is: rateLimited },

  // The provider is full.
  {
    name: 'overloaded, by its code',
    when: code(
      ...['server_is_overloaded', 'overloaded_error', 'overloaded', 'engine_overloaded', 'provider_overloaded'],
      ...['provider_unavailable', 'capacity_exceeded', 'model_capacity_exhausted', '3505'],
    ),
    is: overloaded,
  },
  {
    name: 'rate limit',
    when: any(
      status(429),
      code('rate_limit_exceeded', 'rate_limit_error', 'resource_exhausted', 'rate_limited', 'too_many_requests'),
    ),
    is: rateLimited,
  },
  {
    name: 'the edge blocks the client',
    when: all(
      status(403, 503),
      ({ body }) => body.isHtml,
      says(/just a moment|attention required|access denied|blocked/i),
    ),
    is: auth,
  },
  { name: 'overloaded', when: status(498, 503, 529), is: overloaded },

  // Refused, and refused again if sent again.
  {
    name: 'prompt too long',
    when: all(
      refused,
      any(
        code(
          ...['context_length_exceeded', 'exceed_context_size_error', 'max_tokens_exceeded', 'token_limit_exceeded'],
          ...['string_too_long', 'string_above_max_length', 'context_window_exceeded'],
        ),
        says(
          /maximum context length|exceeds? (the|this model's) (available )?context|context (window|size|length) (is )?exceeded/i,
        ),
        says(/prompt is too long|maximum prompt length|exceed context limit|longer than the maximum model length/i),
        says(/input token count.*exceeds the maximum number of tokens/is),
      ),
    ),
    is: permanent('context_length'),
  },
  {
    name: 'content policy',
    when: all(
      refused,
      any(
        code(
          ...[
            'content_policy_violation',
            'content_filter',
            'responsibleaipolicyviolation',
            'invalid_prompt',
            'refusal',
          ],
          ...['moderation_blocked', 'moderation', 'bio_policy', 'prohibited_content', 'safety'],
        ),
        says(/content management policy|content policy|usage polic|flagged (by|as)|requires moderation|safety system/i),
      ),
    ),
    is: permanent('content_policy'),
  },
  {
    name: 'no such model',
    when: any(
      code('model_not_found', 'deploymentnotfound', 'model_deprecated', 'no_endpoints'),
      all(status(404), any(code('not_found_error', 'not_found'), says(/model|deployment|endpoints found/i))),
    ),
    is: permanent('model'),
  },

  // A person must act: the key, the account's rights, the region.
  {
    name: 'key refused',
    when: any(
      status(401, 403, 407),
      code('invalid_api_key', 'api_key_invalid', 'authentication_error', 'unauthenticated', 'permission_denied'),
      all(status(400), says(/api key not valid|invalid api key|incorrect api key/i)),
      all(status(400), code('failed_precondition')), // Gemini: not served in this region
    ),
    is: auth,
  },

  { name: 'down or cut off at the edge', when: any(status(502, 504), between(520, 524)), is: serverDown },
  { name: 'worth another try', when: status(408, 409, 425, 499), is: serverFault },
  {
    name: 'bad request, by its code',
    when: all(status(200), code('invalid_request_error', 'invalid_request')),
    is: permanent('bad_request'),
  },
  { name: 'bad request', when: between(300, 499), is: permanent('bad_request') },
  { name: 'server fault', when: () => true, is: serverFault },
]
