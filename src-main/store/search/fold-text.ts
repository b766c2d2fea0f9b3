/**
 * Text as the index keeps it. The tokenizer is FTS5's unicode61 (words, without case and accents); what it cannot do is done here, alike
 * for what is stored and for what is asked:
 * - Chinese, Japanese, Korean, Thai, Lao, Khmer and Burmese do not part words by spaces (Korean adds its endings to them), so each
 *   character becomes a word of its own and a word that is asked for becomes a phrase of characters: any substring is found. The trigram
 *   tokenizer would find substrings too, but none below three characters (most Chinese words have two), it finds "cat" in "concatenate",
 *   and its index is several times as large.
 * - Emoji and letters beyond the basic plane are named by their number, since the tokenizer's tables know only those of its time.
 * - Full-width and half-width forms are made the same (NFKC); Hebrew and Arabic vowel signs, which most writers leave out, are dropped.
 */
export function foldText(text: string): string {
  if (ascii.test(text)) return text
  return normalise(text)
    .replace(named, (character) => ` u${character.codePointAt(0)?.toString(16)}z `)
    .replace(unspaced, ' $& ')
}

/** The part of it that leaves words as they are parted. */
export function normalise(text: string): string {
  return text.toWellFormed().normalize('NFKC').replace(dropped, '')
}

/** What the index's tokenizer must be told. Marks count as letters: most scripts of India part a word at each vowel sign otherwise. */
export const tokenizer = `unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'`

/** Whether anything of it is in the index at all; "++" is not. */
export const isSearchable = (folded: string): boolean => word.test(folded)

const ascii = /^\p{ASCII}*$/u
/** Combining accents that NFKC found no letter for, vowel signs of Hebrew and Arabic, joiners, variation selectors and skin tones. */
const dropped =
  /[\u0300-\u036f]|[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7]|[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed]|\u200c|\u200d|[\ufe00-\ufe0f]|[\u{1f3fb}-\u{1f3ff}]/gu
const named = /\p{Extended_Pictographic}|(?=[\u{10000}-\u{10ffff}])[\p{L}\p{N}\p{So}]/gu
const unspaced =
  /(?:\p{scx=Han}|\p{scx=Hiragana}|\p{scx=Katakana}|\p{scx=Bopomofo}|\p{scx=Hangul}|\p{scx=Thai}|\p{scx=Lao}|\p{scx=Khmer}|\p{scx=Myanmar})\p{M}*/gu
const word = /[\p{L}\p{N}\p{Co}]/u
