import type { Outcome, ProviderCall } from '#shared/outcome'
import type { TokenCounter } from './counting/counter'
import { promptTexts } from './prompt-texts'
import { tokenizerOf } from './tokenizer'

/** The prompt as we count it, as the server says that it read it, and the server's context where it is known. All in tokens. */
type Reading = { readonly counted: number; readonly read: number; readonly context: number | null }

/** Below that no count of ours is worth a doubt: the frames around messages are as long. */
const fewest = 1_000
/** Other models' tokenizers make fewer tokens of a text than o200k_base, but none that is known makes so few. */
const farBelow = 0.6
/** Of a context: a prompt that we count as shorter than that was not cut, however few tokens the server names (a cached part, say). */
const fitsSurely = 0.7

/**
 * Whether a server that cuts prompts in silence has cut this one. Ollama's present runner leaves about half of the context of a prompt that
 * fills it, its older ones left exactly the context, and before both whole messages are dropped from the front. Sources: Ollama's
 * llm/llama_server.go (`contextShiftPromptLimit`), server/prompt.go, and the older runner/llamarunner/runner.go.
 */
export function wasCut({ counted, read, context }: Reading): boolean {
  if (read <= 0 || counted < fewest) return false
  if (context !== null && (read === context || read === context - 1)) return true // an answer would have had no room
  if (context !== null && counted < context * fitsSurely) return false
  if (read < counted * farBelow) return true
  return context !== null && read >= context / 2 && read <= context / 2 + 64 && read < counted * 0.8
}

type Parts = { readonly counter: Pick<TokenCounter, 'count'> }

/** Finds answers to prompts that the server had cut without a word: they look like any other. */
export function createCutCheck({ counter }: Parts) {
  return {
    /**
     * The outcome as it was, or a failure that keeps the answer and says what happened.
     * @param contextOf asked only where there is a doubt: the server's context, null where it is not known
     */
    async check(
      model: string,
      { request, signal }: Pick<ProviderCall, 'request' | 'signal'>,
      outcome: Outcome,
      contextOf: () => Promise<number | null>,
    ): Promise<Outcome> {
      if (outcome.kind !== 'succeeded') return outcome
      const { result } = outcome
      const read = result.usage.tokensIn
      const { texts } = promptTexts(request)
      if (read === null || texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) < fewest) return outcome
      const count = await counter.count(texts, model, signal).catch(() => null) // null: it is no longer wanted
      if (count === null || count.by === 'characters') return outcome
      // As o200k_base counts them: what is added for other models is meant to be more than they have.
      const counted = Math.floor((count.tokens - count.mayBeOver) / tokenizerOf(model).factor)
      if (counted < fewest) return outcome
      const context = await contextOf()
      if (!wasCut({ counted, read, context })) return outcome
      const fits = context === null ? 'its context' : `its context of ${inWords(context)} tokens`
      const message =
        `The server cut the prompt to fit ${fits}: it read ${inWords(read)} of about ${inWords(counted)} tokens and answered those. ` +
        'The answer is kept with the attempt. Give the model a larger context (num_ctx, or OLLAMA_CONTEXT_LENGTH), or shorten the prompt.'
      const failure = {
        ...{ code: 'context_length' as const, status: null, providerCode: 'prompt_cut' },
        ...{ message, requestId: result.requestId },
      }
      return { kind: 'permanent', failure, answer: result }
    },
  }
}

const inWords = (count: number) => count.toLocaleString('en-US')
