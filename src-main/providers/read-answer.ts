import { z } from 'zod'
import type { Outcome } from '#shared/outcome'
import type { Failure, FailureCode, TaskResult, Usage } from '#shared/task'
import type { WireRequest } from './build-request'
import { type ClassifyContext, classifyHttpError, type HttpAnswer, hasErrorInside, requestIdOf } from './classify'
import { looksLikeHtml, parseJson } from './read-error-body'
import { storable } from './redact'

const Tokens = z.int().nonnegative().nullable().catch(null)
const WireUsage = z
  .object({ prompt_tokens: Tokens.default(null), completion_tokens: Tokens.default(null) })
  .catch({ prompt_tokens: null, completion_tokens: null })
const TextPart = z.object({ type: z.literal('text'), text: z.string() })
const Choice = z.object({
  finish_reason: z.string().nullish(),
  error: z.unknown().optional(), // OpenRouter
  message: z.object({
    content: z.union([z.string(), z.array(z.unknown())]).nullish(),
    refusal: z.string().nullish(),
    tool_calls: z.array(z.unknown()).nullish(),
    function_call: z.unknown().optional(),
  }),
})
const ChatAnswer = z.object({ model: z.string().nullish(), choices: z.array(Choice), usage: WireUsage })
const EmbeddingAnswer = z.object({
  model: z.string().nullish(),
  data: z.array(z.object({ index: z.int().default(0), embedding: z.union([z.array(z.number()), z.string()]) })).min(1),
  usage: WireUsage,
})

/** Stop reasons that mean the answer reached its token limit. */
const cutOffReasons = new Set(['length', 'model_length', 'max_tokens', 'model_context_window_exceeded'])
const faultReasons = new Set(['error', 'insufficient_system_resource'])

/** What a 2xx answer comes to. HTTP 200 is not success: errors, refusals and empty answers arrive in it as well. */
export function readAnswer(answer: HttpAnswer, wire: WireRequest, context: ClassifyContext): Outcome {
  const json = parseJson(answer.text)
  if (json === undefined) return unparsable(answer)
  if (hasErrorInside(json)) return classifyHttpError(answer, context)
  return wire.endpoint === '/embeddings' ? readEmbedding(json, answer, wire) : readChat(json, answer, wire, context)
}

function readChat(json: unknown, answer: HttpAnswer, wire: WireRequest, context: ClassifyContext): Outcome {
  const parsed = ChatAnswer.safeParse(json)
  if (!parsed.success) return transient(answer, 'server_error', 'The answer is not in the shape of a chat completion')
  const [choice] = parsed.data.choices
  if (!choice) return transient(answer, 'invalid_answer', 'The answer has no choices')
  if (hasErrorInside(choice))
    return classifyHttpError({ ...answer, text: JSON.stringify({ error: choice.error }) }, context)

  const finishReason = choice.finish_reason ?? null
  const { refusal } = choice.message
  if (refusal) return permanent(answer, 'content_policy', storable(refusal, context.secrets), 'refusal')
  if (finishReason === 'content_filter') {
    return permanent(answer, 'content_policy', 'The provider’s content filter stopped the answer', finishReason)
  }
  if (finishReason !== null && faultReasons.has(finishReason)) {
    return transient(answer, 'server_error', `The provider broke off its answer (${finishReason})`, finishReason)
  }
  const cutOff = finishReason !== null && cutOffReasons.has(finishReason)
  const text = textOf(choice.message.content) || toolCallText(choice.message, wire)
  if (text === '' && wantsTool(choice.message)) {
    return permanent(
      answer,
      'invalid_answer',
      'The model wants to call a tool, and the request offers none',
      finishReason,
    )
  }
  if (text === '' && cutOff) {
    const words =
      'No text: the whole token limit went into the model’s thoughts. Raise the limit, or ask for less thinking'
    return permanent(answer, 'invalid_answer', words, finishReason)
  }
  // Another try often has more to say, and one that has not becomes a dead letter rather than an empty result.
  if (text === '') return transient(answer, 'invalid_answer', 'The answer is empty', finishReason)
  const model = parsed.data.model || modelOf(wire)
  return succeeded(answer, { kind: 'text', text, cutOff, finishReason, model, usage: usageOf(parsed.data.usage) })
}

function readEmbedding(json: unknown, answer: HttpAnswer, wire: WireRequest): Outcome {
  const parsed = EmbeddingAnswer.safeParse(json)
  if (!parsed.success) return transient(answer, 'server_error', 'The answer is not in the shape of an embedding')
  const vectors = parsed.data.data.toSorted((a, b) => a.index - b.index).map(({ embedding }) => embedding)
  // A body with a list of inputs gets the list of their vectors, in their order.
  const text = JSON.stringify(Array.isArray(wire.body.input) ? vectors : vectors[0])
  const model = parsed.data.model || modelOf(wire)
  const usage = usageOf(parsed.data.usage)
  return succeeded(answer, { kind: 'embedding', text, cutOff: false, finishReason: null, model, usage })
}

function unparsable(answer: HttpAnswer): Outcome {
  if (looksLikeHtml(answer.text)) {
    // A captive portal, or an address that is no API: nothing sent there will be answered.
    const words = 'A web page came instead of an answer: a login page of the network, or a wrong base URL'
    return { ...transient(answer, 'connection', words), outage: true }
  }
  return transient(
    answer,
    'server_error',
    answer.text.trim() === '' ? 'The answer has no body' : 'The answer is no JSON',
  )
}

type TransientOutcome = Extract<Outcome, { kind: 'transient' }>

function transient(
  answer: HttpAnswer,
  code: FailureCode,
  message: string,
  providerCode: string | null = null,
): TransientOutcome {
  return {
    kind: 'transient',
    failure: failureOf(answer, code, message, providerCode),
    outage: false,
    retryAfterMs: null,
  }
}

function permanent(answer: HttpAnswer, code: FailureCode, message: string, providerCode: string | null): Outcome {
  return { kind: 'permanent', failure: failureOf(answer, code, message, providerCode) }
}

function failureOf(answer: HttpAnswer, code: FailureCode, message: string, providerCode: string | null): Failure {
  return { code, status: answer.status, providerCode, message, requestId: requestIdOf(answer.headers) }
}

function succeeded(answer: HttpAnswer, result: Omit<TaskResult, 'requestId'>): Outcome {
  return { kind: 'succeeded', result: { ...result, requestId: requestIdOf(answer.headers) } }
}

/** Content is text, or with some providers a list of parts. */
function textOf(content: string | unknown[] | null | undefined): string {
  if (!Array.isArray(content)) return content ?? ''
  return content.flatMap((part) => TextPart.safeParse(part).data?.text ?? []).join('')
}

type WireMessage = z.infer<typeof Choice>['message']

function wantsTool({ tool_calls, function_call }: WireMessage): boolean {
  return (tool_calls?.length ?? 0) > 0 || (function_call ?? null) !== null
}

/** A verbatim request that offers tools asked for just that: the calls are its result. */
function toolCallText(message: WireMessage, { body }: WireRequest): string {
  const offersTools = body.tools !== undefined || body.functions !== undefined
  return offersTools && wantsTool(message) ? JSON.stringify(message.tool_calls ?? message.function_call) : ''
}

function modelOf({ body }: WireRequest): string {
  return typeof body.model === 'string' ? body.model : ''
}

function usageOf({ prompt_tokens, completion_tokens }: z.infer<typeof WireUsage>): Usage {
  return { tokensIn: prompt_tokens, tokensOut: completion_tokens }
}
