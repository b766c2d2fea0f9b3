import { anthropic, type Example, now, untilDecember } from './example'

const limit = (words: string, details?: object) => anthropic('rate_limit_error', words, details)
const perMinute = (what: string) =>
  limit(
    `This request would exceed the rate limit for your organization (f0e1) of 30,000 ${what} per minute. For details, refer to the docs.`,
  )

export const anthropicExamples: readonly Example[] = [
  [
    'Anthropic: spend limit of the account',
    429,
    limit('Your organization has reached its monthly spend limit.', { error_code: 'enforced_spend_limit_reached' }),
    `blocked quota key until ${untilDecember}`,
  ],
  [
    'Anthropic: spend limit of the contract',
    429,
    limit('Your organization has reached the spend limit of its contract.', {
      error_code: 'contract_spend_limit_reached',
    }),
    'blocked quota key',
  ],
  [
    'Anthropic: the organization or its encryption key is blocked',
    400,
    anthropic('invalid_request_error', 'Your organization is on hold.', { error_code: 'organization_on_hold' }),
    'blocked auth key',
  ],
  [
    'Anthropic: growth too steep, by its code',
    429,
    limit('Requests grow too fast.', { error_code: 'ramp_limit_exceeded' }),
    'rate_limited model concurrency unhinted',
  ],
  [
    'Anthropic: own spend limit of the workspace',
    400,
    anthropic(
      'invalid_request_error',
      'You have reached your specified workspace API usage limits. You will regain access on 2026-12-01 at 00:00 UTC.',
    ),
    `blocked quota key until ${untilDecember}`,
  ],
  [
    'Anthropic: own spend limit',
    400,
    anthropic(
      'invalid_request_error',
      'You have reached your specified API usage limits. You will regain access on 2026-12-01 at 00:00 UTC.',
    ),
    `blocked quota key until ${untilDecember}`,
  ],
  [
    'Anthropic: own spend limit',
    400,
    anthropic('invalid_request_error', 'You have reached your specified API usage limits. Ask your administrator.'),
    'blocked quota key',
  ],
  [
    'Anthropic: credit too low',
    400,
    anthropic(
      'invalid_request_error',
      'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.',
    ),
    'blocked quota key',
  ],
  [
    'Anthropic: billing',
    402,
    anthropic('billing_error', 'There is an issue with your payment information.'),
    'blocked quota key',
  ],
  [
    'Anthropic: long prompts not in the plan',
    429,
    limit('Extra usage is required for long context requests.'),
    'permanent context_length',
  ],
  [
    'Anthropic: growth too steep',
    429,
    limit(
      'This request would exceed your organization’s maximum usage increase rate for input tokens per minute. Please scale up gradually.',
    ),
    'rate_limited model concurrency 20000',
    { 'retry-after': '20' },
  ],
  [
    'Anthropic: connections at once',
    429,
    limit('Number of concurrent connections has exceeded your rate limit. Please try again later.'),
    'rate_limited key concurrency unhinted',
  ],
  [
    'Anthropic: input tokens a minute',
    429,
    perMinute('input tokens'),
    'rate_limited model window 33000',
    {
      'retry-after': '33',
      'anthropic-ratelimit-input-tokens-remaining': '0',
      'anthropic-ratelimit-input-tokens-reset': new Date(now + 58_000).toISOString(),
    },
  ],
  [
    'Anthropic: output tokens a minute',
    429,
    perMinute('output tokens'),
    'rate_limited model window 7000',
    { 'retry-after': '7' },
  ],
  [
    'Anthropic: requests a minute',
    429,
    perMinute('requests'),
    'rate_limited model window 12000',
    {
      'anthropic-ratelimit-requests-remaining': '0',
      'anthropic-ratelimit-requests-reset': new Date(now + 12_000).toISOString(),
    },
  ],
  [
    'Anthropic: rate limit',
    429,
    limit('This request would exceed your account’s rate limit. Please try again later.'),
    'rate_limited model window 33000',
    { 'retry-after': '33' },
  ],
  ['Anthropic: rate limit', 200, limit('Rate limited'), 'rate_limited model window unhinted'],
  ['Anthropic: overloaded', 529, anthropic('overloaded_error', 'Overloaded'), 'transient overloaded outage'],
  ['Anthropic: overloaded', 200, anthropic('overloaded_error', 'Overloaded'), 'transient overloaded outage'],
  [
    'Anthropic: prompt too long',
    400,
    anthropic('invalid_request_error', 'prompt is too long: 210000 tokens > 200000 maximum'),
    'permanent context_length',
  ],
  [
    'Anthropic: prompt and max_tokens too long',
    400,
    anthropic(
      'invalid_request_error',
      'input length and `max_tokens` exceed context limit: 198214 + 8192 > 200000, decrease input length or `max_tokens` and try again',
    ),
    'permanent context_length',
  ],
  [
    'Anthropic: output blocked',
    400,
    anthropic('invalid_request_error', 'Output blocked by content filtering policy'),
    'permanent content_policy',
  ],
  [
    'Anthropic: body too large',
    413,
    anthropic('request_too_large', 'Request exceeds the maximum size'),
    'permanent bad_request',
  ],
  ['Anthropic: key refused', 401, anthropic('authentication_error', 'invalid x-api-key'), 'blocked auth key'],
  [
    'Anthropic: no permission',
    403,
    anthropic('permission_error', 'Your API key does not have permission to use the specified resource.'),
    'blocked auth key',
  ],
  ['Anthropic: no such model', 404, anthropic('not_found_error', 'model: claude-9'), 'permanent model'],
  ['Anthropic: no such path', 404, anthropic('not_found_error', 'Not found'), 'permanent bad_request'],
  ['Anthropic: conflict', 409, anthropic('conflict_error', 'Conflict'), 'transient server_error'],
  ['Anthropic: took too long', 504, anthropic('timeout_error', 'Request timed out.'), 'transient server_error outage'],
  ['Anthropic: fault of the server', 500, anthropic('api_error', 'Internal server error'), 'transient server_error'],
  ['Anthropic: fault of the server', 200, anthropic('api_error', 'Internal server error'), 'transient server_error'],
  [
    'Anthropic: request refused',
    400,
    anthropic('invalid_request_error', '`temperature` may only be set to 1 for this model.'),
    'permanent bad_request',
  ],
]
