import type { Message, StopReason } from '@anthropic-ai/sdk/resources/messages'
import { z } from 'zod'
import type { Outcome } from '#shared/outcome'
import type { JsonObject, LlmRequest } from '#shared/request'
import type { Usage } from '#shared/task'
import type { ClassifyContext } from '../classify'
import { type AnswerHead, judgeAnswer, type TextAnswer } from '../judge-answer'

const Tokens = z.int().nonnegative().nullish().catch(null)
export const WireUsage = z
  .object({
    input_tokens: Tokens,
    output_tokens: Tokens,
    cache_creation_input_tokens: Tokens,
    cache_read_input_tokens: Tokens,
  } satisfies { [K in keyof Message['usage']]?: unknown })
  .partial()
  .catch({})
export type WireUsage = z.infer<typeof WireUsage>

const StopDetails = z
  .object({ category: z.string().nullish(), explanation: z.string().nullish() })
  .nullish()
  .catch(null)
export const WireMessage = z.object({
  id: z.string().nullish(),
  model: z.string().nullish(),
  content: z.array(z.looseObject({ type: z.string() })),
  stop_reason: z.string().nullish(),
  stop_details: StopDetails,
  usage: WireUsage.default({}),
})
/** A message as it came, whole or put together from a stream. */
export type WireMessage = z.infer<typeof WireMessage>

/** What a message comes to. @param body of the request: what it asked for decides whether a tool call is its answer */
export function settle(
  message: WireMessage,
  {
    request,
    body,
    head,
    context,
  }: { request: LlmRequest; body: JsonObject; head: AnswerHead; context: ClassifyContext },
): Outcome {
  const { content, stop_reason: reason = null, stop_details: details, usage } = message
  // A request that offers tools asked for just that: the calls, with what was said beside them, are its result.
  const isToolCall = reason === 'tool_use' && Array.isArray(body.tools)
  const said = content.filter(({ type }) => type !== 'thinking' && type !== 'redacted_thinking')
  const answer: TextAnswer = {
    text: isToolCall ? JSON.stringify(said) : content.map(textOf).join(''),
    ended: isToolCall ? 'done' : endedBy(reason),
    ...(reason === 'refusal' && details?.explanation ? { refusal: details.explanation } : {}),
    finishReason: reason,
    model: message.model || String(body.model ?? ''),
    usage: usageOf(usage),
  }
  const outcome = judgeAnswer(answer, head, request, context)
  if (outcome.kind !== 'permanent') return outcome
  const { failure } = outcome
  if (reason === 'refusal') {
    return { ...outcome, failure: { ...failure, providerCode: details?.category ?? reason } }
  }
  if (reason === 'pause_turn') {
    const message =
      'The model paused amid its work with tools and waits to be asked to go on, which a queue does not do'
    return { ...outcome, failure: { ...failure, message } }
  }
  return outcome
}

const endings: Readonly<Record<StopReason, TextAnswer['ended']>> = {
  end_turn: 'done',
  stop_sequence: 'done',
  max_tokens: 'cut_off',
  model_context_window_exceeded: 'cut_off',
  refusal: 'refused',
  tool_use: 'wants_tool',
  pause_turn: 'wants_tool',
}

/** Other servers that speak this protocol may name no reason, or one of their own. */
function endedBy(reason: string | null): TextAnswer['ended'] {
  return (reason !== null && Object.hasOwn(endings, reason) && endings[reason as StopReason]) || 'done'
}

function textOf(block: WireMessage['content'][number]): string {
  return block.type === 'text' && typeof block.text === 'string' ? block.text : ''
}

/** `input_tokens` are those that neither came from the cache nor were written to it (provider wire facts, section 1.2). */
function usageOf(usage: WireUsage): Usage {
  const {
    input_tokens: fresh,
    output_tokens: out,
    cache_read_input_tokens: read,
    cache_creation_input_tokens: write,
  } = usage
  const parts = [fresh, read, write].filter((tokens) => typeof tokens === 'number')
  return {
    tokensIn: parts.length === 0 ? null : parts.reduce((sum, tokens) => sum + tokens, 0),
    tokensOut: out ?? null,
    ...(typeof read === 'number' ? { cachedIn: read } : {}),
    ...(typeof write === 'number' ? { cacheWrite: write } : {}),
  }
}
