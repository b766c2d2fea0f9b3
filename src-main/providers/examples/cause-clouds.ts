import type { CauseBody } from './cause-body'
import { gemini, geminiCompatible, openRouter } from './example'

/** Of Gemini and OpenRouter. */
export const cloudBodies: readonly CauseBody[] = [
  // Gemini, native and compatible
  [
    'key refused',
    'gemini',
    400,
    () => gemini(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.'),
    () => geminiCompatible(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.'),
  ],
  ['key expired', 'gemini', 400, () => gemini(400, 'INVALID_ARGUMENT', 'API key expired. Please renew the API key.')],
  [
    'prompt too long',
    'gemini',
    400,
    (v) =>
      gemini(
        400,
        'INVALID_ARGUMENT',
        `The input token count (${v.tokens}) exceeds the maximum number of tokens allowed (${v.limit}).`,
      ),
  ],
  [
    'unknown field',
    'gemini',
    400,
    () => gemini(400, 'INVALID_ARGUMENT', 'Invalid JSON payload received. Unknown name "seeed": Cannot find field.'),
  ],
  [
    'another unknown field',
    'gemini',
    400,
    () =>
      gemini(400, 'INVALID_ARGUMENT', 'Invalid JSON payload received. Unknown name "frequencyy": Cannot find field.'),
  ],
  [
    'service off',
    'gemini',
    403,
    (v) =>
      gemini(
        403,
        'PERMISSION_DENIED',
        `Generative Language API has not been used in project ${v.tokens} before or it is disabled. Enable it by visiting https://console.developers.google.com/apis/api/generativelanguage.googleapis.com/overview?project=${v.tokens} then retry.`,
      ),
  ],
  ['overloaded', 'gemini', 503, () => gemini(503, 'UNAVAILABLE', 'The model is overloaded. Please try again later.')],
  [
    'not in the tier',
    'gemini',
    429,
    (v) =>
      gemini(
        429,
        'RESOURCE_EXHAUSTED',
        `Quota exceeded for metric: generate_content_free_tier_requests, limit: 0, model: ${v.model}\nPlease retry in ${v.seconds}.`,
      ),
  ],
  [
    'internal',
    'gemini',
    500,
    () =>
      gemini(
        500,
        'INTERNAL',
        'An internal error has occurred. Please retry or report in https://developers.generativeai.google/guide/troubleshooting',
      ),
  ],

  // OpenRouter
  [
    'no credit for this call',
    'openrouter',
    402,
    (v) =>
      openRouter(
        402,
        `This request requires more credits, or fewer max_tokens. You requested up to ${v.tokens} tokens, but can only afford ${v.row}. To increase, visit https://openrouter.ai/settings/credits`,
      ),
  ],
  [
    'moderation',
    'openrouter',
    403,
    (v) =>
      openRouter(403, 'Your chosen model requires moderation and your input was flagged', {
        reasons: [v.word],
        flagged_input: v.word,
      }),
  ],
  ['guardrail', 'openrouter', 403, () => openRouter(403, 'Request blocked by a guardrail of your organization.')],
  ['not a model', 'openrouter', 400, (v) => openRouter(400, `${v.model} is not a valid model ID`)],
  ['no endpoint for tools', 'openrouter', 404, () => openRouter(404, 'No endpoints found that support tool use.')],
  ['no endpoint', 'openrouter', 404, (v) => openRouter(404, `No endpoints found for ${v.model}.`)],
  [
    'prompt too long upstream',
    'openrouter',
    400,
    (v) =>
      openRouter(400, 'Provider returned error', {
        raw: JSON.stringify({
          error: {
            message: `This model's maximum context length is ${v.limit} tokens. However, your messages resulted in ${v.tokens} tokens.`,
          },
        }),
        provider_name: 'Z',
      }),
  ],
]
