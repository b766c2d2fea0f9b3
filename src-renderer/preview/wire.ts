import { type AttemptWire, hidden } from '#shared/wire'

/** The raw side of attempts as the preview has it: a rate limit with its headers, an overload, an answer, and a call that was never answered. */
export function wireOf({ id, attempt }: { readonly id: number; readonly attempt: number }): AttemptWire {
  return {
    request: {
      method: 'POST',
      url: 'https://api.anthropic.com/v1/messages',
      headers: [
        ['accept', 'application/json'],
        ['content-type', 'application/json'],
        ['user-agent', 'trilane'],
        ['anthropic-version', '2023-06-01'],
        ['x-api-key', hidden],
        ['idempotency-key', '01J9K2-142-1'],
        ['x-stainless-lang', 'js'],
        ['x-stainless-os', 'Linux'],
      ],
      body: JSON.stringify({
        model: 'claude-sonnet-4-5',
        max_tokens: 4096,
        temperature: 0.2,
        stream: true,
        system: 'You explain contracts to people who buy services. Plain words, no legal Latin.',
        messages: [
          { role: 'user', content: 'Summarise the termination clauses below for a procurement lead. '.repeat(30) },
        ],
      }),
    },
    problem: null,
    atTheTime: attempt === 1 ? null : thenOf(attempt === 2),
    answer: id === answeredId && attempt === 2 ? answered : attempt === 3 ? null : attempt === 2 ? limited : overloaded,
  }
}

const minute = { windowMs: 60_000, burst: null, at: 1_795_703_000_000 }
const until = Date.parse('2026-11-26T14:31:02Z')
function thenOf(isLimited: boolean): NonNullable<AttemptWire['atTheTime']> {
  const limits = {
    ...{ requests: { value: 4_000, source: 'headers' as const, ...minute }, inputTokens: null, outputTokens: null },
    ...{ tokens: { value: 400_000, source: 'headers' as const, ...minute }, concurrency: null },
  }
  const failure = { code: 'rate_limited' as const, status: 429, providerCode: 'rate_limit_error', requestId: null }
  return {
    rules: {
      ...{ retries: 2, delayMs: 10_000, backoff: 'exponential', jitter: 'around', maxDelayMs: 300_000, ofClass: null },
      ...{ timeoutMs: 600_000, firstTokenMs: null, stallMs: 60_000, retryForMs: null },
    },
    retriesUsed: 1,
    gates: [
      {
        ...{ providerId: 'anthropic', model: 'claude-sonnet-4-5', keyId: '1', ended: null },
        sent: { state: { kind: 'open' }, limits },
        after: isLimited ? { kind: 'closed', reason: 'rate_limit', since: until - 22_000, until, failure } : null,
      },
    ],
  }
}

/** The task of the full view's mock: it succeeded at its second attempt. */
const answeredId = 141
const answered: AttemptWire['answer'] = {
  status: 200,
  headers: [
    ['anthropic-ratelimit-requests-remaining', '3991'],
    ['anthropic-ratelimit-tokens-limit', '400000'],
    ['anthropic-ratelimit-tokens-remaining', '362000'],
    ['anthropic-ratelimit-tokens-reset', '2026-11-26T14:32:06Z'],
    ['request-id', 'req_011CUr7Jm2Qa'],
  ],
  ...{ body: null, cut: false },
}

const limited: AttemptWire['answer'] = {
  status: 429,
  headers: [
    ['retry-after', '22'],
    ['anthropic-ratelimit-tokens-limit', '400000'],
    ['anthropic-ratelimit-tokens-remaining', '0'],
    ['anthropic-ratelimit-tokens-reset', '2026-11-26T14:31:02Z'],
    ['request-id', 'req_011CUr7HkWq4'],
  ],
  body: JSON.stringify({
    type: 'error',
    error: { type: 'rate_limit_error', message: 'This request would exceed your organization’s rate limit.' },
  }),
  cut: false,
}
const overloaded: AttemptWire['answer'] = {
  status: 529,
  headers: [
    ['date', 'Thu, 26 Nov 2026 14:29:27 GMT'],
    ['x-should-retry', 'true'],
    ['request-id', 'req_011CUr7HkWq3'],
  ],
  body: '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}',
  cut: false,
}
