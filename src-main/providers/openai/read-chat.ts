import { z } from 'zod'
import type { Outcome } from '#shared/outcome'
import type { LlmRequest } from '#shared/request'
import { type ClassifyContext, classifyHttpError, hasErrorInside } from '../classify'
import { type AnswerHead, judgeAnswer, otherShape, type TextAnswer, transient } from '../judge-answer'
import { offersTools, textOfParts } from './tools'
import { ChatUsage, chatUsage } from './usage'
import type { WireRequest } from './wire-request'

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
const ChatAnswer = z.object({ model: z.string().nullish(), choices: z.array(Choice), usage: ChatUsage })

/** Stop reasons that mean the answer reached its token limit. */
const cutOffReasons = new Set(['length', 'model_length', 'max_tokens', 'model_context_window_exceeded'])
/** Also vLLM's and SGLang's `abort`: the server gave the request up, and what it had said is no whole answer. */
const faultReasons = new Set(['error', 'insufficient_system_resource', 'abort'])

/** What the task asked, and what of it went on the wire. */
export type Asked = { readonly request: LlmRequest; readonly wire: WireRequest }

/** What a chat completion comes to: that of a 2xx body, or one put together from a stream. */
export function readChat(json: unknown, head: AnswerHead, { request, wire }: Asked, context: ClassifyContext): Outcome {
  const parsed = ChatAnswer.safeParse(json)
  if (!parsed.success) return otherShape(json, head, 'a chat completion', context)
  const [choice] = parsed.data.choices
  if (!choice) return transient(head, 'invalid_answer', 'The answer has no choices')
  if (hasErrorInside(choice))
    return classifyHttpError({ ...head, text: JSON.stringify({ error: choice.error }) }, context)

  const finishReason = choice.finish_reason || null // '' with some servers
  const { content, refusal } = choice.message
  const tools = calledTools(choice.message)
  const text = textOfParts(content)
  const answer: TextAnswer = {
    text,
    ended: howItEnded({ finishReason, refusal, wantsTool: text === '' && tools !== null }),
    ...(refusal ? { refusal } : {}),
    finishReason,
    model: parsed.data.model || modelOf(wire),
    usage: chatUsage(parsed.data.usage),
  }
  // A request that offers tools asked for just that: the calls are its result.
  const asked = answer.ended === 'wants_tool' && offersTools(wire.body)
  if (!asked) return judgeAnswer(answer, head, request, context)
  const calls: TextAnswer = { ...answer, ended: 'done', text: JSON.stringify(tools) }
  return judgeAnswer(calls, head, { kind: 'verbatim', path: '/v1/chat/completions', body: wire.body }, context)
}

function howItEnded(answer: {
  finishReason: string | null
  refusal: string | null | undefined
  wantsTool: boolean
}): TextAnswer['ended'] {
  const { finishReason, refusal, wantsTool } = answer
  if (refusal) return 'refused'
  if (finishReason === 'content_filter') return 'filtered'
  if (finishReason !== null && faultReasons.has(finishReason)) return 'fault'
  if (finishReason !== null && cutOffReasons.has(finishReason)) return 'cut_off'
  return wantsTool ? 'wants_tool' : 'done'
}

function calledTools({ tool_calls, function_call }: z.infer<typeof Choice>['message']): unknown {
  return tool_calls && tool_calls.length > 0 ? tool_calls : (function_call ?? null)
}

export function modelOf({ body }: WireRequest): string {
  return typeof body.model === 'string' ? body.model : ''
}
