import { practiceModels } from '#shared/provider'
import { asksForNoJson, withoutDirectives } from './directives'
import { fitSchema } from './fit-schema'
import type { SimulatorProfile } from './profile'
import { contentHash, seededRandom } from './seeded'
import { type ChatBody, chatContent, type EmbeddingBody, lastPrompt, tokensOf } from './wire'

/** Every answer begins with it: nobody shall take practice for a model's words. */
export const practiceNotice = 'Practice answer, no model was called'

const dimensions = 16
const longestEcho = 160
/** What a reasoning model would add: enough text to look at, and plainly not about anything. */
const steps = [
  'First the request was read and its parts were listed.',
  'Then each part would be worked out, with its assumptions written down.',
  'The parts would be checked against each other, and what did not fit would be done again.',
  'At the end the result would be put into the form that was asked for.',
]

/** A chat completion. The same call always gets the same answer, `created` apart. */
export function chatAnswer(body: ChatBody, profile: SimulatorProfile, { empty }: { empty: boolean }, now: number) {
  const { text, isCut } = empty ? { text: '', isCut: false } : cutToLimit(answerText(body), body)
  const promptTokens = tokensOf(chatContent(body))
  const completionTokens = tokensOf(text)
  return {
    id: `chatcmpl-practice-${contentHash(`${profile.seed}\0${chatContent(body)}`)}`,
    object: 'chat.completion',
    created: Math.floor(now / 1_000),
    model: body.model,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: text, refusal: null },
        logprobs: null,
        finish_reason: isCut ? 'length' : 'stop',
      },
    ],
    usage: {
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: promptTokens + completionTokens,
    },
    system_fingerprint: `practice-${profile.seed}`,
  }
}

/** Vectors that only their texts decide. */
export function embeddingAnswer(body: EmbeddingBody) {
  const inputs = typeof body.input === 'string' ? [body.input] : body.input
  const promptTokens = inputs.reduce((sum, input) => sum + tokensOf(input), 0)
  return {
    object: 'list',
    model: body.model,
    data: inputs.map((input, index) => ({
      object: 'embedding',
      index,
      embedding: body.encoding_format === 'base64' ? base64(unitVector(input)) : unitVector(input),
    })),
    usage: { prompt_tokens: promptTokens, total_tokens: promptTokens },
  }
}

export function modelList(): object {
  const data = Object.values(practiceModels).map((id) => ({ id, object: 'model', created: 0, owned_by: 'trilane' }))
  return { object: 'list', data }
}

function answerText(body: ChatBody): string {
  const asked = withoutDirectives(lastPrompt(body))
  const json = jsonText(body, asked)
  if (json !== null) return json
  const echo = asked.length > longestEcho ? `${asked.slice(0, longestEcho).toWellFormed()}…` : asked
  const words = asked === '' ? 0 : asked.split(' ').length
  const short = `${practiceNotice}: “${echo}” came in with ${words} ${words === 1 ? 'word' : 'words'}.`
  if (body.model !== practiceModels.heavy) return short
  return `${short}\n\n${steps.map((step, index) => `${index + 1}. ${step}`).join('\n')}`
}

/** Where JSON is asked for, and the prompt does not ask for an answer that is none. */
function jsonText(body: ChatBody, asked: string): string | null {
  const { type, json_schema: wanted } = body.response_format ?? {}
  if ((type !== 'json_object' && type !== 'json_schema') || asksForNoJson(chatContent(body))) return null
  if (type === 'json_object' || !wanted) return JSON.stringify({ practice: practiceNotice })
  return JSON.stringify(fitSchema(wanted.schema, practiceNotice, asked))
}

function cutToLimit(text: string, body: ChatBody): { text: string; isCut: boolean } {
  const limit = body.max_completion_tokens ?? body.max_tokens ?? Number.POSITIVE_INFINITY
  return tokensOf(text) <= limit
    ? { text, isCut: false }
    : { text: text.slice(0, limit * 4).toWellFormed(), isCut: true }
}

function unitVector(text: string): number[] {
  const raw = Array.from({ length: dimensions }, (_, index) => seededRandom('embedding', index, text) * 2 - 1)
  const length = Math.hypot(...raw) || 1
  return raw.map((value) => value / length)
}

function base64(vector: number[]): string {
  return Buffer.from(Float32Array.from(vector).buffer).toString('base64')
}
