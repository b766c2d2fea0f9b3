import { isNarrowed } from '#shared/filter'
import { filterWords, parseFilter } from './parse-filter'

/** A filter that leaves less out than one that finds nothing; `without` is the word it lacks, null where it is the same one everywhere. */
export type Nearer = { readonly text: string; readonly without: string | null }

/** Filters that are near to one that finds nothing, the nearest first: the same in all tabs and batches, then without one of its words, the last
 *  first, since that was typed last. @param elsewhere whether there is more than the list looked at */
export function nearerFilters(typed: string, elsewhere: boolean): Nearer[] {
  const words = filterWords(typed)
  const fewer =
    words.length < 2 ? [] : words.map((without, at) => ({ text: words.toSpliced(at, 1).join(' '), without })).reverse()
  const all: Nearer[] = [...(elsewhere ? [{ text: typed.trim(), without: null }] : []), ...fewer]
  return all.filter(({ text }) => isNarrowed(parseFilter(text).filter))
}
