import type { ExportTask } from '#shared/export'
import type { Json, JsonObject } from '#shared/request'

/**
 * A line of an OpenAI batch's output or error file (OpenAI API reference, "Batch", 2026): `{id, custom_id, response, error}`. What the store
 * does not keep of an answer, such as its log probabilities, is not made up. Null for a task that has not ended, which has no line yet.
 */
export function batchOutputLine(task: ExportTask): string | null {
  if (task.settledAt === null) return null
  const custom_id = task.customId ?? `request-${task.position}`
  const request_id = task.result?.requestId ?? task.failure?.requestId ?? ''
  const head = { id: `batch_req_${task.id}`, custom_id }
  if (task.state === 'succeeded') {
    const gone = { code: 'result_removed', message: 'The text of this result was removed, as the settings say.' }
    if (!task.result) return JSON.stringify({ ...head, response: null, error: gone })
    return JSON.stringify({ ...head, response: { status_code: 200, request_id, body: bodyOf(task) }, error: null })
  }
  if (task.state === 'cancelled') {
    const error = { code: 'batch_cancelled', message: task.failure?.message ?? 'This request was cancelled.' }
    return JSON.stringify({ ...head, response: null, error })
  }
  const { status = null, code = 'unknown', providerCode = null, message = '' } = task.failure ?? {}
  // An answer that is no success is a response with its own status; where none came, the line has the error itself.
  if (status === null || status < 400)
    return JSON.stringify({ ...head, response: null, error: { code: providerCode ?? code, message } })
  const type = status >= 500 ? 'server_error' : 'invalid_request_error'
  const body = { error: { message, type, param: null, code: providerCode } }
  return JSON.stringify({ ...head, response: { status_code: status, request_id, body }, error: null })
}

function bodyOf(task: ExportTask): JsonObject {
  const { result, request } = task
  const text = result?.text ?? ''
  const model = result?.model ?? task.model
  const created = Math.floor((task.settledAt ?? 0) / 1000)
  const [prompt_tokens, completion_tokens] = [task.tokensIn ?? 0, task.tokensOut ?? 0]
  const total_tokens = prompt_tokens + completion_tokens
  if (result?.kind === 'embedding') {
    const data: Json[] = [{ object: 'embedding', index: 0, embedding: vector(text) }]
    return { object: 'list', data, model, usage: { prompt_tokens, total_tokens: prompt_tokens } }
  }
  if (request?.kind === 'verbatim' && request.path === '/v1/responses') {
    const content: Json[] = [{ type: 'output_text', text, annotations: [] }]
    const id = `msg_${task.id}`
    return {
      ...{ id: `resp_${task.id}`, object: 'response', created_at: created, status: 'completed', model },
      output: [{ id, type: 'message', role: 'assistant', status: 'completed', content }],
      usage: { input_tokens: prompt_tokens, output_tokens: completion_tokens, total_tokens },
    }
  }
  const message = { role: 'assistant', content: text, refusal: null }
  return {
    ...{ id: `chatcmpl-${task.id}`, object: 'chat.completion', created, model },
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishOf(result?.finishReason ?? null) }],
    usage: { prompt_tokens, completion_tokens, total_tokens },
    system_fingerprint: null,
  }
}

/** In OpenAI's words. */
function finishOf(reason: string | null): string {
  if (reason === null || /^(stop|end_turn|stop_sequence)$/i.test(reason)) return 'stop'
  return /^max_(output_)?tokens$/i.test(reason) ? 'length' : reason.toLowerCase()
}

function vector(text: string): Json {
  try {
    return JSON.parse(text)
  } catch {
    return []
  }
}
