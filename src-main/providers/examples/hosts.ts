import { bare, type Example, flat, openAi, other, untilDecember } from './example'

const groq = (what: string, numbers: string, again: string, type = 'tokens') =>
  openAi(
    `Rate limit reached for model \`llama-3.3-70b-versatile\` in organization \`org_1\` service tier \`on_demand\` on ${what}: ${numbers}. Please try again in ${again}. Need more tokens? Visit https://console.groq.com/settings/billing`,
    'rate_limit_exceeded',
    type,
  )

export const groqExamples: readonly Example[] = [
  [
    'Groq: larger than the limit',
    413,
    openAi(
      'Request too large for model `llama-3.1-8b-instant` in organization `org_1` service tier `on_demand` on tokens per minute (TPM): Limit 6000, Requested 9120, please reduce your message size and try again.',
      'rate_limit_exceeded',
      'tokens',
    ),
    'permanent bad_request',
  ],
  [
    'Groq: requests a day',
    429,
    groq('requests per day (RPD)', 'Limit 1000, Used 1000, Requested 1', '1m26.4s', 'requests'),
    'rate_limited model period 87000',
    { 'retry-after': '87' },
  ],
  [
    'Groq: tokens a day',
    429,
    groq('tokens per day (TPD)', 'Limit 100000, Used 99000, Requested 3000', '28m48s'),
    'rate_limited model period 1728000',
  ],
  [
    'Groq: requests a minute',
    429,
    groq('requests per minute (RPM)', 'Limit 30, Used 30, Requested 1', '2s', 'requests'),
    'rate_limited model window 2000',
  ],
  [
    'Groq: tokens a minute',
    429,
    groq('tokens per minute (TPM)', 'Limit 6000, Used 5800, Requested 900', '7.66s'),
    'rate_limited model window 8000',
    { 'retry-after': '8' },
  ],
  [
    'Groq: flex tier full',
    498,
    openAi('Flex tier capacity exceeded', 'capacity_exceeded'),
    'transient overloaded outage',
  ],
  [
    'Groq: no JSON came',
    400,
    openAi(
      "Failed to generate JSON. Please adjust your prompt. See 'failed_generation' for more details.",
      'json_validate_failed',
    ),
    'transient invalid_answer',
  ],
  ['Groq: tool call failed', 400, openAi('Failed to call a function.', 'tool_use_failed'), 'transient invalid_answer'],
  [
    'Groq: account restricted',
    400,
    openAi('Organization has been restricted. Please reach out to support.', 'organization_restricted'),
    'blocked auth key',
  ],
  [
    'Groq: model blocked in the account',
    403,
    openAi('The model `x` is blocked at the organization level.', 'model_permission_blocked_org', 'permissions_error'),
    'permanent model',
  ],
  [
    'Groq: terms of the model not accepted',
    400,
    openAi('The model `x` requires terms acceptance.', 'model_terms_required'),
    'permanent model',
  ],
  ['Any: not valid', 422, openAi('Semantic failure', null), 'permanent bad_request', {}, 'groq'],
]

export const mistralExamples: readonly Example[] = [
  [
    'Mistral: tokens of the month',
    429,
    flat('Rate limit exceeded', 'rate_limited', '1300'),
    `rate_limited key period ${untilDecember}`,
    { 'x-ratelimit-limit-tokens-month': '1000000000', 'x-ratelimit-remaining-tokens-month': '0' },
  ],
  [
    'Mistral: full',
    429,
    flat('Service tier capacity exceeded for this model.', 'service_tier_capacity_exceeded', '3505'),
    'transient overloaded outage',
  ],
  [
    'Mistral: rate limit',
    429,
    flat('Rate limit exceeded', 'rate_limited', '1300'),
    'rate_limited model window unhinted',
    { 'x-ratelimit-remaining-req-minute': '0' },
  ],
  [
    'Mistral: prompt too long',
    400,
    flat(
      'Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length',
      'invalid_request_prompt',
      '3051',
    ),
    'permanent context_length',
  ],
  ['Mistral: no such model', 400, flat('Invalid model: mistral-huge', 'invalid_model', '1500'), 'permanent model'],
  ['Mistral: key refused', 401, other({ message: 'Unauthorized' }, 'Unauthorized'), 'blocked auth key'],
  [
    'Any: not valid',
    422,
    other(
      { detail: [{ loc: ['body', 'model'], msg: 'field required' }] },
      '[{"loc":["body","model"],"msg":"field required"}]',
    ),
    'permanent bad_request',
  ],
]

export const deepSeekExamples: readonly Example[] = [
  [
    'DeepSeek: no balance',
    402,
    openAi('Insufficient Balance', 'invalid_request_error', 'unknown_error'),
    'blocked quota key',
  ],
  [
    'DeepSeek: too many at once',
    429,
    openAi('Rate limit reached', null),
    'rate_limited model concurrency unhinted',
    {},
    'deepseek',
  ],
  ['DeepSeek: content', 400, openAi('Content Exists Risk', 'invalid_request_error'), 'permanent content_policy'],
  [
    'DeepSeek: key refused',
    401,
    openAi('Authentication Fails (no such user)', 'invalid_request_error', 'authentication_error'),
    'blocked auth key',
  ],
  [
    'Any: prompt too long, by its words',
    400,
    openAi(
      "This model's maximum context length is 65536 tokens. However, you requested 70000 tokens (65000 in the messages, 5000 in the completion).",
      'invalid_request_error',
    ),
    'permanent context_length',
    {},
    'deepseek',
  ],
]

export const togetherExamples: readonly Example[] = [
  [
    'Together: prompt too long',
    422,
    openAi(
      'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 8193. Given: 9000 `inputs` tokens and 512 `max_new_tokens`',
      null,
    ),
    'permanent context_length',
  ],
  [
    'Together: prompt and answer too long',
    403,
    openAi('Input token count + max_tokens parameter exceeds the model context length', null),
    'permanent context_length',
  ],
  [
    'Together: model not for this account',
    400,
    openAi('Unable to access non-serverless model x/y. Please visit the models page.', 'model_not_available'),
    'permanent model',
  ],
  [
    'Together: above the dynamic rate',
    429,
    openAi('Request was rejected due to request rate limiting.', null),
    'rate_limited model window 1000',
    { 'x-ratelimit-limit': '10', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' },
    'together',
  ],
  [
    'Together: no capacity',
    503,
    openAi('The server has no capacity for this model.', null),
    'transient overloaded outage',
    {},
    'together',
  ],
]

export const fireworksExamples: readonly Example[] = [
  [
    'Fireworks: account suspended',
    412,
    openAi(
      'Account x is suspended, possibly due to reaching the monthly spending limit or failure to pay past invoices.',
      null,
    ),
    'blocked quota key',
  ],
  [
    'Fireworks: prompt too long',
    400,
    openAi('The prompt is too long: 40000, model maximum context length: 32768', null),
    'permanent context_length',
  ],
  [
    'Fireworks: model not deployed',
    404,
    openAi('Model not found, inaccessible, and/or not deployed', 'NOT_FOUND'),
    'permanent model',
  ],
  [
    'Fireworks: above the dynamic rate',
    429,
    openAi('Too many requests', null),
    'rate_limited model window unhinted',
    { 'x-ratelimit-over-limit': 'yes' },
  ],
  ['Fireworks: no capacity', 503, openAi('Service overloaded', null), 'transient overloaded outage', {}, 'fireworks'],
  ['Fireworks: request too heavy', 413, bare('Payload too large'), 'permanent bad_request', {}, 'fireworks'],
]
