import type { ModelInfo } from '#shared/model-info'
import type { Outcome } from '#shared/outcome'
import type { LlmRequest } from '#shared/request'
import type { Catalogue, ModelAt } from './catalogue'
import type { TokenCounter } from './counting/counter'
import { type PromptTexts, promptTexts } from './prompt-texts'
import { providerOf } from './provider-of'

type Parts = { readonly counter: Pick<TokenCounter, 'count'>; readonly catalogue: Catalogue }

/**
 * A count with another encoding than the model's own is an estimate, and may be so much too high: below that the provider has the last word.
 * Source of both: provider wire facts, section 6.1.
 */
const tolerance = 1.3

/**
 * Whether a prompt is so long that it must be counted before it is sent. Synchronous and cheap: a token is at least a byte, so what has no more
 * bytes than the window has tokens fits.
 */
export function mayNeedCheck({ contextWindow, tokenizer }: ModelInfo, request: LlmRequest): boolean {
  if (contextWindow === null) return false
  const prompt = promptTexts(request)
  const fits = contextWindow - (tokenizer.exact ? keptForAnswer(prompt, contextWindow) : 0)
  const characters = prompt.texts.reduce((sum, text) => sum + text.length, 0)
  if (characters * 3 <= fits) return false // in UTF-8 none of UTF-16's units takes more than three bytes
  return prompt.texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) > fits
}

/** Finds prompts that cannot fit into their model's window, before a call is spent on them. */
export function createContextCheck({ counter, catalogue }: Parts) {
  return {
    /**
     * Null: it may go. Otherwise what its attempt came to, with nothing sent. It refuses only what certainly cannot fit: an unknown window, a
     * guess by length, a count that is not much over, and a request whose prompt the provider is to shorten refuse nothing. An estimate has to
     * be far over and, before it is multiplied by what is usual of that model, over as well: of some texts its tokens may be no more.
     * @param signal ends the count; then it rejects with the signal's reason
     */
    async check(at: ModelAt, request: LlmRequest, signal?: AbortSignal): Promise<Outcome | null> {
      const info = catalogue.info(at)
      const { contextWindow: window } = info
      if (window === null || !mayNeedCheck(info, request) || isToBeShortened(request)) return null
      const prompt = promptTexts(request)
      const { tokens, exact, mayBeOver, by } = await counter.count(prompt.texts, at.model, signal)
      if (by === 'characters') return null
      // Others answer what room there is left, so that a limit beyond it refuses nothing.
      const kept = exact && countsAnswer(at, request) ? keptForAnswer(prompt, window) : 0
      const certain = tokens - mayBeOver
      if (certain <= (exact ? window - kept : window * tolerance)) return null
      if (!exact && certain / info.tokenizer.factor <= window) return null
      const has = `${exact && mayBeOver === 0 ? '' : 'about '}${inWords(tokens)}`
      const takes = `${inWords(window)}${kept > 0 ? `, of which ${inWords(kept)} are kept for the answer` : ''}`
      const message = `The prompt has ${has} tokens; ${at.model} takes ${takes}. Nothing was sent.`
      const failure = { code: 'context_length' as const, status: null, providerCode: null, message, requestId: null }
      return { kind: 'permanent', failure }
    },
  }
}
export type ContextCheck = ReturnType<typeof createContextCheck>

/** A limit that leaves no room for any prompt is for the provider to judge: some lower it by themselves. */
const keptForAnswer = ({ maxOutput }: PromptTexts, window: number) =>
  maxOutput !== null && maxOutput < window ? maxOutput : 0

/**
 * Whether that provider refuses a prompt whose length and the limit of its answer are together beyond the window, as its words say that name
 * both: OpenAI's chat completions and Azure ("you requested … in the messages, … in the completion"), OpenRouter, Together, vLLM.
 */
function countsAnswer({ preset, baseUrl }: ModelAt, request: LlmRequest): boolean {
  if (preset === 'openai-responses' || (request.kind === 'verbatim' && request.path === '/v1/responses')) return false
  const provider = providerOf(preset, baseUrl)
  return preset === 'vllm' || provider === 'openai' || provider === 'openrouter' || provider === 'together'
}

/** OpenAI's Responses with `truncation: "auto"` drops what does not fit; OpenRouter's transform "middle-out" takes from the middle. */
function isToBeShortened(request: LlmRequest): boolean {
  const fields = request.kind === 'verbatim' ? request.body : request.kind === 'chat' ? (request.extra ?? {}) : {}
  return fields.truncation === 'auto' || (Array.isArray(fields.transforms) && fields.transforms.length > 0)
}

const inWords = (count: number) => count.toLocaleString('en-US')
