/** The parameters of OpenAI's chat completions (API reference, 2026), to tell a request that names no model from a row of data. */
export const chatParameters: ReadonlySet<string> = new Set([
  ...['messages', 'model', 'max_tokens', 'max_completion_tokens', 'temperature', 'top_p', 'n', 'seed', 'stop', 'user'],
  ...['frequency_penalty', 'presence_penalty', 'logit_bias', 'logprobs', 'top_logprobs', 'response_format', 'store'],
  ...['tools', 'tool_choice', 'parallel_tool_calls', 'functions', 'function_call', 'reasoning_effort', 'verbosity'],
  ...['audio', 'modalities', 'prediction', 'service_tier', 'web_search_options', 'stream', 'stream_options'],
  ...['safety_identifier', 'prompt_cache_key', 'prompt_cache_retention'],
])

/** Those of its embeddings: an object with any other key is a row of data that happens to have a `model` and an `input`. */
export const embeddingParameters: ReadonlySet<string> = new Set([
  'model',
  'input',
  'dimensions',
  'encoding_format',
  'user',
])
