import type { ErrorAnswer } from './error-row'
import { objectsIn } from './read-error-body'

/** Of a prompt that is too long: tokens asked for and tokens that the model takes; null where the message does not say. */
export type ContextNumbers = { readonly asked: number | null; readonly window: number | null }

/** A pattern in which # stands for a number. */
const pattern = ({ source }: RegExp): RegExp => new RegExp(source.replaceAll('#', '(\\d[\\d,_]*)'), 'i')
/** How providers name both numbers, with the groups that are asked for (they add up) and the one that is the window. */
const both: readonly (readonly [words: RegExp, asked: readonly number[], window: number])[] = [
  [pattern(/# tokens, the model takes #/), [1], 2], // as we write it ourselves
  [pattern(/# tokens? > # maximum/), [1], 2], // Anthropic
  [pattern(/context limit: # \+ # > #/), [1, 2], 3], // Anthropic, with max_tokens
  [pattern(/token count \(#\) exceeds .{0,60}\(#\)/), [1], 2], // Gemini
  [pattern(/request \(# tokens\) exceeds .{0,40}\(# tokens\)/), [1], 2], // llama.cpp
  [pattern(/prompt contains # tokens.{0,60}model with #/), [1], 2], // Mistral
  [pattern(/prompt is too long: #, .{0,40}length: #/), [1], 2], // Fireworks
  [pattern(/input length # exceeds .{0,20}length #/), [1], 2], // LM Studio
  [pattern(/the first # tokens when .{0,120}length of only #/), [1], 2], // LM Studio
  [pattern(/\(length #\) is longer than .{0,40}length of #/), [1], 2], // vLLM
  [pattern(/passed # input tokens and requested # .{0,80}length is only #/), [1, 2], 3], // vLLM
  [pattern(/must be <= #\. given: # .{0,40} and #/), [2, 3], 1], // Together
  // OpenAI, Azure, OpenRouter, DeepSeek, vLLM, xAI
  [
    pattern(/maximum (?:context|prompt) length is #.{0,60}?(?:resulted in|requested(?: about)?|came to|contains) #/),
    [2],
    1,
  ],
]
const windowOnly = [
  pattern(/maximum (?:context|model|prompt) length (?:is |of )#/),
  pattern(/the model takes #/),
  pattern(/maximum number of tokens allowed \(?#/),
  pattern(/context (?:size|length|window|limit)(?: of(?: only)?|:| is)? \(?#/),
]

/** The numbers in a provider's message of a prompt that is too long, whichever provider it is; both null where it names none. */
export function contextNumbers(message: string): ContextNumbers {
  const text = message.slice(0, 4_000).replace(/\s+/g, ' ')
  for (const [words, asked, window] of both) {
    const found = words.exec(text)
    if (found) return { asked: asked.reduce((sum, group) => sum + read(found[group]), 0), window: read(found[window]) }
  }
  for (const words of windowOnly) {
    const found = words.exec(text)
    if (found) return { asked: null, window: read(found[1]) }
  }
  return { asked: null, window: null }
}

const read = (digits: string | undefined): number => Number((digits ?? '').replace(/[,_]/g, ''))

/** "A tokens, the model takes B.", where the message or the body names either. */
export function contextAdvice({ body }: ErrorAnswer): string | null {
  const told = contextNumbers(body.words)
  // llama.cpp puts the numbers into fields of their own.
  const asked = told.asked ?? numberUnder(body.json, 'n_prompt_tokens')
  const window = told.window ?? numberUnder(body.json, 'n_ctx')
  if (window === null) return null
  return asked === null ? `The model takes ${window} tokens.` : `${asked} tokens, the model takes ${window}.`
}

function numberUnder(json: unknown, key: string): number | null {
  for (const object of objectsIn(json)) {
    const value = object[key]
    if (typeof value === 'number' && value > 0) return value
  }
  return null
}

/** "Limit 30000, Requested 342389": what a speed limit and one request name. Null where the message names neither. */
export function askedOfLimit({ body }: ErrorAnswer): { limit: number; requested: number } | null {
  const found = /\blimit:?\s+([\d,]+)[\s\S]{0,200}?\brequested:?\s+([\d,]+)/i.exec(body.words)
  return found ? { limit: read(found[1]), requested: read(found[2]) } : null
}

/** Waiting never makes it fit. "Limit 30000, Used 14567, Requested 24754" does fit, later. */
export function neverFits(answer: ErrorAnswer): boolean {
  const numbers = askedOfLimit(answer)
  return numbers !== null && numbers.requested > numbers.limit
}

const lower = 'Shorten the prompt, lower its maximum output tokens'

export function tooLargeAdvice(answer: ErrorAnswer): string {
  const numbers = askedOfLimit(answer)
  const said = numbers ? `It asks for ${numbers.requested} at once and the limit is ${numbers.limit}. ` : ''
  return `${said}${lower}, or ask the provider for a higher limit.`
}

export const deploymentAdvice = (): string => `${lower}, or raise the deployment’s tokens per minute.`
export const budgetAdvice = (): string => `${lower}, or raise the budget of the key.`
export const tierAdvice = (): string =>
  'The limit of this model is 0 in the account’s tier: choose another model, or turn on billing.'
