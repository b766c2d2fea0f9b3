import type { TaskId } from '#shared/task'
import type { Database } from '#store/database'
import { compileTerms, prefixOf, type Term } from '#store/search/compile-text'

/** A full-text expression, and how many words FTS5 looks up for it; of a beginning that it completes itself, all of the index's. */
export type Expression = { readonly text: string; readonly words: number }

/** Tasks whose texts lie this close together are looked through as one: FTS5 passes a hundred hits in the time that a look-up takes. */
const nearby = 100
/** When the texts of some ids are looked up one by one, and no longer found by passing all hits. */
export type LookupLimits = {
  /** Words that a beginning is taken for one by one: FTS5 itself would first read where all that begin so stand. */
  readonly mostEndings: number
  /** So many look-ups are made at once. */
  readonly fewLookups: number
  /** Beyond, passing all hits of a word that nearly every text has is as fast. */
  readonly mostLookups: number
}

/** How typed words are asked for. */
export function searchWords(db: Database, { mostEndings, fewLookups, mostLookups }: LookupLimits) {
  db.exec(`CREATE VIRTUAL TABLE IF NOT EXISTS temp.words USING fts5vocab('ix', 'texts', 'instance')`)
  const nextWord = db.prepare<[string], string>('SELECT term FROM temp.words WHERE term >= ? LIMIT 1').pluck()
  const within = db
    .prepare<{ match: string; from: number; to: number; limit: number }, TaskId>(
      `SELECT rowid FROM ix.texts WHERE texts MATCH @match AND rowid >= @from AND rowid <= @to ORDER BY rowid LIMIT @limit`,
    )
    .pluck()

  /** The index's words with that beginning, up to `mostEndings` and one. */
  function wordsFrom(prefix: string): string[] {
    const words: string[] = []
    let word = nextWord.get(prefix)
    while (word?.startsWith(prefix) && words.length <= mostEndings) {
      words.push(word)
      word = nextWord.get(`${word}\u0001`) // below every letter
    }
    return words
  }

  /** The expressions to try for a text, the next when the one before did not find enough: common words of a beginning, then all of them. */
  function expressions(terms: readonly Term[]): Expression[] {
    if (terms.length === 0) return [{ text: '', words: 0 }]
    const prefix = prefixOf(terms)
    const words = prefix === null ? [] : wordsFrom(prefix)
    const isBeginning = terms.some(({ isPrefix }) => isPrefix)
    const plain = { text: compileTerms(terms), words: isBeginning ? Number.POSITIVE_INFINITY : terms.length }
    if (words.length === 0) return [plain]
    const listed = { text: compileTerms(terms, words.slice(0, mostEndings)), words: terms.length - 1 + words.length }
    return words.length > mostEndings ? [listed, plain] : [listed]
  }

  /**
   * Those of some ids whose texts match: by passing all hits where they are few, else by looking near each id.
   * @returns also whether it stopped before the end
   */
  function* matching(ids: readonly TaskId[], terms: readonly Term[], isLate: () => boolean, step: number) {
    const asked = new Set<TaskId>(ids)
    const found = new Set<TaskId>()
    const expression = expressions(terms).at(-1)
    const runs = runsOf(ids)
    const [first, last] = [runs[0], runs.at(-1)]
    if (!expression || !first || !last) return { found, isCut: false }
    const match = `{prompt result} : (${expression.text})`
    const take = (from: number, to: number, limit: number): TaskId[] => {
      const hits = within.all({ match, from, to, limit })
      for (const id of hits) if (asked.has(id)) found.add(id)
      return hits
    }
    const lookups = runs.length * expression.words
    let from = first.from
    if (lookups > fewLookups) {
      const limit = Number.isFinite(expression.words) ? step : -1 // what FTS5 completes itself it reads anew for each slice
      for (;;) {
        const hits = take(from, last.to, limit)
        if (hits.length !== limit) return { found, isCut: false }
        from = (hits.at(-1) ?? last.to) + 1
        if (lookups <= mostLookups) break
        if (isLate()) return { found, isCut: true }
        yield
      }
    }
    let done = 0
    for (const run of runs) {
      if (run.to < from) continue
      take(Math.max(run.from, from), run.to, -1)
      done += expression.words
      if (done < fewLookups) continue
      done = 0
      if (isLate()) return { found, isCut: true }
      yield
    }
    return { found, isCut: false }
  }

  return { expressions, matching }
}

/** Ids that lie close together. */
function runsOf(ids: readonly TaskId[]): { from: number; to: number }[] {
  const runs: { from: number; to: number }[] = []
  for (const id of ids.toSorted((a, b) => a - b)) {
    const last = runs.at(-1)
    if (last && id - last.to <= nearby) last.to = id
    else runs.push({ from: id, to: id })
  }
  return runs
}
