import { z } from 'zod'
import type { Outcome } from '#shared/outcome'
import type { ClassifyContext } from '../classify'
import { type AnswerHead, judgeAnswer, otherShape, type TextAnswer, transient } from '../judge-answer'
import { type Asked, modelOf } from './read-chat'
import { offersTools } from './tools'
import { ResponsesUsage, responsesUsage } from './usage'

const ContentPart = z.object({ type: z.string(), text: z.string().nullish(), refusal: z.string().nullish() })
const Item = z.looseObject({ type: z.string(), content: z.array(ContentPart).nullish().catch(null) })
const ResponsesAnswer = z.object({
  model: z.string().nullish(),
  status: z.string().nullish(),
  incomplete_details: z.object({ reason: z.string().nullish() }).nullish(),
  output: z.array(Item),
  usage: ResponsesUsage,
})

/** Calls that wait for the caller; those of the provider's own tools (web_search_call) it has answered itself. */
const toolCalls = new Set(['function_call', 'custom_tool_call', 'computer_call', 'local_shell_call', 'shell_call'])

/**
 * What a Responses object comes to: a whole body, or the one in a stream's last event.
 * @param streamed the text that came in pieces, for servers whose last event leaves the output out
 */
export function readResponses(
  json: unknown,
  head: AnswerHead,
  { request, wire }: Asked,
  context: ClassifyContext,
  streamed = '',
): Outcome {
  const parsed = ResponsesAnswer.safeParse(json)
  if (!parsed.success) return otherShape(json, head, 'a response', context)
  const { status, incomplete_details, output, usage, model } = parsed.data
  if (status === 'queued' || status === 'in_progress')
    return transient(head, 'invalid_answer', 'The provider took the request to work on it in the background', status)
  const parts = output.flatMap(({ type, content }) => (type === 'message' ? (content ?? []) : []))
  const text = parts.flatMap((part) => (part.type === 'output_text' ? (part.text ?? []) : [])).join('') || streamed
  const refusal = parts.flatMap((part) => (part.type === 'refusal' ? (part.refusal ?? []) : [])).join('')
  const calls = output.filter(({ type }) => toolCalls.has(type))
  const reason = incomplete_details?.reason ?? null
  const answer: TextAnswer = {
    text,
    ended: howItEnded({ status, reason, refusal, wantsTool: text === '' && calls.length > 0 }),
    ...(refusal === '' ? {} : { refusal }),
    finishReason: reason ?? status ?? null,
    model: model || modelOf(wire),
    usage: responsesUsage(usage),
  }
  if (answer.ended !== 'wants_tool' || !offersTools(wire.body)) return judgeAnswer(answer, head, request, context)
  const result: TextAnswer = { ...answer, ended: 'done', text: JSON.stringify(calls) }
  return judgeAnswer(result, head, { kind: 'verbatim', path: '/v1/responses', body: wire.body }, context)
}

function howItEnded(answer: {
  status: string | null | undefined
  reason: string | null
  refusal: string
  wantsTool: boolean
}): TextAnswer['ended'] {
  const { status, reason, refusal, wantsTool } = answer
  if (refusal !== '') return 'refused'
  if (reason === 'content_filter') return 'filtered'
  if (reason === 'max_output_tokens' || reason === 'max_tokens') return 'cut_off'
  if (status === 'failed' || status === 'cancelled' || status === 'incomplete') return 'fault'
  return wantsTool ? 'wants_tool' : 'done'
}
