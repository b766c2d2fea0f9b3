import { z } from 'zod'
import type { ModelSizes } from '#shared/model-told'
import { parseJson } from './read-error-body'

/*
 * Sizes of models as lists of models name them: OpenRouter and Together `context_length`, Groq `context_window`, Mistral
 * `max_context_length`, vLLM `max_model_len`, llama.cpp `meta.n_ctx`, Anthropic `max_input_tokens`, Gemini `inputTokenLimit`. Sources: their
 * references of GET /models. OpenAI, DeepSeek, Ollama and Azure name none.
 */
const windowFields = [
  ...['context_length', 'context_window', 'max_context_length', 'max_model_len', 'n_ctx', 'max_input_tokens'],
  'inputTokenLimit',
]
const outputFields = ['max_completion_tokens', 'max_output_tokens', 'outputTokenLimit', 'max_tokens']
/** Where they stand, if not in the entry itself. */
const inside = ['meta', 'top_provider']

const Entry = z.record(z.string(), z.unknown())
const List = z.union([
  z.object({ data: z.array(Entry).nullable() }).transform(({ data }) => data ?? []),
  z.object({ models: z.array(Entry) }).transform(({ models }) => models),
  z.array(Entry),
])

/** What a list of models tells of their sizes, by the name that each is called by; models of which it tells nothing are left out. */
export function readToldModels(text: string): ReadonlyMap<string, ModelSizes> {
  const told = new Map<string, ModelSizes>()
  const list = List.safeParse(parseJson(text))
  for (const entry of list.success ? list.data : []) {
    const name = typeof entry.id === 'string' ? entry.id : entry.name
    if (typeof name !== 'string') continue
    const sizes = { contextWindow: sizeIn(entry, windowFields), maxOutput: sizeIn(entry, outputFields) }
    if (sizes.contextWindow !== null || sizes.maxOutput !== null) told.set(name.replace(/^models\//, ''), sizes)
  }
  return told
}

function sizeIn(entry: z.infer<typeof Entry>, fields: readonly string[]): number | null {
  const within = inside.flatMap((name) => {
    const { data } = Entry.safeParse(entry[name])
    return data ? [data] : []
  })
  for (const place of [entry, ...within]) {
    for (const field of fields) {
      const value = asSize(place[field])
      if (value !== null) return value
    }
  }
  return null
}

/** Tokens; null for what is no size: 0 and -1 stand for unlimited or not known. */
export function asSize(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : null
}
