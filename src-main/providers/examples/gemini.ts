import { type Example, gemini, geminiCompatible, other, untilPacificMidnight } from './example'

const type = (name: string) => ({ '@type': `type.googleapis.com/google.rpc.${name}` })
const retry = (retryDelay: string) => ({ ...type('RetryInfo'), retryDelay })
const violation = (quotaId: string, quotaValue = '250') => ({
  ...type('QuotaFailure'),
  violations: [
    {
      quotaMetric: 'generativelanguage.googleapis.com/generate_content_free_tier_requests',
      ...{ quotaId, quotaValue, quotaDimensions: { model: 'gemini-2.5-flash', location: 'global' } },
    },
  ],
})
const reason = (name: string) => ({ ...type('ErrorInfo'), reason: name, domain: 'googleapis.com' })
const quota = 'You exceeded your current quota, please check your plan and billing details.'

export const geminiExamples: readonly Example[] = [
  [
    'Gemini: prepayment used up',
    402,
    gemini(
      402,
      'RESOURCE_EXHAUSTED',
      'Your prepayment credits are depleted. Please go to AI Studio to manage your billing.',
    ),
    'blocked quota key',
  ],
  [
    'Gemini: prepayment used up',
    429,
    gemini(429, 'RESOURCE_EXHAUSTED', 'Your prepayment credits are depleted.', [retry('30s')]),
    'blocked quota key',
  ],
  [
    'Gemini: billing off',
    400,
    gemini(
      400,
      'FAILED_PRECONDITION',
      'Gemini API free tier is not available in your country. Please enable billing on your project.',
    ),
    'blocked quota key',
  ],
  [
    'Payment required, by its code (Gemini Interactions)',
    402,
    other({ error: { code: 'payment_required', message: 'Add a payment method.' } }, 'Add a payment method.'),
    'blocked quota key',
  ],
  [
    'Quota used up, by its code (Gemini Interactions)',
    429,
    other({ error: { code: 'quota_exceeded', message: 'Quota exceeded.' } }, 'Quota exceeded.'),
    'blocked quota key',
  ],
  [
    'Gemini: model not in this tier',
    429,
    gemini(429, 'RESOURCE_EXHAUSTED', quota, [
      violation('GenerateRequestsPerDayPerProjectPerModel-FreeTier', '0'),
      retry('38s'),
    ]),
    'permanent bad_request',
  ],
  [
    'Gemini: model not in this tier',
    429,
    geminiCompatible(
      429,
      'RESOURCE_EXHAUSTED',
      'Quota exceeded for metric: generate_content_free_tier_requests, limit: 0, model: gemini-3-pro',
    ),
    'permanent bad_request',
  ],
  [
    'Gemini: model full',
    429,
    gemini(429, 'RESOURCE_EXHAUSTED', 'No capacity available for model gemini-3-pro', [
      reason('MODEL_CAPACITY_EXHAUSTED'),
    ]),
    'transient overloaded outage',
  ],
  [
    'Gemini: tokens a day',
    429,
    gemini(429, 'RESOURCE_EXHAUSTED', quota, [
      violation('GenerateContentInputTokensPerModelPerDay-FreeTier'),
      retry('12s'),
    ]),
    `rate_limited model period ${untilPacificMidnight}`,
  ],
  [
    'Gemini: requests a day',
    429,
    gemini(429, 'RESOURCE_EXHAUSTED', quota, [
      violation('GenerateRequestsPerDayPerProjectPerModel-FreeTier'),
      retry('38s'),
    ]),
    `rate_limited model period ${untilPacificMidnight}`,
  ],
  [
    'Gemini: requests a day',
    429,
    geminiCompatible(429, 'RESOURCE_EXHAUSTED', quota, [
      violation('GenerateRequestsPerDayPerProjectPerModel'),
      retry('65205s'),
    ]),
    'rate_limited model period 65205000',
  ],
  [
    'Gemini: spend over ten minutes',
    429,
    gemini(429, 'RESOURCE_EXHAUSTED', 'The spend rate of your project exceeds its limit.', [retry('200s')]),
    'rate_limited key window 200000',
  ],
  [
    'Gemini: tokens a minute',
    429,
    gemini(429, 'RESOURCE_EXHAUSTED', quota, [
      violation('GenerateContentInputTokensPerModelPerMinute-PaidTier'),
      retry('9s'),
    ]),
    'rate_limited model window 9000',
  ],
  [
    'Gemini: requests a minute',
    429,
    geminiCompatible(429, 'RESOURCE_EXHAUSTED', quota, [
      violation('GenerateRequestsPerMinutePerProjectPerModel'),
      retry('34.07s'),
    ]),
    'rate_limited model window 34070',
  ],
  [
    'Gemini: quota with a wait of hours',
    429,
    gemini(429, 'RESOURCE_EXHAUSTED', `${quota} Please retry in 10h17m5.72s.`),
    'rate_limited model period 37025720',
  ],
  [
    'Gemini: quota without details',
    429,
    gemini(429, 'RESOURCE_EXHAUSTED', 'Resource has been exhausted (e.g. check quota).'),
    'rate_limited model window unhinted',
  ],
  [
    'Gemini: quota without details',
    200,
    gemini(429, 'RESOURCE_EXHAUSTED', 'Resource has been exhausted (e.g. check quota).'),
    'rate_limited model window unhinted',
  ],
  [
    'Gemini: overloaded',
    503,
    gemini(503, 'UNAVAILABLE', 'The model is overloaded. Please try again later.'),
    'transient overloaded outage',
  ],
  [
    'Gemini: prompt too long',
    400,
    gemini(
      400,
      'INVALID_ARGUMENT',
      'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
    ),
    'permanent context_length',
  ],
  [
    'Gemini: body too large',
    400,
    gemini(400, 'INVALID_ARGUMENT', 'Request payload size exceeds the limit: 20971520 bytes.'),
    'permanent bad_request',
  ],
  [
    'Gemini: key expired',
    400,
    gemini(400, 'INVALID_ARGUMENT', 'API key expired. Please renew the API key.', [reason('API_KEY_INVALID')]),
    'blocked auth key',
  ],
  [
    'Gemini: key refused',
    400,
    geminiCompatible(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.', [
      reason('API_KEY_INVALID'),
    ]),
    'blocked auth key',
  ],
  [
    'Gemini: key leaked',
    403,
    gemini(403, 'PERMISSION_DENIED', 'Your API key was reported as leaked. Please use another API key.'),
    'blocked auth key',
  ],
  [
    'Gemini: key not for this service',
    403,
    gemini(403, 'PERMISSION_DENIED', 'Requests to this API are blocked.', [reason('API_KEY_SERVICE_BLOCKED')]),
    'blocked auth key',
  ],
  [
    'Gemini: service off in the project',
    403,
    gemini(
      403,
      'PERMISSION_DENIED',
      'Generative Language API has not been used in project 1 before or it is disabled.',
      [reason('SERVICE_DISABLED')],
    ),
    'blocked auth key',
  ],
  [
    'Gemini: account suspended',
    403,
    gemini(403, 'PERMISSION_DENIED', 'Permission denied: Consumer has been suspended.', [reason('CONSUMER_SUSPENDED')]),
    'blocked auth key',
  ],
  [
    'Gemini: no permission',
    403,
    gemini(403, 'PERMISSION_DENIED', 'You do not have permission to access the model.'),
    'blocked auth key',
  ],
  [
    'Gemini: no credentials',
    401,
    gemini(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.'),
    'blocked auth key',
  ],
  [
    'Gemini: not in this region',
    400,
    gemini(400, 'FAILED_PRECONDITION', 'User location is not supported for the API use.'),
    'blocked auth key',
  ],
  [
    'Gemini: precondition not met',
    400,
    gemini(400, 'FAILED_PRECONDITION', 'Precondition check failed.'),
    'blocked auth key',
  ],
  [
    'Gemini: no such model',
    404,
    gemini(
      404,
      'NOT_FOUND',
      'models/gemini-9 is not found for API version v1beta, or is not supported for generateContent.',
    ),
    'permanent model',
  ],
  [
    'Gemini: took too long',
    504,
    gemini(504, 'DEADLINE_EXCEEDED', 'The request timed out. Please try again.'),
    'transient server_error outage',
  ],
  [
    'Gemini: cancelled at the server',
    499,
    gemini(499, 'CANCELLED', 'The operation was cancelled.'),
    'transient server_error',
  ],
  [
    'Gemini: fault of the server',
    500,
    gemini(500, 'INTERNAL', 'An internal error has occurred. Please retry or report.'),
    'transient server_error',
  ],
  [
    'Gemini: request refused',
    400,
    gemini(400, 'INVALID_ARGUMENT', 'Invalid JSON payload received. Unknown name "seeed".'),
    'permanent bad_request',
  ],
]
