import type { LlmRequest } from '#shared/request'
import type { HttpAnswer } from '../classify'
import type { Dialect } from './dialect'
import type { Manner, WireRequest } from './wire-request'

type Name = Dialect['maxTokens']
const other: Readonly<Record<Name, Name>> = {
  max_tokens: 'max_completion_tokens',
  max_completion_tokens: 'max_tokens',
}

/**
 * What Trilane puts into a body by its own choice, and what a server has shown not to take of it. A person cannot take these fields out, so
 * no task may die of one: the next try goes without it, or with the token limit under its other name.
 */
export function createOwnFields(dialect: Dialect) {
  let usageInStream = true
  let cacheKey = dialect.cacheKey
  /** By model: one gateway has reasoning models, which refuse `max_tokens`, beside servers that know nothing else. */
  const renamed = new Map<string, Name>()

  return {
    manner: (model: string): Pick<Manner, 'dialect' | 'usageInStream'> => ({
      ...{ usageInStream, dialect: { ...dialect, cacheKey, maxTokens: renamed.get(model) ?? dialect.maxTokens } },
    }),
    /** What the next try does otherwise, in words; null where the answer refuses no field of ours. Judged by what was sent: of
     *  calls that ran at the same time each is refused for it, and none of them is at fault. */
    learn({ status, text }: HttpAnswer, { body }: WireRequest, request: LlmRequest, model: string): string | null {
      if (request.kind !== 'chat' || (status !== 400 && status !== 422)) return null
      const { extra = {} } = request
      const refuses = (field: string) => body[field] !== undefined && text.includes(field)
      if (refuses('stream_options')) {
        usageInStream = false
        return 'The server takes no stream_options; the next try goes without them'
      }
      if (extra.prompt_cache_key === undefined && refuses('prompt_cache_key')) {
        cacheKey = false
        return 'The server takes no prompt_cache_key; the next try goes without it'
      }
      const name = dialect.maxTokens
      if (body[name] === undefined || extra[name] !== undefined || !wantsOther(name, text)) return null
      renamed.set(model, other[name])
      return `The server takes no ${name}; the next try says ${other[name]}`
    },
  }
}

/** OpenAI: "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead." */
function wantsOther(name: Name, text: string): boolean {
  if (!text.includes('max_completion_tokens')) return false
  return (
    name === 'max_tokens' ||
    /unrecogni[sz]ed|unknown|unsupported|not supported|unexpected|\bextra\b|forbidden/i.test(text)
  )
}
