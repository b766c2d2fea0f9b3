import { hasErrorInside } from '../classify'
import { field, isObject, parseJson } from '../read-error-body'
import type { BadStream } from '../receive'
import type { StreamItem } from '../sse'
import { firstCandidate, type Part, parseAnswer, spokenText, type WireAnswer } from './read-answer'

/** What a stream came to. Without a stop reason it ended early, whatever came before. */
export type Streamed = { readonly answer: WireAnswer } | BadStream

/**
 * Puts one answer together from those that the stream consists of, so that it is read as a whole one is: texts follow each other, the
 * rest is that of the last event that has it. Calls onText with each piece of text, and with '' for thoughts and signs of life.
 * Throws what the items throw, unless a stop reason had come: the connection's end alone is then missing.
 */
export async function collect(items: AsyncIterable<StreamItem>, onText: (piece: string) => void): Promise<Streamed> {
  const { whole, add, isComplete } = createAssembly()
  try {
    for await (const item of items) {
      if (item.kind === 'alive') {
        onText('')
        continue
      }
      const json = parseJson(item.data)
      if (json === undefined && item.unfinished) break
      if (item.event === 'error' || hasErrorInside(json)) return { error: item.data }
      const answer = parseAnswer(json)
      if (answer) onText(add(answer))
      else if (isObject(json) && field(json, 'candidates') === undefined) onText('')
      else return 'unreadable'
    }
  } catch (broken) {
    if (!isComplete()) throw broken
  }
  return isComplete() ? { answer: whole } : 'ended'
}

function createAssembly() {
  const whole: { -readonly [K in keyof WireAnswer]: WireAnswer[K] } = { candidates: [] }
  const parts: Part[] = []
  return {
    whole,
    /** The piece of text in it; '' where there is none. */
    add({ candidates, usageMetadata, ...rest }: WireAnswer): string {
      Object.assign(whole, present(rest))
      // Counts are of all so far, and not every event has every one of them.
      if (usageMetadata) whole.usageMetadata = { ...whole.usageMetadata, ...present(usageMetadata) }
      const candidate = firstCandidate(candidates)
      const added = candidate?.content.parts ?? []
      parts.push(...added)
      if (candidate)
        whole.candidates = [{ ...whole.candidates[0], ...present(candidate), index: 0, content: { parts } }]
      return added.map(spokenText).join('')
    },
    isComplete: () =>
      whole.candidates[0]?.finishReason !== undefined || whole.promptFeedback?.blockReason !== undefined,
  }
}

function present<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>
}
