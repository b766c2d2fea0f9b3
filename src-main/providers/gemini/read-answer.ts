import type { FinishReason, GenerateContentResponseUsageMetadata } from '@google/genai'
import { z } from 'zod'
import type { Outcome } from '#shared/outcome'
import type { LlmRequest } from '#shared/request'
import type { Usage } from '#shared/task'
import { type ClassifyContext, requestIdOf } from '../classify'
import { type AnswerHead, judgeAnswer, type TextAnswer } from '../judge-answer'
import { field } from '../read-error-body'
import type { WireRequest } from './build-request'

const Tokens = z.int().nonnegative().optional().catch(undefined)
const WireUsage = z
  .object({
    promptTokenCount: Tokens,
    candidatesTokenCount: Tokens,
    thoughtsTokenCount: Tokens,
    cachedContentTokenCount: Tokens,
    toolUsePromptTokenCount: Tokens,
  } satisfies { [K in keyof GenerateContentResponseUsageMetadata]?: unknown })
  .catch({})
export const Part = z.looseObject({ text: z.string().optional(), thought: z.boolean().optional() })
export type Part = z.infer<typeof Part>
const Candidate = z.object({
  content: z.object({ parts: z.array(Part).default([]) }).default({ parts: [] }),
  finishReason: z.string().optional(),
  index: z.int().default(0),
})
const WireAnswer = z.object({
  candidates: z.array(Candidate).default([]),
  promptFeedback: z
    .object({ blockReason: z.string().optional(), blockReasonMessage: z.string().optional() })
    .optional()
    .catch(undefined),
  usageMetadata: WireUsage.optional(),
  modelVersion: z.string().optional(),
  responseId: z.string().optional(),
})
/** An answer as it came, whole or one event of a stream. */
export type WireAnswer = z.infer<typeof WireAnswer>

/** Null where the JSON is none. No field is in every answer: one without candidates is an answer too. */
export function parseAnswer(json: unknown): WireAnswer | null {
  const isOne = ['candidates', 'promptFeedback', 'usageMetadata', 'responseId'].some(
    (name) => field(json, name) !== undefined,
  )
  return (isOne && WireAnswer.safeParse(json).data) || null
}

/** What an answer comes to. @param wire what was asked for: it decides whether a tool call is the answer */
export function settle(
  answer: WireAnswer,
  {
    request,
    wire,
    head,
    context,
  }: { request: LlmRequest; wire: WireRequest; head: AnswerHead; context: ClassifyContext },
): Outcome {
  const candidate = firstCandidate(answer.candidates)
  const parts = candidate?.content.parts ?? []
  const wantsTool = parts.some((part) => part.functionCall !== undefined)
  const offersTools = Array.isArray(wire.body.tools)
  // A request that offers tools asked for just that: the calls, with what was said beside them, are its result.
  const isToolCall = offersTools && wantsTool
  const text: TextAnswer = {
    text: isToolCall ? JSON.stringify(parts.filter(({ thought }) => !thought)) : parts.map(spokenText).join(''),
    ended: endedBy(answer, wantsTool, offersTools),
    finishReason: candidate?.finishReason ?? answer.promptFeedback?.blockReason ?? null,
    model: answer.modelVersion ?? wire.model,
    usage: usageOf(answer.usageMetadata),
  }
  return judgeAnswer(text, withResponseId(head, answer.responseId), request, context)
}

/** A task has one answer; a request may ask for more with fields of its own, and a stream then mixes them. */
export function firstCandidate(candidates: WireAnswer['candidates']): WireAnswer['candidates'][number] | undefined {
  return candidates.find(({ index }) => index === 0)
}

/** The text of a part that is not a thought. */
export function spokenText({ text, thought }: Part): string {
  return thought ? '' : (text ?? '')
}

type Reason = `${FinishReason}`
const filtered: ReadonlySet<string> = new Set<Reason>([
  ...(['SAFETY', 'RECITATION', 'LANGUAGE', 'BLOCKLIST', 'PROHIBITED_CONTENT', 'SPII'] as const),
  ...(['IMAGE_SAFETY', 'IMAGE_PROHIBITED_CONTENT', 'IMAGE_RECITATION'] as const),
])
const faults: ReadonlySet<string> = new Set<Reason>(['OTHER', 'IMAGE_OTHER', 'NO_IMAGE', 'FINISH_REASON_UNSPECIFIED'])
const toolTroubles: ReadonlySet<string> = new Set<Reason>([
  ...(['MALFORMED_FUNCTION_CALL', 'UNEXPECTED_TOOL_CALL', 'TOO_MANY_TOOL_CALLS'] as const),
])

function endedBy(
  { candidates, promptFeedback }: WireAnswer,
  wantsTool: boolean,
  offersTools: boolean,
): TextAnswer['ended'] {
  const candidate = firstCandidate(candidates)
  if (!candidate) return promptFeedback?.blockReason ? 'filtered' : 'done' // and empty
  const reason = candidate.finishReason ?? ''
  if (reason === 'MAX_TOKENS') return 'cut_off'
  if (filtered.has(reason)) return 'filtered'
  // With tools to call, another try often calls them well.
  if (faults.has(reason) || (offersTools && toolTroubles.has(reason))) return 'fault'
  return toolTroubles.has(reason) || (wantsTool && !offersTools) ? 'wants_tool' : 'done'
}

/** Gemini has no header for the id under which it can find a call; it stands in the answer. */
function withResponseId(head: AnswerHead, id: string | undefined): AnswerHead {
  if (id === undefined || requestIdOf(head.headers) !== null) return head
  return { ...head, headers: new Headers([...head.headers, ['x-request-id', id]]) }
}

/** Thoughts are billed as output and are in no candidate; what tools read is billed as input beside the prompt. */
function usageOf(usage: z.infer<typeof WireUsage> = {}): Usage {
  return {
    tokensIn: sum(usage.promptTokenCount, usage.toolUsePromptTokenCount),
    tokensOut: sum(usage.candidatesTokenCount, usage.thoughtsTokenCount),
    ...(usage.cachedContentTokenCount === undefined ? {} : { cachedIn: usage.cachedContentTokenCount }),
  }
}

function sum(...counts: (number | undefined)[]): number | null {
  const known = counts.filter((count) => count !== undefined)
  return known.length === 0 ? null : known.reduce((total, count) => total + count, 0)
}

const EmbeddingAnswer = z.object({
  embedding: z.object({ values: z.array(z.number()).min(1) }),
  usageMetadata: WireUsage.optional(),
})

/** Null where the JSON is no embedding. Its text is the vector as JSON. */
export function readEmbedding(json: unknown, model: string, { headers }: AnswerHead): Outcome | null {
  const parsed = EmbeddingAnswer.safeParse(json)
  if (!parsed.success) return null
  const { embedding, usageMetadata } = parsed.data
  return {
    kind: 'succeeded',
    result: {
      ...{ kind: 'embedding', text: JSON.stringify(embedding.values), cutOff: false, finishReason: null, model },
      ...{ requestId: requestIdOf(headers), usage: usageOf(usageMetadata) },
    },
  }
}
