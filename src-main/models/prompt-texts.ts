import type { Json, LlmRequest } from '#shared/request'

/** What of a request certainly counts as its prompt, and the limit that it sets to its answer. */
export type PromptTexts = { readonly texts: readonly string[]; readonly maxOutput: number | null }

/**
 * The texts of a request. Frames around messages, tools, schemas and images are left out, so a count of them is never too high. Of several
 * inputs for embeddings, each of which has the window to itself, it is the longest.
 */
export function promptTexts(request: LlmRequest): PromptTexts {
  switch (request.kind) {
    case 'chat':
      return {
        texts: request.messages.flatMap(({ content }) => (typeof content === 'string' ? [content] : textsIn(content))),
        maxOutput: request.maxOutputTokens ?? null,
      }
    case 'embedding':
      return { texts: [request.input], maxOutput: null }
    case 'verbatim':
      return verbatimTexts(request)
  }
}

function verbatimTexts({ path, body }: Extract<LlmRequest, { kind: 'verbatim' }>): PromptTexts {
  switch (path) {
    case '/v1/chat/completions':
      return { texts: textsIn(body.messages), maxOutput: limit(body.max_completion_tokens) ?? limit(body.max_tokens) }
    case '/v1/responses':
      return { texts: textsIn([body.instructions, body.input]), maxOutput: limit(body.max_output_tokens) }
    case '/v1/messages':
      return { texts: textsIn([body.system, body.messages]), maxOutput: limit(body.max_tokens) }
    case '/v1beta/generateContent': {
      const { generationConfig: config } = body
      const isObject = typeof config === 'object' && config !== null && !Array.isArray(config)
      const system = body.systemInstruction ?? body.system_instruction
      return { texts: textsIn([system, body.contents]), maxOutput: isObject ? limit(config.maxOutputTokens) : null }
    }
    case '/v1/embeddings': {
      const longest = textsIn(body.input).reduce((a, b) => (b.length > a.length ? b : a), '')
      return { texts: [longest], maxOutput: null }
    }
  }
}

/** Texts as all protocols have them: as they are, in lists, or under `content`, `parts` and `text`. */
function textsIn(value: Json | undefined | readonly (Json | undefined)[]): string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap((each) => textsIn(each))
  if (typeof value !== 'object' || value === null) return []
  const { content, parts, text } = value as { [key: string]: Json }
  return [content, parts, text].flatMap((each) => textsIn(each))
}

const limit = (value: Json | undefined) => (typeof value === 'number' && value > 0 ? value : null)
