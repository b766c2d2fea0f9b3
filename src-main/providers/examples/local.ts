import { bare, type Example, flat, numbered, openAi, other, plain } from './example'

export const localExamples: readonly Example[] = [
  [
    'llama.cpp: loads its model',
    503,
    numbered(503, 'Loading model', 'unavailable_error'),
    'rate_limited key window 5000',
  ],
  [
    'llama.cpp: all slots taken',
    503,
    numbered(503, 'no slot available', 'unavailable_error'),
    'rate_limited key concurrency unhinted',
  ],
  [
    'llama.cpp: prompt too long',
    400,
    numbered(400, 'the request exceeds the available context size, try increasing it', 'exceed_context_size_error', {
      n_prompt_tokens: 5000,
      n_ctx: 4096,
    }),
    'permanent context_length',
  ],
  [
    'llama.cpp: not supported',
    501,
    numbered(501, 'This server does not support embeddings. Start it with `--embeddings`', 'not_supported_error'),
    'permanent bad_request',
  ],
  ['llama.cpp: key refused', 401, numbered(401, 'Invalid API Key', 'authentication_error'), 'blocked auth key'],
  ['llama.cpp: no such path', 404, numbered(404, 'File Not Found', 'not_found_error'), 'permanent bad_request'],
  [
    'Ollama: queue full',
    503,
    bare('server busy, please try again.  maximum pending requests exceeded'),
    'rate_limited key concurrency unhinted',
  ],
  ['Ollama: no such model', 404, bare("model 'llama9' not found, try pulling it first"), 'permanent model'],
  ['Ollama: no such model', 404, openAi("model 'llama9' not found", null, 'not_found_error'), 'permanent model'],
  [
    'Ollama: too little memory for the model',
    500,
    bare('model requires more system memory (5.6 GiB) than is available (3.1 GiB)'),
    'permanent model',
  ],
  ['Ollama: model cannot do this', 400, bare('"llama3.2" does not support embeddings'), 'permanent model'],
  [
    'Ollama: model process died',
    500,
    bare('llama runner process has terminated: signal: killed'),
    'transient server_error outage',
  ],
  ['Ollama: prompt too long', 500, bare('the input length exceeds the context length'), 'permanent context_length'],
  [
    'LM Studio: no model loaded',
    404,
    openAi(
      'No models loaded. Please load a model in the developer page or use the `lms load` command.',
      'model_not_loaded',
    ),
    'permanent model',
  ],
  [
    'LM Studio: model does not load',
    400,
    bare('Failed to load model "x". Error: model loading was stopped due to insufficient system resources.'),
    'permanent model',
  ],
  [
    'LM Studio: model died',
    400,
    bare('The model has crashed without additional information. (Exit code: 1844674)'),
    'transient server_error outage',
  ],
  [
    'LM Studio: prompt too long',
    400,
    bare(
      'Trying to keep the first 5000 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens, which is not enough.',
    ),
    'permanent context_length',
  ],
  [
    'LM Studio: prompt too long',
    400,
    bare('Input length 1581 exceeds context length 1500'),
    'permanent context_length',
  ],
  ['vLLM: no such model', 404, flat('The model `x` does not exist.', 'NotFoundError', 404), 'permanent model'],
  [
    'vLLM: longer than the model',
    400,
    flat('The decoder prompt (length 5000) is longer than the maximum model length of 4096.', 'BadRequestError', 400),
    'permanent context_length',
  ],
  [
    'vLLM: prompt and answer too long',
    400,
    numbered(
      400,
      "You passed 4000 input tokens and requested 500 output tokens. However, the model's context length is only 4096 tokens.",
      'BadRequestError',
    ),
    'permanent context_length',
  ],
  [
    'vLLM: engine died',
    500,
    numbered(500, 'EngineCore encountered an issue. See stack trace for the root cause.', 'InternalServerError'),
    'transient server_error outage',
  ],
  [
    'vLLM: fault of the server',
    500,
    numbered(500, 'list index out of range', 'InternalServerError'),
    'transient server_error',
  ],
  [
    'vLLM: request refused',
    400,
    numbered(400, 'temperature must be non-negative, got -1.0.', 'BadRequestError'),
    'permanent bad_request',
  ],
  [
    'Any: prompt too long, by its words',
    400,
    flat(
      "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens in the messages.",
      'BadRequestError',
      400,
    ),
    'permanent context_length',
  ],
  ['Any: key refused', 401, other({ error: 'Unauthorized' }, 'Unauthorized'), 'blocked auth key'],
  ['Any: fault of the server', 500, plain('Internal Server Error'), 'transient server_error'],
]
