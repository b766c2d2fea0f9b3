import { z } from 'zod'
import type { Outcome } from '#shared/outcome'
import { type ClassifyContext, requestIdOf } from '../classify'
import { type AnswerHead, otherShape, transient } from '../judge-answer'
import { modelOf } from './read-chat'
import { ChatUsage, chatUsage } from './usage'
import type { WireRequest } from './wire-request'

const EmbeddingAnswer = z.object({
  model: z.string().nullish(),
  data: z.array(z.object({ index: z.int().default(0), embedding: z.union([z.array(z.number()), z.string()]) })),
  usage: ChatUsage,
})

/** A vector as JSON; of a body with a list of inputs the list of their vectors, in their order. */
export function readEmbedding(json: unknown, head: AnswerHead, wire: WireRequest, context: ClassifyContext): Outcome {
  const parsed = EmbeddingAnswer.safeParse(json)
  if (!parsed.success) return otherShape(json, head, 'an embedding', context)
  const { data, model, usage } = parsed.data
  const vectors = data.toSorted((a, b) => a.index - b.index).map(({ embedding }) => embedding)
  if (vectors.some(({ length }) => length === 0) || vectors.length < inputsOf(wire.body.input))
    return transient(head, 'invalid_answer', 'The answer lacks a vector, or one of its vectors is empty')
  return {
    kind: 'succeeded',
    result: {
      kind: 'embedding',
      text: JSON.stringify(Array.isArray(wire.body.input) ? vectors : vectors[0]),
      cutOff: false,
      finishReason: null,
      model: model || modelOf(wire),
      requestId: requestIdOf(head.headers),
      usage: chatUsage(usage),
    },
  }
}

/** How many vectors must come: one for a text or the tokens of one, else one for each of the list. */
function inputsOf(input: unknown): number {
  return Array.isArray(input) && typeof input[0] !== 'number' ? input.length : 1
}
