import { basename } from 'node:path'
import { extensionOf, isSupported } from '#io/extensions'
import { ResultsWord } from '#shared/watch'

/** Disks that tell names apart by case are the exception on these; where they do, two names that differ in case alone are one here. */
const ignoresCase = process.platform === 'win32' || process.platform === 'darwin'

/** A path as it is compared: file systems give accents back in another form than they were given. */
export function keyOfPath(path: string): string {
  const composed = path.normalize('NFC').replaceAll('\\', '/')
  return ignoresCase ? composed.toLowerCase() : composed
}

/** Of folders: hidden ones are those of systems, version control and synchronisation. */
export const isHidden = (name: string): boolean => name.startsWith('.')

/**
 * Whether a name may be that of a file to be taken. Not: hidden ones, what programs write beside an open file (`~$book.xlsx`), what is not
 * complete (`.part`, `.crdownload`, `.tmp`, `.partial` and the like are no kinds that can be imported), and results.
 * @param words that stand, or ever stood, in names of results
 */
export function isCandidate(name: string, words: ReadonlySet<string>): boolean {
  if (isHidden(name) || name.startsWith('~')) return false
  return isSupported(extensionOf(name)) && !isResultsName(name, words)
}

/** `a.results.csv`, `a.results-2.csv`, also compressed by a person: whatever became of the rest of the name, it still ends so. */
export function isResultsName(name: string, words: ReadonlySet<string>): boolean {
  const parts = name.normalize('NFC').split('.')
  if (parts.at(-1)?.toLowerCase() === 'gz') parts.pop()
  parts.pop()
  if (parts.length < 2) return false
  const last = parts.at(-1)?.toLowerCase() ?? ''
  // A file manager's copy: "a.results copy.csv", "a.results (1).csv", "a.results - Copy.csv"
  return [...words].some((word) => {
    const own = word.normalize('NFC').toLowerCase()
    return last === own || (last.startsWith(own) && /^[-_ (]/.test(last.slice(own.length)))
  })
}

/** Words that no input's name may end in: the usual one, and those that watches have or had. */
export const resultWords = (...known: readonly (readonly string[])[]): Set<string> =>
  new Set([usualWord, ...known.flat()])
const usualWord = ResultsWord.parse('results')

/** What results of a file are called the nth time: `reviews.results.csv`, then `reviews.results-2.csv`. */
export function resultsName(path: string, word: string, extension: string, n: number): string {
  const name = basename(path).replace(/\.gz$/i, '')
  const dot = name.lastIndexOf('.')
  const stem = dot > 0 ? name.slice(0, dot) : name
  return `${stem}.${word}${n === 1 ? '' : `-${n}`}.${extension}`
}
