import type { TaskId } from '#shared/task'
import type { Database } from '#store/database'
import { compileTerms, prefixOf, type Term } from '#store/search/compile-text'
import { foldText, tokenizer } from '#store/search/fold-text'
import { storeReader } from '#store/search/store-reader'

export type WordLimits = {
  /** Words that a beginning is taken for one by one: FTS5 itself would first read where all that begin so stand. */
  readonly mostEndings: number
  /** So many tasks' texts are read at once: about 10 ms. */
  readonly textsAtOnce: number
}

/** How typed words are asked for. */
export function searchWords(db: Database, { mostEndings, textsAtOnce }: WordLimits) {
  db.exec(`CREATE VIRTUAL TABLE IF NOT EXISTS temp.words USING fts5vocab('ix', 'texts', 'instance');
    CREATE VIRTUAL TABLE IF NOT EXISTS temp.few USING fts5(prompt, result, content='', tokenize="${tokenizer}")`)
  const nextWord = db.prepare<[string], string>('SELECT term FROM temp.words WHERE term >= ? LIMIT 1').pluck()
  const hits = db
    .prepare<{ match: string; from: number; to: number; limit: number }, TaskId>(
      `SELECT rowid FROM ix.texts WHERE texts MATCH @match AND rowid >= @from AND rowid <= @to ORDER BY rowid LIMIT @limit`,
    )
    .pluck()
  const reader = storeReader(db)
  const put = db.prepare<[number, string, string]>('INSERT INTO temp.few (rowid, prompt, result) VALUES (?, ?, ?)')
  const clear = db.prepare(`INSERT INTO temp.few (few) VALUES ('delete-all')`)
  const match = db.prepare<[string], TaskId>('SELECT rowid FROM temp.few WHERE few MATCH ?').pluck()

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
  function expressions(terms: readonly Term[]): string[] {
    if (terms.length === 0) return ['']
    const prefix = prefixOf(terms)
    const words = prefix === null ? [] : wordsFrom(prefix)
    if (words.length === 0) return [compileTerms(terms)]
    const listed = compileTerms(terms, words.slice(0, mostEndings))
    return words.length > mostEndings ? [listed, compileTerms(terms)] : [listed]
  }

  /** Those of them whose texts match, as they stand in the store. Looking each up in the index takes longer: FTS5 passes all hits before it. */
  function readTexts(ids: readonly TaskId[], expression: string): TaskId[] {
    return matchAmong(
      reader.rows(ids).map((row) => ({ id: row.id, ...reader.texts(row) })),
      expression,
    )
  }

  /** One transaction, of memory alone: FTS5 is slow to write each text by itself, and the store's file must not be held meanwhile. */
  const matchAmong = db.transaction(
    (rows: readonly { id: number; prompt: string; result: string }[], expression: string): TaskId[] => {
      for (const { id, prompt, result } of rows) put.run(id, foldText(prompt), foldText(result))
      const found = match.all(expression)
      clear.run()
      return found
    },
  )

  /** Those of some ids whose texts match, in no order: by the index where few texts match at all, else by reading each. */
  function* matching(
    ids: readonly TaskId[],
    terms: readonly Term[],
    most: number,
    isLate: () => boolean,
  ): Generator<void, { found: Set<TaskId>; isCut: boolean }> {
    const tried = expressions(terms)
    const [from, to] = [
      ids.reduce((a, b) => (b < a ? b : a), Number.MAX_SAFE_INTEGER),
      ids.reduce((a, b) => (b > a ? b : a), 0),
    ]
    if (ids.length > textsAtOnce && tried.length === 1) {
      const all = hits.all({ match: `{prompt result} : (${tried[0]})`, from, to, limit: most })
      if (all.length < most) {
        const asked = new Set(ids)
        return { found: new Set(all.filter((id) => asked.has(id))), isCut: false }
      }
      yield
    }
    const found = new Set<TaskId>()
    for (let start = 0; start < ids.length; start += textsAtOnce) {
      if (start > 0) yield
      if (isLate()) return { found, isCut: true }
      for (const id of readTexts(ids.slice(start, start + textsAtOnce), compileTerms(terms))) found.add(id)
    }
    return { found, isCut: false }
  }

  return { expressions, matching }
}
