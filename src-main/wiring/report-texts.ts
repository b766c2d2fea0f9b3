import { hash } from 'node:crypto'
import type { LeftOut } from '#shared/letter-report'
import type { Masks } from './mask-report'

/** So many characters in a row that also stand in the prompt are an echo of it; fewer are found in any message. */
const leastEcho = 20
/** Where echoes are looked for: at every so many characters. What is left of one at its ends is shorter. */
const step = 5
/** Of a longer prompt only its beginning is looked through, and all of it for an echo of the whole. */
const mostSearched = 1_000_000

/** The words without what they repeat of those texts, however little of them it is. */
export function withoutEchoes(words: string, texts: readonly string[], mark = '[prompt]'): string {
  const searched = texts.map((text) => text.slice(0, mostSearched))
  const isEcho = (from: number) => {
    const part = words.slice(from, from + leastEcho)
    return part.length === leastEcho && searched.some((text) => text.includes(part))
  }
  const whole = texts
    .filter(({ length }) => length >= leastWhole)
    .reduce((left, text) => left.replaceAll(text, mark), words)
  if (whole !== words) return withoutEchoes(whole, texts, mark)
  let [kept, from] = ['', 0]
  for (let at = 0; at < words.length; at += step) {
    if (at < from || !isEcho(at)) continue
    let end = at + leastEcho
    while (isEcho(end - leastEcho + step)) end += step
    kept += words.slice(from, at) + mark
    from = end
  }
  return kept + words.slice(from)
}
/** A whole prompt is an echo also where it is a short one, but a word would be found in any message. */
const leastWhole = 8

export const leftOut = (text: string): LeftOut => ({
  leftOut: true,
  chars: text.length,
  sha256: hash('sha256', text.toWellFormed()),
})

/**
 * What becomes of texts in a report: kept, but for keys; or left out, with their lengths and hashes.
 * @param prompts what the task asked in all its revisions, which errors repeat
 */
export function reportTexts(masks: Masks, withTexts: boolean, prompts: readonly string[]) {
  return {
    /** A prompt, an answer, or what a person noted. */
    text: (text: string): string | LeftOut => (withTexts ? masks.words(text) : leftOut(text)),
    orNull: (text: string | null | undefined): string | LeftOut | null =>
      text == null ? null : withTexts ? masks.words(text) : leftOut(text),
    /** The words of an error. They may repeat the prompt; and where an answer was a refusal they are the model's own. */
    told(text: string, isModels: boolean): string | LeftOut {
      if (withTexts) return masks.told(text)
      if (isModels) return leftOut(text)
      return masks.told(withoutEchoes(text, prompts))
    },
    whole: <T extends object>(value: T): T | LeftOut =>
      withTexts ? masks.deep(value, masks.words) : leftOut(JSON.stringify(value)),
  }
}
export type ReportTexts = ReturnType<typeof reportTexts>
