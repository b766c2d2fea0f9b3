import { type Example, now, openRouter, untilDecember, untilUtcMidnight } from './example'

const raw = "This model's maximum context length is 262144 tokens. However, your messages resulted in 262897 tokens."

export const openRouterExamples: readonly Example[] = [
  [
    'OpenRouter: budget held by calls in flight',
    402,
    openRouter(402, 'Your budget is held by requests in flight.', { error_type: 'in_flight_budget_exhausted' }),
    'rate_limited key concurrency 2000',
    { 'retry-after': '2' },
  ],
  [
    'OpenRouter: above the whole budget',
    402,
    openRouter(402, 'This request weighs more than your budget.', { error_type: 'weight_exceeds_budget' }),
    'permanent bad_request',
  ],
  [
    'OpenRouter: free requests of the day',
    429,
    openRouter(
      429,
      'Rate limit exceeded: free-models-per-day. Add 10 credits to unlock 1000 free model requests per day',
      {
        headers: {
          'X-RateLimit-Limit': '50',
          'X-RateLimit-Remaining': '0',
          'X-RateLimit-Reset': String(now + untilUtcMidnight),
        },
      },
    ),
    `rate_limited model period ${untilUtcMidnight}`,
  ],
  [
    'OpenRouter: free requests of the day',
    429,
    openRouter(429, 'Rate limit exceeded', { limit_source: 'openrouter_free_tier_daily' }),
    `rate_limited model period ${untilUtcMidnight}`,
  ],
  [
    'OpenRouter: free requests of the minute',
    429,
    openRouter(429, 'Rate limit exceeded: free-models-per-min', {
      headers: { 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': String(now + 40_000) },
    }),
    'rate_limited model window 40000',
  ],
  [
    'OpenRouter: budget with a time',
    403,
    openRouter(403, 'Key limit exceeded (monthly limit).', { limit_source: 'key', resets_at: '2026-12-01T00:00:00Z' }),
    `blocked quota key until ${untilDecember}`,
  ],
  [
    'OpenRouter: budget of the key',
    403,
    openRouter(403, 'Key limit exceeded (total limit).', { limit_source: 'key' }),
    'blocked quota key',
  ],
  [
    'OpenRouter: credits too few for this call',
    402,
    openRouter(
      402,
      'This request requires more credits, or fewer max_tokens. You requested up to 65536 tokens, but can only afford 1210.',
    ),
    'blocked quota key',
  ],
  [
    'OpenRouter: no credits',
    402,
    openRouter(402, 'Insufficient credits. Add more using https://openrouter.ai/credits'),
    'blocked quota key',
  ],
  [
    'OpenRouter: moderation',
    403,
    openRouter(403, 'Your chosen model requires moderation and your input was flagged', {
      reasons: ['violence'],
      flagged_input: '…',
    }),
    'permanent content_policy',
  ],
  [
    'OpenRouter: guardrail',
    403,
    openRouter(403, 'Request blocked by a guardrail of your organization.'),
    'permanent content_policy',
  ],
  [
    'OpenRouter: refused by the model',
    400,
    openRouter(400, 'The model refused.', { error_type: 'refusal' }),
    'permanent content_policy',
  ],
  [
    'OpenRouter: answer too long for the model',
    400,
    openRouter(400, 'max_tokens is above what the model gives.', { error_type: 'max_tokens_exceeded' }),
    'permanent context_length',
  ],
  [
    'OpenRouter: too many tokens',
    400,
    openRouter(400, 'Too many tokens.', { error_type: 'token_limit_exceeded' }),
    'permanent context_length',
  ],
  [
    'OpenRouter: text too long',
    400,
    openRouter(400, 'A text is too long.', { error_type: 'string_too_long' }),
    'permanent context_length',
  ],
  ['OpenRouter: not a model', 400, openRouter(400, 'gpt-99 is not a valid model ID'), 'permanent model'],
  [
    'OpenRouter: no provider under your data policy',
    404,
    openRouter(404, 'No endpoints found matching your data policy (Free model publication).'),
    'permanent model',
  ],
  [
    'OpenRouter: no provider with these features',
    404,
    openRouter(404, 'No endpoints found that support tool use.'),
    'permanent model',
  ],
  [
    'OpenRouter: no provider for the model',
    404,
    openRouter(404, 'No endpoints found for x/y.', { error_type: 'no_endpoints' }),
    'permanent model',
  ],
  ['OpenRouter: no credentials', 401, openRouter(401, 'No auth credentials found'), 'blocked auth key'],
  [
    'OpenRouter: limited upstream',
    429,
    {
      ...openRouter(429, 'Provider returned error', {
        raw: 'x/y:free is temporarily rate-limited upstream. Please retry shortly.',
        provider_name: 'Z',
      }),
    },
    'rate_limited model window 3000',
    { 'retry-after': '3' },
  ],
  [
    'OpenRouter: limited upstream',
    200,
    openRouter(429, 'x/y is temporarily rate-limited upstream'),
    'rate_limited model window unhinted',
  ],
  [
    'OpenRouter: provider full',
    503,
    openRouter(503, 'Provider overloaded', { error_type: 'provider_overloaded' }),
    'transient overloaded outage 8000',
    { 'retry-after': '8' },
  ],
  [
    'OpenRouter: provider out',
    502,
    openRouter(502, 'Provider unavailable', { error_type: 'provider_unavailable' }),
    'transient overloaded outage',
  ],
  [
    'OpenRouter: no provider available',
    503,
    openRouter(503, 'No available model provider meets your routing requirements'),
    'transient overloaded outage',
    {},
    'openrouter',
  ],
  [
    'OpenRouter: provider gave an error',
    502,
    openRouter(502, 'Provider returned error'),
    'transient server_error outage',
  ],
  [
    'OpenRouter: provider gave an error',
    200,
    openRouter(502, 'Provider returned error', undefined, { choices: [{ finish_reason: 'error' }] }),
    'transient server_error outage',
  ],
  // The other provider's own words decide where they say more.
  [
    'Any: prompt too long, by its words',
    400,
    {
      ...openRouter(400, 'Provider returned error', {
        raw: JSON.stringify({ error: { message: raw, type: 'Bad Request', code: 400 } }),
        provider_name: 'Nvidia',
      }),
      message: `Provider returned error: ${raw}`,
    },
    'permanent context_length',
  ],
]
