import { z } from 'zod'
import type { Outcome } from '#shared/outcome'
import { type ClassifyContext, classifyHttpError, hasErrorInside } from '../classify'
import { type AnswerHead, endedEarly, transient } from '../judge-answer'
import { parseJson } from '../read-error-body'
import type { StreamItem } from '../sse'
import { type Asked, readChat } from './read-chat'
import { textOfParts } from './tools'

const Delta = z.object({
  content: z.union([z.string(), z.array(z.unknown())]).nullish(),
  refusal: z.string().nullish(),
  tool_calls: z.array(z.looseObject({ index: z.int().nonnegative().max(10_000).default(0) })).nullish(),
  function_call: z.looseObject({}).nullish(),
})
const Choice = z.object({
  index: z.int().default(0),
  delta: Delta.nullish(),
  finish_reason: z.string().nullish(),
  error: z.unknown().optional(),
})
const Chunk = z.object({
  model: z.string().nullish(),
  choices: z.array(Choice).nullish(),
  usage: z.unknown().optional(),
  x_groq: z.object({ usage: z.unknown().optional() }).nullish().catch(null),
})

export type StreamParts = {
  readonly items: AsyncIterable<StreamItem>
  readonly head: AnswerHead
  readonly asked: Asked
  readonly context: ClassifyContext
  /** See ProviderCall. */
  readonly onText: (piece: string) => void
}

/**
 * What a streamed chat completion comes to: its pieces are put together into the body that would have come whole, and read as one. Throws
 * what the connection throws, unless all of the answer had come.
 */
export async function readChatStream({ items, head, asked, context, onText }: StreamParts): Promise<Outcome> {
  const message = { content: '', refusal: '', tool_calls: [] as Call[], function_call: null as Call | null }
  let model: string | null = null
  let finishReason: string | null = null
  let error: unknown
  let usage: unknown
  let done = false
  try {
    for await (const item of items) {
      if (item.kind === 'alive' || item.data.trim() === '') {
        onText('')
        continue
      }
      if (item.data.trim() === '[DONE]') {
        done = true
        break
      }
      const json = parseJson(item.data)
      if (json === undefined && item.unfinished) break
      if (item.event === 'error' || hasErrorInside(json))
        return classifyHttpError({ ...head, text: item.data }, context)
      const chunk = Chunk.safeParse(json)
      if (!chunk.success) return transient(head, 'server_error', 'A part of the streamed answer cannot be read')
      model ??= chunk.data.model ?? null
      usage = chunk.data.usage ?? chunk.data.x_groq?.usage ?? usage
      const choice = chunk.data.choices?.find(({ index }) => index === 0)
      const piece = textOfParts(choice?.delta?.content)
      message.content += piece
      message.refusal += choice?.delta?.refusal ?? ''
      for (const call of choice?.delta?.tool_calls ?? [])
        message.tool_calls[call.index] = grown(message.tool_calls[call.index], call)
      if (choice?.delta?.function_call)
        message.function_call = grown(message.function_call ?? {}, choice.delta.function_call)
      finishReason = choice?.finish_reason || finishReason // '' with some servers, until the last
      error = choice?.error ?? error
      onText(piece)
    }
  } catch (broken) {
    if (finishReason === null) throw broken // otherwise only the usage is missing
  }
  if (!done && finishReason === null) return endedEarly(head)
  const whole = { ...message, tool_calls: message.tool_calls.flatMap((call) => (call ? [withoutIndex(call)] : [])) }
  return readChat(
    { model, usage, choices: [{ message: whole, finish_reason: finishReason, error }] },
    head,
    asked,
    context,
  )
}

type Call = { readonly [field: string]: unknown }

/** A call comes in pieces: its id and name once, its arguments bit by bit. */
function grown(call: Call | undefined, piece: Call): Call {
  const merged: Record<string, unknown> = { ...call }
  for (const [field, value] of Object.entries(piece)) {
    const known = merged[field]
    if (field === 'arguments' && typeof known === 'string' && typeof value === 'string') merged[field] = known + value
    else if (typeof value === 'object' && value !== null && !Array.isArray(value))
      merged[field] = grown(known as Call | undefined, value as Call)
    else if (value !== null && value !== undefined && value !== '') merged[field] = value
    else merged[field] ??= value
  }
  return merged
}

function withoutIndex({ index: _, ...call }: Call): Call {
  return call
}
