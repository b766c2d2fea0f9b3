import type { LaneName } from './lane'
import { type LlmRequest, promptOf, systemOf } from './request'

/** About 1,000 tokens of English: longer prompts spend their time on context. */
const longPromptChars = 4_000
/** More output than this takes a model tens of seconds. */
const largeOutputTokens = 1_000
/** Models that think before they answer: OpenAI's o-series and gpt-5, DeepSeek R, QwQ, and names that say so themselves. */
const reasoningModel = /(^|[/:_-])(o[1-9]\d*|gpt-5|deepseek-r\d|r1|qwq|magistral)([.:_-]|$)|reason|think/i
/** The small and non-thinking ones of those families answer at once. */
const smallModel = /(^|[/:_-])(nano|chat)([.:_-]|$)|non-?reasoning|non-?thinking/i

/**
 * The lane of a task that was submitted as `auto`: embeddings always go to Fast; long prompts (over 4,000 characters with
 * the system message), large outputs (a limit over 1,000 tokens) and reasoning models go to Heavy; all else to Fast.
 */
export function autoLane(request: LlmRequest, model: string): LaneName {
  if (request.kind === 'embedding') return 'fast'
  if (request.kind === 'verbatim' && request.path === '/v1/embeddings') return 'fast'
  if (reasoningModel.test(model) && !smallModel.test(model)) return 'heavy'
  if ((maxOutputTokens(request) ?? 0) > largeOutputTokens) return 'heavy'
  return promptLength(request) > longPromptChars ? 'heavy' : 'fast'
}

function maxOutputTokens(request: LlmRequest): number | undefined {
  if (request.kind === 'chat') return request.maxOutputTokens
  if (request.kind !== 'verbatim') return undefined
  const limit = request.body.max_completion_tokens ?? request.body.max_tokens
  return typeof limit === 'number' ? limit : undefined
}

function promptLength(request: LlmRequest): number {
  if (request.kind === 'verbatim') return JSON.stringify(request.body.messages ?? '').length
  return promptOf(request).length + systemOf(request).length
}
