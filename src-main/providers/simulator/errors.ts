import { practiceModels } from '#shared/provider'
import type { WireError } from './wire'

type Named = Omit<WireError, 'status' | 'message'>

/** How OpenAI names its errors, by status. */
const byStatus: Readonly<Record<number, Named>> = {
  400: { type: 'invalid_request_error', code: 'invalid_request' },
  401: { type: 'invalid_request_error', code: 'invalid_api_key' },
  402: { type: 'billing_error', code: 'payment_required' },
  403: { type: 'permission_error', code: 'permission_denied' },
  404: { type: 'invalid_request_error', code: 'model_not_found' },
  429: { type: 'requests', code: 'rate_limit_exceeded' },
  500: { type: 'server_error', code: 'server_error' },
  503: { type: 'service_unavailable_error', code: 'server_is_overloaded' },
  529: { type: 'service_unavailable_error', code: 'server_is_overloaded' },
}

/** Says that it is the practice provider's, so that nobody looks for the fault elsewhere. */
export function statusError(status: number): WireError {
  const named = byStatus[status] ?? { type: status >= 500 ? 'server_error' : 'invalid_request_error', code: null }
  const what = status === 404 ? 'this model does not exist' : `this call was chosen to fail with ${status}`
  return { status, ...named, message: `Practice provider: ${what}.` }
}

export const errors = {
  refused: {
    status: 400,
    type: 'invalid_request_error',
    code: 'content_policy_violation',
    message: 'Practice provider: this prompt is refused by its content. Edit it and it will be answered.',
  },
  tooLong: {
    status: 400,
    type: 'invalid_request_error',
    code: 'context_length_exceeded',
    message:
      "Practice provider: this model's maximum context length is 8192 tokens, and the messages came to 9001. Shorten them.",
  },
  keyRefused: {
    status: 401,
    type: 'invalid_request_error',
    code: 'invalid_api_key',
    message: 'Practice provider: the API key is missing or wrong.',
  },
  noQuota: {
    status: 429,
    type: 'insufficient_quota',
    code: 'insufficient_quota',
    message: 'Practice provider: you exceeded your current quota, please check your plan and billing details.',
  },
  keyReused: {
    status: 422,
    type: 'idempotency_error',
    code: 'idempotency_key_reused',
    message: 'Practice provider: this Idempotency-Key came before with a different body.',
  },
  stillRunning: {
    status: 409,
    type: 'idempotency_error',
    code: 'idempotency_key_in_use',
    message: 'Practice provider: a call with this Idempotency-Key is still running.',
  },
  tooLarge: {
    status: 413,
    type: 'invalid_request_error',
    code: 'request_too_large',
    message: 'Practice provider: the body is larger than 32 MB.',
  },
  notFound: {
    status: 404,
    type: 'invalid_request_error',
    code: 'unknown_url',
    message: 'Practice provider: unknown URL.',
  },
  fromBrowser: {
    status: 403,
    type: 'permission_error',
    code: 'origin_refused',
    message: 'Practice provider: web pages have no business here.',
  },
  internal: {
    status: 500,
    type: 'server_error',
    code: 'practice_bug',
    message: 'Practice provider: a bug of its own.',
  },
} as const satisfies Record<string, WireError>

export function badBody(message: string): WireError {
  return {
    status: 400,
    type: 'invalid_request_error',
    code: 'invalid_request',
    message: `Practice provider: ${message}`,
  }
}

export function unknownModel(model: string): WireError {
  const known = Object.values(practiceModels).join(', ')
  const message = `Practice provider: the model \`${model.slice(0, 100)}\` does not exist. There are: ${known}.`
  return { status: 404, type: 'invalid_request_error', code: 'model_not_found', message }
}

/** OpenAI's 429 for requests per minute, with the wait in every form that it sends. */
export function rateLimited(model: string, waitMs: number): WireError {
  const ms = Math.max(1, Math.ceil(waitMs))
  return {
    status: 429,
    type: 'requests',
    code: 'rate_limit_exceeded',
    message: `Practice provider: rate limit reached for ${model.slice(0, 100)}. Please try again in ${ms / 1_000}s.`,
    headers: { 'retry-after': String(Math.ceil(ms / 1_000)), 'retry-after-ms': String(ms) },
  }
}
