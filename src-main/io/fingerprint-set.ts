import { hash } from 'node:crypto'
import type { LlmRequest } from '#shared/request'

const firstPlaces = 1_024
/** Fuller, a search passes too many others; emptier, it costs memory: so a fingerprint costs its 16 bytes, and 30 at most. */
const mostFull = 0.8
const growth = 1.5

/**
 * Knows requests again by the first 16 bytes of their SHA-256: among a million of them two are taken for the same with a chance of
 * one in 10^26. A table of numbers and not a Set of texts, which would take five times as much.
 */
export function fingerprintSet() {
  let table = new Uint32Array(firstPlaces * 4) // four words each; all zeros mean a free place
  let size = 0

  /** Puts it where it belongs, unless it is there. */
  function put(words: Uint32Array, [a, b, c, d]: readonly [number, number, number, number]): boolean {
    const places = words.length / 4
    for (let at = (a % places) * 4; ; at = at + 4 === words.length ? 0 : at + 4) {
      const [x, y, z, w] = [words[at], words[at + 1], words[at + 2], words[at + 3]]
      if (x === a && y === b && z === c && w === d) return false
      if (x === 0 && y === 0 && z === 0 && w === 0) {
        words.set([a, b, c, d], at)
        return true
      }
    }
  }
  function grow(): void {
    const larger = new Uint32Array(Math.ceil((table.length / 4) * growth) * 4)
    for (let at = 0; at < table.length; at += 4) {
      const [a = 0, b = 0, c = 0, d = 0] = table.subarray(at, at + 4)
      if (a !== 0 || b !== 0 || c !== 0 || d !== 0) put(larger, [a, b, c, d])
    }
    table = larger
  }

  const wordsOf = (text: string): readonly [number, number, number, number] => {
    const digest = hash('sha256', text, 'buffer')
    return [digest.readUInt32LE(0), digest.readUInt32LE(4), digest.readUInt32LE(8), digest.readUInt32LE(12)]
  }

  return {
    /** False where the same was added before. */
    add(text: string): boolean {
      if (!put(table, wordsOf(text))) return false
      size += 1
      if (size * 4 > table.length * mostFull) grow()
      return true
    },
    /** Whether it was added before. */
    has(text: string): boolean {
      const [a, b, c, d] = wordsOf(text)
      const places = table.length / 4
      for (let at = (a % places) * 4; ; at = at + 4 === table.length ? 0 : at + 4) {
        const [x, y, z, w] = [table[at], table[at + 1], table[at + 2], table[at + 3]]
        if (x === a && y === b && z === c && w === d) return true
        if (x === 0 && y === 0 && z === 0 && w === 0) return false
      }
    },
    bytes: () => table.byteLength,
  }
}

/** What makes requests of one import identical: all that is sent. Its id and its line do not count. */
export const requestText = (request: LlmRequest, model: string | null): string => JSON.stringify([model, request])
