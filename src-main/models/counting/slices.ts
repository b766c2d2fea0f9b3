/** So many characters at most are given to the tokenizer at once: its time grows with the square of a text that has no word breaks. */
export const sliceLength = 2_000

export type Slice = {
  readonly text: string
  /** The text goes on after it, and the cut may have gone through a token. */
  readonly isForced: boolean
}

/**
 * A text in pieces that are counted one by one. It is cut before a space that follows something else: there every encoding of OpenAI's
 * splits as well, so the sum is exact. Only where a slice has no such place is it cut at its end, and never inside a surrogate pair.
 */
export function* slicesOf(text: string, length = sliceLength): Generator<Slice> {
  let start = 0
  while (text.length - start > length) {
    const place = breakBefore(text, start, start + length)
    const end = place ?? start + length - (isPair(text, start + length) ? 1 : 0)
    yield { text: text.slice(start, end), isForced: place === null }
    start = end
  }
  if (start < text.length) yield { text: text.slice(start), isForced: false }
}

/** The last place in (start, end] where a space follows something that is none. */
function breakBefore(text: string, start: number, end: number): number | null {
  for (let at = end; at > start; at--) {
    if (text[at] === ' ' && !/\s/.test(text[at - 1] ?? ' ')) return at
  }
  return null
}

const isPair = (text: string, at: number) => {
  const before = text.charCodeAt(at - 1)
  const after = text.charCodeAt(at)
  return before >= 0xd800 && before <= 0xdbff && after >= 0xdc00 && after <= 0xdfff
}
