import { expect } from 'vitest'
import { createOpenAiResponses } from '../../openai/adapter'
import { type Case, type Family, suiteKey } from '../family'
import { openAiChat } from './openai-chat'

/** Provider wire facts, sections 1.2 to 1.4 and 3.2. Refusals before an answer are those of chat completions. */

const requestId = { 'x-request-id': 'req_1' }
const model = 'gpt-5.6-luna-2026-08-01'
const usage = {
  input_tokens: 1_200,
  input_tokens_details: { cached_tokens: 1_024, cache_write_tokens: 128 },
  output_tokens: 7,
  output_tokens_details: { reasoning_tokens: 2 },
  total_tokens: 1_207,
}
const readUsage = { tokensIn: 1_200, tokensOut: 7, cachedIn: 1_024, cacheWrite: 128 }
const reasoning = { id: 'rs_1', type: 'reasoning', summary: [] }
const message = (...content: object[]) => ({
  ...{ id: 'msg_1', type: 'message', role: 'assistant', status: 'completed', content },
})
const outputText = (text: string) => ({ type: 'output_text', text, annotations: [] })
const response = (output: object[], fields: object = {}) => ({
  ...{ id: 'resp_1', object: 'response', created_at: 1, status: 'completed', error: null, incomplete_details: null },
  ...{ model, output, usage, ...fields },
})
const incomplete = (reason: string) =>
  response([reasoning, message(outputText('Half an ans'))], { status: 'incomplete', incomplete_details: { reason } })
const failed = (code: string, words: string) =>
  response([], { status: 'failed', error: { code, message: words }, usage: null })

let sequence = 0
const event = (type: string, fields: object = {}) =>
  `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: sequence++, ...fields })}\n\n`
const at = { item_id: 'msg_1', output_index: 1, content_index: 0 }
const delta = (text: string) => event('response.output_text.delta', { ...at, delta: text })

const asked = {
  model: 'gpt-5.6-luna',
  input: [
    { role: 'system', content: 'Be brief' },
    { role: 'user', content: 'Say hello' },
  ],
  store: false,
  max_output_tokens: 50,
  temperature: 0,
}
const result = {
  kind: 'text',
  text: 'Héllo 世界',
  cutOff: false,
  finishReason: 'completed',
  model,
  requestId: 'req_1',
  usage: readUsage,
} as const
const inside = (name: string, body: object, expected: Case['expected']): Case => ({ name, reply: { body }, expected })

export const openAiResponses: Family = {
  name: 'OpenAI Responses',
  make: createOpenAiResponses,
  basePath: '/v1',
  limitFamily: 'openai',
  model: 'gpt-5.6-luna',
  auth: { authorization: `Bearer ${suiteKey}` },
  asked: { url: '/v1/responses', body: asked },
  askedStreamed: { url: '/v1/responses', body: { ...asked, stream: true } },
  success: {
    reply: { headers: requestId, body: response([reasoning, message(outputText('Héllo '), outputText('世界'))]) },
    result,
  },
  stream: {
    headers: requestId,
    head: [
      event('response.created', { response: response([], { status: 'in_progress', usage: null }) }),
      event('response.output_item.added', { output_index: 1, item: message() }),
      event('response.content_part.added', { ...at, part: outputText('') }),
    ],
    pieces: [delta('Héllo '), delta('世'), delta('界')],
    texts: ['Héllo ', '世', '界'],
    quiet: [
      event('response.reasoning_summary_text.delta', { item_id: 'rs_1', delta: 'Hm' }),
      event('keepalive'),
      ': ping\n\n',
    ],
    end: [
      event('response.output_text.done', { ...at, text: 'Héllo 世界' }),
      event('response.completed', { response: response([reasoning, message(outputText('Héllo 世界'))]) }),
    ],
    result,
    error: event('error', { code: 'server_is_overloaded', message: 'The server is overloaded', param: null }),
    errorIs: openAiChat.stream.errorIs,
  },
  errors: openAiChat.errors,
  refusals: openAiChat.refusals,
  unsuccessful: [
    inside('failed: rate limit', failed('rate_limit_exceeded', 'Slow down. Please try again in 2s.'), {
      kind: 'rate_limited',
      retryAfterMs: 2_000,
      failure: { status: 200 },
    }),
    inside('failed: server error', failed('server_error', 'The model had an error'), {
      kind: 'transient',
      failure: { code: 'server_error', message: 'The model had an error' },
    }),
    inside('failed: a prompt that is refused', failed('invalid_prompt', 'Your prompt was flagged'), {
      kind: 'permanent',
      failure: { code: 'content_policy' },
    }),
    inside('cut off, with what came of it and what it cost', incomplete('max_output_tokens'), {
      kind: 'permanent',
      failure: { code: 'cut_off', providerCode: 'max_output_tokens' },
      answer: { text: 'Half an ans', cutOff: true, usage: readUsage },
    }),
    inside(
      'cut off while it thought',
      response([reasoning], { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }),
      {
        kind: 'permanent',
        failure: { code: 'cut_off', message: expect.stringContaining('thoughts') },
        answer: { text: '', usage: readUsage },
      },
    ),
    inside('filtered', incomplete('content_filter'), {
      kind: 'permanent',
      failure: { code: 'content_policy' },
      answer: { text: 'Half an ans' },
    }),
    inside('refused by the model', response([message({ type: 'refusal', refusal: 'I cannot help.' })]), {
      kind: 'permanent',
      failure: { code: 'content_policy', message: 'I cannot help.' },
      answer: { text: 'I cannot help.', usage: readUsage },
    }),
    inside('empty', response([reasoning]), {
      kind: 'transient',
      failure: { code: 'invalid_answer' },
      answer: { text: '', usage: readUsage },
    }),
    inside('a tool that nobody offered', response([{ type: 'function_call', name: 'f', arguments: '{}' }]), {
      kind: 'permanent',
      failure: { code: 'invalid_answer' },
    }),
    inside('taken to be worked on in the background', response([], { status: 'queued', usage: null }), {
      kind: 'transient',
      failure: { code: 'invalid_answer' },
    }),
    inside('another shape', { hello: 'world' }, { kind: 'transient', failure: { code: 'server_error' } }),
  ],
  unsuccessfulStreams: [
    {
      name: 'that is cut off',
      events: [delta('Half an ans'), event('response.incomplete', { response: incomplete('max_output_tokens') })],
      expected: { kind: 'permanent', failure: { code: 'cut_off' }, answer: { text: 'Half an ans', usage: readUsage } },
    },
    {
      name: 'that fails',
      events: [delta('Half'), event('response.failed', { response: failed('server_error', 'The model had an error') })],
      expected: { kind: 'transient', failure: { code: 'server_error', message: 'The model had an error' } },
    },
    {
      name: 'whose prompt turns out to be too long (error event after HTTP 200)',
      events: [
        event('error', {
          code: 'context_length_exceeded',
          message: 'Your input exceeds the context window of this model.',
        }),
      ],
      expected: { kind: 'permanent', failure: { code: 'context_length' } },
    },
    {
      name: 'with an error as chat completions send it',
      events: [`data: ${JSON.stringify({ error: { message: 'Slow', code: 'rate_limit_exceeded' } })}\n\n`],
      expected: { kind: 'rate_limited' },
    },
    {
      name: 'that is empty',
      events: [event('response.completed', { response: response([reasoning]) })],
      expected: { kind: 'transient', failure: { code: 'invalid_answer' } },
    },
  ],
  limits: openAiChat.limits,
  models: openAiChat.models,
}
