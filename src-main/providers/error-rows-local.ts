import {
  all,
  any,
  auth,
  badRequest,
  code,
  type ErrorRow,
  noModel,
  not,
  permanent,
  refused,
  row,
  says,
  serverDown,
  serverFault,
  status,
  tooManyAtOnceOfKey,
  type Verdict,
} from './error-row'
import { contextAdvice } from './fitting'

const tooLong = permanent('context_length', contextAdvice)
/** It is there and will answer: asked again every few seconds, and no retry spent. */
const loading: Verdict = {
  kind: 'rate_limited',
  scope: 'key',
  limit: 'window',
  waitMs: ({ statedMs }) => statedMs ?? 5_000,
}

/** Servers of one's own: Ollama, LM Studio, llama.cpp, vLLM. What they cannot do waits for a person at this very machine. */
export const localRows: readonly ErrorRow[] = [
  row('llama.cpp: loads its model', all(status(503), says(/^loading model/i)), loading),
  row(
    'llama.cpp: all slots taken',
    all(status(503), says(/slots? (is |are )?(un|not )available|no slot/i)),
    tooManyAtOnceOfKey,
  ),
  row('llama.cpp: prompt too long', code('exceed_context_size_error'), tooLong),
  row('llama.cpp: not supported', any(code('not_supported_error'), status(501)), badRequest),
  row('llama.cpp: key refused', all(status(401), code('authentication_error')), auth),
  row('llama.cpp: no such path', all(status(404), says(/^file not found$/i)), badRequest),

  row('Ollama: queue full', all(status(503), says(/server busy|pending requests/i)), tooManyAtOnceOfKey),
  row('Ollama: no such model', all(status(404), says(/^model .*not found/i)), noModel),
  row('Ollama: too little memory for the model', says(/requires more system memory/i), noModel),
  row(
    'Ollama: model cannot do this',
    says(/does not support (chat|generate|embeddings?|tools|thinking|completion)/i),
    noModel,
  ),
  row('Ollama: model process died', says(/(llama )?runner process (has terminated|no longer running)/i), serverDown),
  row(
    'Ollama: prompt too long',
    all(any(refused, status(500)), says(/input length exceeds (the )?(maximum )?context/i)),
    tooLong,
  ),

  row('LM Studio: no model loaded', says(/no models? (is )?(currently )?loaded/i), noModel),
  row('LM Studio: model does not load', says(/^failed to load model/i), noModel),
  row('LM Studio: model died', says(/model (has )?(crashed|unloaded)/i), serverDown),
  row(
    'LM Studio: prompt too long',
    all(any(refused, status(500)), says(/input length \d+ exceeds context|trying to keep the first \d+ tokens/i)),
    tooLong,
  ),

  row('vLLM: no such model', all(code('notfounderror'), says(/^the model /i)), noModel),
  row('vLLM: longer than the model', all(refused, says(/longer than the maximum model length/i)), tooLong),
  row('vLLM: prompt and answer too long', all(refused, says(/model'?s context length is only/i)), tooLong),
  row(
    'vLLM: engine died',
    any(code('enginedeaderror'), says(/engine ?core|engine loop .* died|engine is dead/i)),
    serverDown,
  ),
  row('vLLM: fault of the server', code('internalservererror', 'internal_server_error'), serverFault),
  row(
    'vLLM: request refused',
    all(code('badrequesterror'), status(400, 200), not(says(/maximum context length/i))),
    badRequest,
  ),
]
