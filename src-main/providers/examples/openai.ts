import { azure, type Example, openAi, response } from './example'

const limit = (words: string, type: string) =>
  openAi(
    `Rate limit reached for gpt-5 in organization org-1 on ${words} Visit https://platform.openai.com/account/rate-limits to learn more.`,
    'rate_limit_exceeded',
    type,
  )
const quota = (code: string) =>
  openAi('You exceeded your current quota, please check your plan and billing details.', code, 'insufficient_quota')

export const openAiExamples: readonly Example[] = [
  ['OpenAI: credit used up', 429, quota('credit_balance_exhausted'), 'blocked quota key', { 'retry-after': '5' }],
  ['OpenAI: spend limit of the organization', 429, quota('organization_spend_limit_exceeded'), 'blocked quota key'],
  ['OpenAI: spend limit of the project', 429, quota('project_spend_limit_exceeded'), 'blocked quota key'],
  ['OpenAI: usage limit of the organization', 429, quota('organization_usage_limit_exceeded'), 'blocked quota key'],
  [
    'OpenAI: hard billing limit',
    400,
    openAi('Billing hard limit has been reached', 'billing_hard_limit_reached'),
    'blocked quota key',
  ],
  [
    'OpenAI: billing not active',
    429,
    openAi(
      'Your account is not active, please check your billing details on our website.',
      'billing_not_active',
      'billing_not_active',
    ),
    'blocked quota key',
  ],
  ['OpenAI: quota used up', 429, quota('insufficient_quota'), 'blocked quota key', { 'retry-after': '5' }],
  [
    'OpenAI: larger than the limit',
    429,
    openAi(
      'Request too large for gpt-5 in organization org-1 on tokens per min (TPM): Limit 30000, Requested 342389. The input or output tokens must be reduced in order to run successfully.',
      'rate_limit_exceeded',
      'tokens',
    ),
    'permanent bad_request',
  ],
  [
    'OpenAI: ramp too steep',
    503,
    openAi('Slow down. Please reduce your request rate.', 'slow_down', 'service_unavailable_error'),
    'rate_limited model concurrency unhinted',
  ],
  [
    'OpenAI: ramp too steep',
    429,
    openAi('Your request rate increased too quickly.', 'slow_down', 'requests'),
    'rate_limited model concurrency 10000',
    { 'retry-after': '10' },
  ],
  [
    'OpenAI: requests a day',
    429,
    limit('requests per day (RPD): Limit 200, Used 200, Requested 1. Please try again in 7m12s.', 'requests'),
    'rate_limited model period 432000',
  ],
  [
    'OpenAI: tokens a day',
    429,
    limit('tokens per day (TPD): Limit 90000, Used 90000, Requested 12.', 'tokens'),
    'rate_limited model period 3600000',
  ],
  [
    'OpenAI: images a minute',
    429,
    limit('images per min. Limit: 5/1min. Current: 6/1min.', 'images'),
    'rate_limited model window unhinted',
  ],
  [
    'OpenAI: requests a minute',
    429,
    limit('requests per min (RPM): Limit 3, Used 3, Requested 1. Please try again in 20s.', 'requests'),
    'rate_limited model window 20000',
    { 'retry-after': '20', 'retry-after-ms': '19987' },
  ],
  [
    'OpenAI: tokens a minute',
    429,
    limit('tokens per min (TPM): Limit 30000, Used 14567, Requested 24754. Please try again in 18.642s.', 'tokens'),
    'rate_limited model window 18642',
  ],
  [
    'OpenAI: tokens a minute',
    200,
    response(
      'Rate limit reached for gpt-5 on tokens per min (TPM): Limit 30000, Used 29000, Requested 2000. Please try again in 2s.',
      'rate_limit_exceeded',
    ),
    'rate_limited model window 2000',
  ],
  ['Any: rate limit', 200, response('Too many requests.', 'rate_limit_exceeded'), 'rate_limited model window unhinted'],
  [
    'OpenAI: overloaded',
    503,
    openAi('The server is overloaded.', 'server_is_overloaded', 'service_unavailable_error'),
    'transient overloaded outage 7000',
    { 'retry-after': '7' },
  ],
  [
    'OpenAI: overloaded, by its words',
    429,
    openAi('That model is currently overloaded with other requests.', null, 'server_error'),
    'transient overloaded outage',
  ],
  [
    'OpenAI: prompt too long',
    400,
    openAi(
      "This model's maximum context length is 8192 tokens. However, your messages resulted in 9001 tokens. Please reduce the length of the messages.",
      'context_length_exceeded',
    ),
    'permanent context_length',
  ],
  [
    'OpenAI: prompt too long',
    200,
    response('Your input exceeds the context window of this model.', 'context_length_exceeded'),
    'permanent context_length',
  ],
  [
    'OpenAI: text too long',
    400,
    openAi(
      "Invalid 'messages[0].content': string too long. Expected a string with maximum length 10485760, but got a string with length 12000000 instead.",
      'string_above_max_length',
    ),
    'permanent context_length',
  ],
  [
    'OpenAI: prompt too long, by its words',
    400,
    openAi('Your input exceeds the context window of this model. Please adjust your input and try again.', null),
    'permanent context_length',
  ],
  [
    'OpenAI: image against the policy',
    400,
    openAi('Your request was rejected as a result of our safety system.', 'content_policy_violation'),
    'permanent content_policy',
  ],
  [
    'OpenAI: prompt flagged',
    400,
    openAi('Invalid prompt: your prompt was flagged as potentially violating our usage policy.', 'invalid_prompt'),
    'permanent content_policy',
  ],
  ['OpenAI: prompt flagged', 200, response('The prompt was refused.', 'invalid_prompt'), 'permanent content_policy'],
  ['OpenAI: biology policy', 200, response('This request was refused.', 'bio_policy'), 'permanent content_policy'],
  [
    'OpenAI: safety system',
    400,
    openAi('Your request was rejected by the safety system.', 'moderation_blocked', 'image_generation_user_error'),
    'permanent content_policy',
  ],
  [
    'OpenAI: no access to the model',
    403,
    openAi('Project `p` does not have access to model `gpt-9`', 'model_not_found'),
    'permanent model',
  ],
  [
    'OpenAI: no such model',
    404,
    openAi('The model `gpt-9` does not exist or you do not have access to it.', 'model_not_found'),
    'permanent model',
  ],
  [
    'OpenAI: model retired',
    404,
    openAi('The model `gpt-3` has been deprecated.', 'model_deprecated'),
    'permanent model',
  ],
  [
    'OpenAI: model not for this endpoint',
    404,
    openAi('This is not a chat model and thus not supported in the v1/chat/completions endpoint.', null),
    'permanent model',
  ],
  [
    'OpenAI: account closed',
    401,
    openAi('The OpenAI account associated with this API key has been deactivated.', 'account_deactivated'),
    'blocked auth key',
  ],
  [
    'OpenAI: region',
    403,
    openAi('Country, region, or territory not supported', 'unsupported_country_region_territory', 'request_forbidden'),
    'blocked auth key',
  ],
  [
    'OpenAI: region',
    200,
    response('The project’s data residency does not match.', 'data_residency_mismatch'),
    'blocked auth key',
  ],
  [
    'OpenAI: address not on the list',
    401,
    openAi('Your IP address is not authorized to use this API key.', 'ip_not_authorized'),
    'blocked auth key',
  ],
  [
    'OpenAI: key lacks a permission',
    403,
    openAi('You have insufficient permissions for this operation. Missing scopes: model.request.', null),
    'blocked auth key',
  ],
  [
    'OpenAI: not in the organization',
    401,
    openAi('OpenAI-Organization header should match organization for API key', 'mismatched_organization'),
    'blocked auth key',
  ],
  ['OpenAI: key refused', 401, openAi('Incorrect API key provided.', 'invalid_api_key'), 'blocked auth key'],
  [
    'OpenAI: file search took too long',
    200,
    response('The vector store timed out.', 'vector_store_timeout'),
    'transient server_error',
  ],
  [
    'OpenAI: image did not come',
    200,
    response('The image could not be downloaded.', 'failed_to_download_image'),
    'transient server_error',
  ],
  ['OpenAI: image unusable', 200, response('The image is too large.', 'image_too_large'), 'permanent bad_request'],
  ['OpenAI: image unusable', 400, openAi('Invalid image.', 'invalid_image_format'), 'permanent bad_request'],
  [
    'OpenAI: parameter not known to the model',
    400,
    openAi(
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      'unsupported_parameter',
    ),
    'permanent bad_request',
  ],
  [
    'OpenAI: schema refused',
    400,
    openAi("Invalid schema for response_format 'answer'.", 'invalid_json_schema'),
    'permanent bad_request',
  ],
  ['OpenAI: no such path', 404, openAi('Invalid URL (POST /v1/v1/chat/completions)', null), 'permanent bad_request'],
  [
    'OpenAI: fault of the server',
    500,
    openAi('The server had an error while processing your request.', 'server_error', 'server_error'),
    'transient server_error',
  ],
  [
    'OpenAI: fault of the server',
    200,
    response('The model produced an error.', 'server_error'),
    'transient server_error',
  ],
]

