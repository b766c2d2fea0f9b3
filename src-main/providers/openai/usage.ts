import { z } from 'zod'
import type { Usage } from '#shared/task'

const Tokens = z.int().nonnegative().nullable().catch(null)
const Details = z
  .object({ cached_tokens: Tokens.default(null), cache_write_tokens: Tokens.default(null) })
  .nullish()
  .catch(null)

/** Of chat completions and embeddings. DeepSeek tells cache hits beside the others, llama.cpp and most local servers none. */
export const ChatUsage = z
  .object({
    prompt_tokens: Tokens.default(null),
    completion_tokens: Tokens.default(null),
    total_tokens: Tokens.default(null),
    prompt_tokens_details: Details,
    prompt_cache_hit_tokens: Tokens.default(null),
  })
  .nullish()
  .catch(null)

export function chatUsage(usage: z.infer<typeof ChatUsage>): Usage {
  if (!usage) return { tokensIn: null, tokensOut: null }
  const { prompt_tokens, completion_tokens: said, total_tokens: all, prompt_tokens_details: details } = usage
  // Gemini's endpoint of this protocol, and xAI's, leave thoughts out of the completion: only the total has them, and they are billed.
  const out = said === null || prompt_tokens === null || all === null ? said : Math.max(said, all - prompt_tokens)
  return withCache(prompt_tokens, out, details, usage.prompt_cache_hit_tokens)
}

export const ResponsesUsage = z
  .object({ input_tokens: Tokens.default(null), output_tokens: Tokens.default(null), input_tokens_details: Details })
  .nullish()
  .catch(null)

export function responsesUsage(usage: z.infer<typeof ResponsesUsage>): Usage {
  if (!usage) return { tokensIn: null, tokensOut: null }
  return withCache(usage.input_tokens, usage.output_tokens, usage.input_tokens_details, null)
}

function withCache(
  tokensIn: number | null,
  tokensOut: number | null,
  details: z.infer<typeof Details>,
  hits: number | null,
): Usage {
  const cachedIn = details?.cached_tokens ?? hits
  const cacheWrite = details?.cache_write_tokens ?? null
  return {
    tokensIn,
    tokensOut,
    ...(cachedIn === null ? {} : { cachedIn }),
    ...(cacheWrite === null ? {} : { cacheWrite }),
  }
}
