import { z } from 'zod'
import type { Outcome } from '#shared/outcome'
import { requestIdOf } from '../classify'
import { type AnswerHead, transient } from '../judge-answer'
import { modelOf } from './read-chat'
import { ChatUsage, chatUsage } from './usage'
import type { WireRequest } from './wire-request'

const EmbeddingAnswer = z.object({
  model: z.string().nullish(),
  data: z.array(z.object({ index: z.int().default(0), embedding: z.union([z.array(z.number()), z.string()]) })).min(1),
  usage: ChatUsage,
})

/** A vector as JSON; of a body with a list of inputs the list of their vectors, in their order. */
export function readEmbedding(json: unknown, head: AnswerHead, wire: WireRequest): Outcome {
  const parsed = EmbeddingAnswer.safeParse(json)
  if (!parsed.success) return transient(head, 'server_error', 'The answer is not in the shape of an embedding')
  const { data, model, usage } = parsed.data
  const vectors = data.toSorted((a, b) => a.index - b.index).map(({ embedding }) => embedding)
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
