import type { CauseBody } from './cause-body'
import { anthropic, azure, openAi, response } from './example'

/** Of OpenAI, Azure and Anthropic. Sources: provider wire facts, section 3, and the examples of the error table. */
export const firstBodies: readonly CauseBody[] = [
  // OpenAI
  [
    'key refused',
    'openai',
    401,
    (v) =>
      openAi(
        `Incorrect API key provided: sk-proj-${'a'.repeat(9)}${v.row}abcd. You can find your API key at https://platform.openai.com/account/api-keys.`,
        'invalid_api_key',
      ),
  ],
  [
    'account closed',
    'openai',
    401,
    () => openAi('The OpenAI account associated with this API key has been deactivated.', 'account_deactivated'),
  ],
  [
    'address not on the list',
    'openai',
    401,
    (v) => openAi(`Your IP address 10.0.${v.row}.7 is not authorized to use this API key.`, 'ip_not_authorized'),
  ],
  [
    'permission missing',
    'openai',
    403,
    () => openAi('You have insufficient permissions for this operation. Missing scopes: model.request.', null),
  ],
  [
    'quota',
    'openai',
    429,
    () =>
      openAi(
        'You exceeded your current quota, please check your plan and billing details.',
        'insufficient_quota',
        'insufficient_quota',
      ),
  ],
  [
    'spend limit of the project',
    'openai',
    429,
    () =>
      openAi(
        'You exceeded your current quota, please check your plan and billing details.',
        'project_spend_limit_exceeded',
        'insufficient_quota',
      ),
  ],
  [
    'prompt too long',
    'openai',
    400,
    (v) =>
      openAi(
        `This model's maximum context length is ${v.limit} tokens. However, your messages resulted in ${v.tokens} tokens. Please reduce the length of the messages.`,
        'context_length_exceeded',
      ),
  ],
  [
    'text too long',
    'openai',
    400,
    (v) =>
      openAi(
        `Invalid 'messages[${v.row}].content': string too long. Expected a string with maximum length ${v.limit}, but got a string with length ${v.tokens} instead.`,
        'string_above_max_length',
      ),
  ],
  [
    'larger than the limit',
    'openai',
    429,
    (v) =>
      openAi(
        `Request too large for gpt-5 in organization ${v.id} on tokens per min (TPM): Limit ${v.limit}, Requested ${v.tokens}. The input or output tokens must be reduced in order to run successfully.`,
        'rate_limit_exceeded',
        'tokens',
      ),
  ],
  [
    'tokens a minute',
    'openai',
    429,
    (v) =>
      openAi(
        `Rate limit reached for gpt-5 in organization ${v.id} on tokens per min (TPM): Limit ${v.tokens}, Used ${v.limit}, Requested ${v.row}. Please try again in ${v.seconds}. Visit https://platform.openai.com/account/rate-limits to learn more.`,
        'rate_limit_exceeded',
        'tokens',
      ),
  ],
  [
    'requests a minute',
    'openai',
    429,
    (v) =>
      openAi(
        `Rate limit reached for gpt-5 in organization ${v.id} on requests per min (RPM): Limit ${v.tokens}, Used ${v.limit}, Requested 1. Please try again in ${v.seconds}. Visit https://platform.openai.com/account/rate-limits to learn more.`,
        'rate_limit_exceeded',
        'requests',
      ),
  ],
  [
    'parameter max_tokens',
    'openai',
    400,
    () =>
      openAi(
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
        'unsupported_parameter',
      ),
  ],
  [
    'parameter top_k',
    'openai',
    400,
    () => openAi("Unsupported parameter: 'top_k' is not supported with this model.", 'unsupported_parameter'),
  ],
  [
    'value of temperature',
    'openai',
    400,
    (v) =>
      openAi(
        `Unsupported value: 'temperature' does not support ${v.row / 10} with this model. Only the default (1) value is supported.`,
        'unsupported_value',
      ),
  ],
  [
    'unknown role',
    'openai',
    400,
    (v) =>
      openAi(
        `Invalid value: '${v.word}'. Supported values are: 'system', 'assistant', 'user', 'function', 'tool', and 'developer'.`,
        'invalid_value',
      ),
  ],
  [
    'schema refused',
    'openai',
    400,
    (v) =>
      openAi(
        `Invalid schema for response_format '${v.word}': schema must be a JSON Schema of 'type: "object"'.`,
        'invalid_json_schema',
      ),
  ],
  [
    'prompt flagged',
    'openai',
    400,
    () =>
      openAi(
        'Invalid prompt: your prompt was flagged as potentially violating our usage policy. Please try again with a different prompt.',
        'invalid_prompt',
      ),
  ],
  [
    'image rejected',
    'openai',
    400,
    (v) =>
      openAi(
        `Your request was rejected as a result of our safety system. If you believe this is an error, contact us and include the request ID ${v.id}. safety_violations=[${v.row % 2 ? 'sexual' : 'violence, self-harm'}].`,
        'moderation_blocked',
        'image_generation_user_error',
      ),
  ],
  [
    'no such model',
    'openai',
    404,
    (v) => openAi(`The model \`${v.model}\` does not exist or you do not have access to it.`, 'model_not_found'),
  ],
  [
    'project without the model',
    'openai',
    403,
    (v) => openAi(`Project \`${v.id}\` does not have access to model \`${v.model}\``, 'model_not_found'),
  ],
  [
    'fault of the server',
    'openai',
    500,
    (v) =>
      openAi(
        `The server had an error while processing your request. Sorry about that! You can retry your request, or contact us through our help center at help.openai.com if the error persists. (Please include the request ID ${v.id} in your message.)`,
        'server_error',
        'server_error',
      ),
  ],
  [
    'overloaded',
    'openai',
    503,
    () => openAi('The server is overloaded.', 'server_is_overloaded', 'service_unavailable_error'),
  ],
  [
    'failed response',
    'openai',
    200,
    (v) =>
      response(
        `An error occurred while processing your request. Please include the request ID ${v.id} in your message.`,
        'server_error',
      ),
  ],

  // Azure
  [
    'content filter',
    'azure',
    400,
    () =>
      azure(
        "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
        'content_filter',
      ),
  ],
  [
    'no such deployment',
    'azure',
    404,
    () =>
      azure(
        'The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again.',
        'DeploymentNotFound',
      ),
  ],
  [
    'above the deployment',
    'azure',
    429,
    (v) =>
      azure(
        `Requests to the ChatCompletions_Create Operation under Azure OpenAI API version 2024-1${v.row % 3}-21 have exceeded token rate limit of your current OpenAI S${v.row} pricing tier. Please retry after 86400 seconds.`,
        '429',
      ),
  ],
  ['region of the network', 'azure', 403, () => azure('Access denied due to Virtual Network/Firewall rules.', '403')],

  // Anthropic
  [
    'credit too low',
    'anthropic',
    400,
    () =>
      anthropic(
        'invalid_request_error',
        'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.',
      ),
  ],
  [
    'own spend limit',
    'anthropic',
    400,
    (v) =>
      anthropic(
        'invalid_request_error',
        `You have reached your specified API usage limits. You will regain access on ${v.date}.`,
      ),
  ],
  ['key refused', 'anthropic', 401, () => anthropic('authentication_error', 'invalid x-api-key')],
  [
    'prompt too long',
    'anthropic',
    400,
    (v) => anthropic('invalid_request_error', `prompt is too long: ${v.tokens} tokens > ${v.limit} maximum`),
  ],
  [
    'prompt and max_tokens',
    'anthropic',
    400,
    (v) =>
      anthropic(
        'invalid_request_error',
        `input length and \`max_tokens\` exceed context limit: ${v.tokens} + ${v.row} > ${v.limit}, decrease input length or \`max_tokens\` and try again`,
      ),
  ],
  [
    'temperature',
    'anthropic',
    400,
    () => anthropic('invalid_request_error', '`temperature` may only be set to 1 for this model.'),
  ],
  [
    'text is empty',
    'anthropic',
    400,
    (v) =>
      anthropic('invalid_request_error', `messages.${v.row}.content.0.text: text content blocks must be non-empty`),
  ],
  [
    'field missing',
    'anthropic',
    400,
    (v) => anthropic('invalid_request_error', `messages.${v.row}.content: Field required`),
  ],
  [
    'output blocked',
    'anthropic',
    400,
    () => anthropic('invalid_request_error', 'Output blocked by content filtering policy'),
  ],
  ['overloaded', 'anthropic', 529, () => anthropic('overloaded_error', 'Overloaded')],
  [
    'input tokens a minute',
    'anthropic',
    429,
    (v) =>
      anthropic(
        'rate_limit_error',
        `This request would exceed the rate limit for your organization (${v.id}) of ${v.many} input tokens per minute. For details, refer to: https://docs.claude.com/en/api/rate-limits.`,
      ),
  ],
  [
    'output tokens a minute',
    'anthropic',
    429,
    (v) =>
      anthropic(
        'rate_limit_error',
        `This request would exceed the rate limit for your organization (${v.id}) of ${v.many} output tokens per minute. For details, refer to: https://docs.claude.com/en/api/rate-limits.`,
      ),
  ],
  ['no such model', 'anthropic', 404, (v) => anthropic('not_found_error', `model: ${v.model}`)],
]
