import { mostParts } from '#shared/bulk'

/** What stands between two parts at best, the better before the worse: paragraphs, lines, sentences, words. */
const seams = [/\n\s*\n/g, /\n/g, /[.!?。！？]\s+/g, /\s+/g]
/** A part is at least so much of what it may be, or the next worse seam is taken. */
const atLeast = 0.5

/** Where the first part of a text that is longer than `limit` ends: after a seam, or amid a word where there is none. */
function endOf(text: string, limit: number): number {
  const within = text.slice(0, limit)
  for (const seam of seams) {
    const last = [...within.matchAll(seam)]
      .map((found) => found.index + found[0].length)
      .findLast((end) => end < text.length)
    if (last !== undefined && last >= limit * atLeast) return last
  }
  const next = text.charCodeAt(limit)
  const isAmidPair = next >= 0xdc00 && next <= 0xdfff && limit > 1
  return isAmidPair ? limit - 1 : limit
}

/**
 * The text in parts of at most `limit` UTF-16 units, which are together the text again, but for parts of blanks alone, which are no prompt; one
 * for a text that is no longer than that. More than `mostParts` are not all cut: the last is then the rest.
 */
export function inParts(text: string, limit: number): string[] {
  const parts: string[] = []
  let rest = text
  while (rest.length > limit && parts.length <= mostParts) {
    const end = endOf(rest, limit)
    parts.push(rest.slice(0, end))
    rest = rest.slice(end)
  }
  parts.push(rest)
  return parts.length === 1 ? parts : parts.filter((part) => part.trim() !== '')
}

/** How often parts are made smaller until each is small enough. */
const mostTries = 6

/**
 * The same in tokens. @param count how many tokens a text has for the model that is meant, or about as many
 */
export async function inPartsOf(
  text: string,
  limit: number,
  count: (text: string) => Promise<number>,
): Promise<string[]> {
  const tokens = await count(text)
  if (tokens <= limit) return [text]
  let length = Math.max(1, Math.floor((text.length * limit) / tokens))
  for (let tries = 0; tries < mostTries; tries++) {
    const parts = inParts(text, length)
    if (parts.length > mostParts) return parts
    const counts = await Promise.all(parts.map(count))
    const most = Math.max(...counts)
    if (most <= limit) return parts
    length = Math.max(1, Math.min(length - 1, Math.floor((length * limit) / most)))
  }
  // No token is shorter than a byte, and no UTF-16 unit longer than three of them.
  return inParts(text, Math.max(1, Math.floor(limit / 3)))
}