const filtered = {
  status: 400,
  innererror: {
    code: 'ResponsibleAIPolicyViolation',
    content_filter_result: { hate: { filtered: true, severity: 'high' } },
  },
}
const tier = (what: string, again: string) =>
  azure(
    `Requests to the ChatCompletions_Create Operation under Azure OpenAI API version 2024-10-21 have exceeded ${what} rate limit of your current OpenAI S0 pricing tier. Please retry after ${again}.`,
    '429',
  )

export const azureExamples: readonly Example[] = [
  [
    'Azure: content filter',
    400,
    azure(
      "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
      'content_filter',
      filtered,
    ),
    'permanent content_policy',
  ],
  [
    'Azure: no such deployment',
    404,
    azure('The API deployment for this resource does not exist.', 'DeploymentNotFound'),
    'permanent model',
  ],
  [
    'Azure: model cannot do this',
    400,
    azure('The chatCompletion operation does not work with the specified model, o1-pro.', 'OperationNotSupported'),
    'permanent model',
  ],
  ['Azure: above the deployment’s tokens per minute', 429, tier('token', '86400 seconds'), 'permanent bad_request'],
  [
    'Azure: full, by its words',
    429,
    azure(
      'The system is currently experiencing high demand and cannot process your request. Your request exceeds the maximum usage size allowed during peak load. Please retry after 20 seconds.',
      'too_many_requests',
    ),
    'transient overloaded outage 20000',
  ],
  [
    'Azure: tokens a minute',
    429,
    tier('token', '9 seconds'),
    'rate_limited model window 9000',
    { 'retry-after-ms': '8500.5' },
  ],
  [
    'Azure: requests a minute',
    429,
    tier('call', '6 seconds'),
    'rate_limited model window 6000',
    { 'x-ratelimit-remaining-requests': '-1', 'x-ratelimit-reset-requests': '0' },
  ],
  [
    'Azure: limit of the deployment',
    429,
    azure(
      'Your requests to gpt-5.1 in East US 2 are above what the AIServices S0 deployment takes.',
      'RateLimitReached',
    ),
    'rate_limited model window unhinted',
  ],
  [
    'Azure: quota behind its gateway',
    403,
    azure('Out of call volume quota. Quota will be replenished in 10.00:00:00.', 'QuotaExceeded'),
    'blocked quota key',
  ],
  [
    'Azure: key or endpoint wrong',
    401,
    azure('Access denied due to invalid subscription key or wrong API endpoint.', '401'),
    'blocked auth key',
  ],
  [
    'Azure: network rules',
    403,
    azure('Access denied due to Virtual Network/Firewall rules.', '403'),
    'blocked auth key',
  ],
  [
    'Azure: no role for this',
    401,
    azure(
      'The principal `p` lacks the required data action `Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action`.',
      'PermissionDenied',
    ),
    'blocked auth key',
  ],
  ['Azure: no such path or version', 404, azure('Resource not found', '404'), 'permanent bad_request'],
]
