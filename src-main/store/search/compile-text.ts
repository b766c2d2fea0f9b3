import { foldText, isSearchable, normalise } from '#store/search/fold-text'

/** A word, or words that stand together. Of one that is a prefix, the last word may be a beginning. */
export type Term = { readonly text: string; readonly isPrefix: boolean }

/** Of a shorter beginning nearly every text has a word. */
const shortestPrefix = 3

/**
 * What of a typed text can be found: every word and every "quoted phrase" must be there, and the last word may be only its beginning while it
 * is still being typed (no space or quote after it, three letters or more). "++" has no words, and so no terms.
 */
export function termsOf(typed: string): Term[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: FTS5 reads an expression up to its first NUL
  const text = normalise(typed).replace(/[\u0000-\u001f]/g, ' ')
  // Odd pieces stand between quotes; the last one may be a quote that is still open.
  const pieces = text.split(/["\u201c\u201d\u201e\u00ab\u00bb]/)
  const terms = pieces.flatMap((piece, index) => {
    const isLast = index === pieces.length - 1
    const texts = index % 2 === 1 ? [piece] : piece.split(/\s+/)
    return texts.map((each, at): Term => {
      const folded = foldText(each).trim()
      return { text: folded, isPrefix: isLast && at === texts.length - 1 && endsOpen(each, folded) }
    })
  })
  return terms.filter((term) => isSearchable(term.text))
}

/** Whether it ends in the beginning of a word. Characters that are words of their own are whole as they stand. */
function endsOpen(typed: string, folded: string): boolean {
  return typed === typed.trimEnd() && [...lastWord(folded)].length >= shortestPrefix
}

const lastWord = (folded: string) => /[\p{L}\p{N}\p{M}]+$/u.exec(folded)?.[0] ?? ''

/**
 * The full-text expression of terms. All of them go to FTS5 as quoted strings, so nothing typed can be an operator or an error of syntax.
 * @param endings the words of the index that may stand for the last one; without them FTS5 looks for its beginning itself
 */
export function compileTerms(terms: readonly Term[], endings: readonly string[] | null = null): string {
  return terms
    .map(({ text, isPrefix }) => {
      if (!isPrefix) return quoted(text)
      if (endings === null) return `${quoted(text)} *`
      const head = text.slice(0, text.length - lastWord(text).length)
      return `(${endings.map((word) => quoted(head + word)).join(' OR ')})`
    })
    .join(' AND ')
}

/** The beginning that is asked for, as the index writes words; null where only the tokenizer knows how it would. */
export function prefixOf(terms: readonly Term[]): string | null {
  const last = terms.find(({ isPrefix }) => isPrefix)
  if (!last) return null
  const plain = lastWord(last.text).normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
  return /^[a-z0-9]+$/.test(plain) ? plain : null
}

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
