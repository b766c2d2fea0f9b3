import type { Batch } from '#shared/batch'
import { endedSentence, lettersSentence, type News } from './news'

/** Screen readers hear at most one sentence in this time. */
export const quietMs = 10_000
/** What comes and goes, such as a gate that is probed again and again, is told once in this time. */
const againMs = 60_000

/**
 * Tells what happened by itself, one sentence at a time and no more than one in ten seconds. What happens meanwhile is gathered, so that it is
 * told as it then stands: letters add up, batches that ended are told together, and a gate that has opened again is not told at all.
 */
export function createHerald(say: (sentence: string) => void) {
  let ended: readonly Batch[] = []
  let letters = 0
  const standing = new Map<string, string>() // what holds work up, by what it is of: told once, as long as it lasts
  const told = new Map<string, number>() // when
  let quietUntil = 0
  let timer: ReturnType<typeof setTimeout> | null = null

  function next(): string | null {
    if (ended.length > 0) {
      const sentence = endedSentence(ended)
      ended = []
      return sentence
    }
    if (letters > 0) {
      const sentence = lettersSentence(letters)
      letters = 0
      return sentence
    }
    const fresh = [...standing].find(([key]) => !told.has(key))
    if (!fresh) return null
    told.set(fresh[0], Date.now())
    return fresh[1]
  }

  function tellNext(): void {
    timer = null
    const sentence = next()
    if (sentence === null) return
    quietUntil = Date.now() + quietMs
    say(sentence)
    timer = setTimeout(tellNext, quietMs)
  }

  return {
    tell({ ended: more, letters: added }: News, holdUps: ReadonlyMap<string, string>): void {
      const names = new Set(more.map(({ id }) => id))
      ended = [...ended.filter(({ id }) => !names.has(id)), ...more]
      letters += added
      standing.clear()
      for (const [key, sentence] of holdUps) standing.set(key, sentence)
      for (const [key, at] of told) if (!standing.has(key) && Date.now() - at > againMs) told.delete(key)
      timer ??= setTimeout(tellNext, Math.max(0, quietUntil - Date.now()))
    },
    stop(): void {
      if (timer !== null) clearTimeout(timer)
      timer = null
    },
  }
}
