import type { ZodError } from 'zod'
import { practiceModels } from '#shared/provider'
import { chatAnswer, embeddingAnswer } from './answers'
import { badBody, unknownModel } from './errors'
import type { SimulatorProfile } from './profile'
import { ChatBody, chatContent, EmbeddingBody, type WireError } from './wire'

/** A call on one of the two generation paths, as the practice provider sees it. */
export type ParsedCall = {
  readonly isEmbedding: boolean
  readonly model: string
  readonly content: string // all its text, in which directives are looked for
  readonly answer: (profile: SimulatorProfile, empty: boolean) => object
}

/** Reads a body that came in, or says what is wrong with it. */
export function parseCall(
  { isEmbedding, json }: { readonly isEmbedding: boolean; readonly json: unknown },
  profile: SimulatorProfile,
): ParsedCall | { readonly error: WireError } {
  const parsed = isEmbedding ? parseEmbedding(json) : parseChat(json)
  const isKnown = 'error' in parsed || Object.values<string>(practiceModels).includes(parsed.model)
  return profile.strictModels && !isKnown ? { error: unknownModel(parsed.model) } : parsed
}

function parseChat(json: unknown): ParsedCall | { readonly error: WireError } {
  const body = ChatBody.safeParse(json)
  if (!body.success) return { error: badBody(firstIssue(body.error)) }
  return {
    isEmbedding: false,
    model: body.data.model,
    content: chatContent(body.data),
    answer: (profile, empty) => chatAnswer(body.data, profile, { empty }, Date.now()),
  }
}

function parseEmbedding(json: unknown): ParsedCall | { readonly error: WireError } {
  const body = EmbeddingBody.safeParse(json)
  if (!body.success) return { error: badBody(firstIssue(body.error)) }
  const { model, input } = body.data
  const content = typeof input === 'string' ? input : input.join('\n')
  return { isEmbedding: true, model, content, answer: () => embeddingAnswer(body.data) }
}

function firstIssue({ issues: [issue] }: ZodError): string {
  return `${issue?.path.join('.') || 'the body'}: ${issue?.message ?? 'is not valid'}.`
}
