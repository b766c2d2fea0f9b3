import type { CauseBody } from './cause-body'
import { bare, cloudflare, flat, numbered, openAi, other, page, plain } from './example'

const pydantic = (loc: readonly (string | number)[], msg: string, type: string, input: unknown) => ({
  detail: [{ type, loc, msg, input }],
})

/** Of other hosts, of servers of one’s own, and of what stands in between. */
export const hostBodies: readonly CauseBody[] = [
  // Groq, Mistral, DeepSeek, Together, Fireworks
  [
    'larger than the limit',
    'groq',
    413,
    (v) =>
      openAi(
        `Request too large for model \`${v.model}\` in organization \`${v.id}\` service tier \`on_demand\` on tokens per minute (TPM): Limit ${v.limit}, Requested ${v.tokens}, please reduce your message size and try again.`,
        'rate_limit_exceeded',
        'tokens',
      ),
  ],
  [
    'no JSON came',
    'groq',
    400,
    () =>
      openAi(
        "Failed to generate JSON. Please adjust your prompt. See 'failed_generation' for more details.",
        'json_validate_failed',
      ),
  ],
  [
    'prompt too long',
    'mistral',
    400,
    (v) =>
      flat(
        `Prompt contains ${v.tokens} tokens and 0 draft tokens, too large for model with ${v.limit} maximum context length`,
        'invalid_request_prompt',
        '3051',
      ),
  ],
  ['no such model', 'mistral', 400, (v) => flat(`Invalid model: ${v.model}`, 'invalid_model', '1500')],
  [
    'field missing',
    'mistral',
    422,
    (v) =>
      other(
        pydantic(['body', 'messages', v.row, 'content'], 'Field required', 'missing', { role: 'user', text: v.word }),
        '',
      ),
  ],
  [
    'value of another type',
    'mistral',
    422,
    (v) =>
      other(
        pydantic(['body', 'messages', v.row, 'content'], 'Input should be a valid string', 'string_type', {
          name: v.word,
        }),
        '',
      ),
  ],
  ['no balance', 'deepseek', 402, () => openAi('Insufficient Balance', 'invalid_request_error', 'unknown_error')],
  ['content', 'deepseek', 400, () => openAi('Content Exists Risk', 'invalid_request_error')],
  [
    'prompt too long',
    'together',
    422,
    (v) =>
      openAi(
        `Input validation error: \`inputs\` tokens + \`max_new_tokens\` must be <= ${v.limit}. Given: ${v.tokens} \`inputs\` tokens and ${v.row} \`max_new_tokens\``,
        null,
      ),
  ],
  [
    'account suspended',
    'fireworks',
    412,
    (v) =>
      openAi(
        `Account ${v.id} is suspended, possibly due to reaching the monthly spending limit or failure to pay past invoices.`,
        null,
      ),
  ],
  [
    'prompt too long',
    'fireworks',
    400,
    (v) => openAi(`The prompt is too long: ${v.tokens}, model maximum context length: ${v.limit}`, null),
  ],

  // Servers of one's own
  [
    'prompt too long',
    'llama.cpp',
    400,
    (v) =>
      numbered(
        400,
        `request (${v.tokens} tokens) exceeds the available context size (${v.limit} tokens), try increasing it`,
        'exceed_context_size_error',
        { n_prompt_tokens: v.tokens, n_ctx: v.limit },
      ),
  ],
  ['no such model', 'ollama', 404, (v) => bare(`model '${v.model}' not found, try pulling it first`)],
  [
    'too little memory',
    'ollama',
    500,
    (v) =>
      bare(
        `model requires more system memory (${v.row}.6 GiB) than is available (${v.row === 1 ? '512 MiB' : `${v.row}.1 GiB`})`,
      ),
  ],
  ['prompt too long', 'lm-studio', 400, (v) => bare(`Input length ${v.tokens} exceeds context length ${v.limit}`)],
  [
    'longer than the model',
    'vllm',
    400,
    (v) =>
      flat(
        `The decoder prompt (length ${v.tokens}) is longer than the maximum model length of ${v.limit}. Make sure that \`max_model_len\` is no smaller than the number of text tokens.`,
        'BadRequestError',
        400,
      ),
  ],
  [
    'value of temperature',
    'vllm',
    400,
    (v) => numbered(400, `temperature must be non-negative, got -${v.row}.0.`, 'BadRequestError'),
  ],

  // What stands in between
  [
    'bad gateway',
    'cloudflare',
    502,
    () => cloudflare(502, 'Error 502: Bad gateway', { retryable: true, retry_after: 60 }),
  ],
  ['origin down', 'cloudflare', 521, (v) => page(`api${v.row}.example.com | 521: Web server is down`)],
  ['bad gateway', 'nginx', 502, () => page('502 Bad Gateway', 'nginx')],
  ['no healthy upstream', 'envoy', 503, () => plain('no healthy upstream')],
  ['upstream timeout', 'envoy', 504, () => plain('upstream request timeout')],
  ['moved', 'nginx', 404, () => page('404 Not Found', 'nginx')],
]
