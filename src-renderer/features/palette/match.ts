export type Span = readonly [from: number, to: number]
export type Match = { readonly score: number; readonly spans: readonly Span[] }

const atStart = 4
const atWord = 3
const inside = 1
const elsewhere = 1

/** Without case and accents, and as long as it was, so that places in it are places in the text. */
const folded = (text: string): string => text.replace(/./gs, (char) => char.normalize('NFD').charAt(0).toLowerCase())

/**
 * How well a title fits what was typed: every word must be found in it, or else in the words that also stand for it. Null where one is not.
 * `spans` are the places in the title, in order.
 */
export function matchOf(typed: string, title: string, others = ''): Match | null {
  const words = folded(typed).split(/\s+/).filter(Boolean)
  const [text, rest] = [folded(title), ` ${folded(others)}`]
  const spans: Span[] = []
  let score = 0
  for (const word of words) {
    const at = placeOf(word, text)
    if (at !== -1) {
      spans.push([at, at + word.length])
      score += at === 0 ? atStart : isWordStart(text, at) ? atWord : inside
    } else if (rest.includes(` ${word}`)) score += elsewhere
    else return null
  }
  return { score, spans: merged(spans, text) }
}

const isWordStart = (text: string, at: number) => at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? '')

/** Where a word of it begins so, else anywhere inside; a single letter only begins words. */
function placeOf(word: string, text: string): number {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) if (isWordStart(text, at)) return at
  return word.length > 1 ? text.indexOf(word) : -1
}

/** Those that touch, or have only a space between them, are one. */
function merged(spans: readonly Span[], text: string): Span[] {
  const all: Span[] = []
  for (const [from, to] of [...spans].sort(([a], [b]) => a - b)) {
    const last = all.at(-1)
    if (last && text.slice(last[1], from).trim() === '') all[all.length - 1] = [last[0], Math.max(last[1], to)]
    else all.push([from, to])
  }
  return all
}
