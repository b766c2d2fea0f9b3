import { isNarrowed, mostFound } from '#shared/filter'
import type { BatchId, GateId, StateKind, TaskId } from '#shared/task'
import type { Database } from '#store/database'
import { conditions, type ListQuery, like, type Params, parseGroupKey, tabIs, tabOrder } from '#store/list-rules'
import { compileTerms, prefixOf, type Term, termsOf } from '#store/search/compile-text'
import { type Part, partsOf } from '#store/search/parts'
import { compileTags } from '#store/search/tags'

/** What a search came to. `ids` are in the list's order; capped: there are more. */
export type Found = { readonly ids: readonly TaskId[]; readonly capped: boolean }
/** How well the index knows the store. */
export type Knowledge = {
  /** False while it lacks much: what asks for no words is then read from the store itself. */
  readonly isBuilt: boolean
  /** Tasks that it may have otherwise than they are now; null when it cannot tell which. */
  readonly doubtful: ReadonlySet<number> | null
}

/** Where one way of finding is given up for another. */
const defaults = {
  /** So many tasks that have not ended are looked at one by one: the index does not know what each of them does. */
  fewTasks: 2_000,
  /** Ids of the store that one slice reads when there is no index to ask. */
  scanIds: 5_000,
  /** Words that a beginning is taken for one by one. FTS5 itself would first read where all of them stand. */
  mostEndings: 64,
  /** More are not shown. */
  most: mostFound,
  /** A slice that found nearly all it may is the last: another one would take as long again for the rest. */
  enough: mostFound * 0.8,
}
/** A search that finds little among much ends after that long with what it has. */
const longestMs = 3_000

type Source = { readonly sql: string; readonly params: Params; readonly step: number; readonly isDescending: boolean }

/**
 * Finds tasks by words. Candidates come from the index in the order of ids, which is about that of the list, and each is checked: against the
 * index's own narrow copy of the task, or the task itself where that copy may be old. Nothing is shown that is no longer so. Beyond `mostFound`
 * it stops; then the first ones by id are put in the list's order. Generators, so that the caller may do other things, or give up, between slices.
 * @param db the store, with the index as `ix`
 */
export function createFinder(db: Database, limits: typeof defaults = defaults) {
  const { fewTasks, scanIds, mostEndings, most, enough } = limits
  db.exec(`CREATE VIRTUAL TABLE IF NOT EXISTS temp.words USING fts5vocab('ix', 'texts', 'instance')`)
  const statements = new Map<string, ReturnType<Database['prepare']>>()
  const prepared = (sql: string) => {
    const known = statements.get(sql) ?? db.prepare(sql)
    statements.set(sql, known)
    return known
  }
  const idsOf = (sql: string, params: Params) => prepared(sql).pluck().all(params) as TaskId[]
  const countIn = db
    .prepare<{ states: string; batchId: BatchId | null }, number>(
      `SELECT coalesce(sum(n), 0) FROM task_counts WHERE state IN (SELECT value FROM json_each(@states))
       AND (@batchId IS NULL OR batch_id = @batchId)`,
    )
    .pluck()
  const gates = db.prepare<[], GateId>('SELECT id FROM gates').pluck()
  const gatesLike = db.prepare<[string], GateId>(`SELECT id FROM gates WHERE model LIKE ? ESCAPE '\\'`).pluck()
  const batchesLike = db.prepare<[string], BatchId>(`SELECT id FROM batches WHERE name LIKE ? ESCAPE '\\'`).pluck()
  const nextWord = db.prepare<[string], string>('SELECT term FROM temp.words WHERE term >= ? LIMIT 1').pluck()

  const isFew = (states: readonly StateKind[], batchId: BatchId | null) =>
    (countIn.get({ states: JSON.stringify(states), batchId }) ?? 0) <= fewTasks

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

  /** Null when no task can match. */
  function tagsFor({ batchId, group, filter }: ListQuery, end: Part['end']): string | null {
    const batchIds = batchId !== null ? [batchId] : filter.batch ? batchesLike.all(like(filter.batch)) : undefined
    const asked = filter.model ? gatesLike.all(like(filter.model)) : undefined
    if (batchIds?.length === 0 || asked?.length === 0) return null
    const failureCode = group === null ? undefined : parseGroupKey(group).code
    const { lane, status, tokensOver } = filter
    return compileTags({ end, lane, gates: { asked, all: gates.all() }, batchIds, failureCode, status, tokensOver })
  }

  /** Those of them that match `is`, in the list's order. */
  function checked(
    ids: readonly TaskId[],
    table: 'ix.docs' | 'tasks',
    is: string,
    order: string,
    params: Params,
  ): TaskId[] {
    if (ids.length === 0) return []
    const sql = `SELECT t.id FROM json_each(@ids) c CROSS JOIN ${table} t ON t.id = c.value WHERE ${is} ORDER BY ${order}`
    return idsOf(sql, { ...params, ids: JSON.stringify(ids) })
  }

  function check(
    candidates: readonly TaskId[],
    query: ListQuery,
    part: Part,
    doubtful: Knowledge['doubtful'],
  ): TaskId[] {
    const { sql, params } = conditions(query)
    const order = tabOrder[query.tab]
    const asked = { ...params, others: part.kind === 'queued' ? othersThanQueued() : '[]' }
    if (part.inDocs === null || doubtful === null)
      return checked(candidates, 'tasks', `${part.inTasks} AND ${tabIs[query.tab]} AND ${sql}`, order, params)
    const found = checked(candidates, 'ix.docs', `${part.inDocs} AND ${sql}`, order, asked)
    if (doubtful.size === 0) return found
    const unsure = found.filter((id) => doubtful.has(id))
    const still = new Set(checked(unsure, 'tasks', `${part.inTasks} AND ${tabIs[query.tab]} AND ${sql}`, order, params))
    return found.filter((id) => !doubtful.has(id) || still.has(id))
  }

  /** What has not ended and is not in line either: few, or the part would not be asked of the index. */
  function othersThanQueued(): string {
    const running = `SELECT id FROM tasks WHERE state = 'running'`
    const waiting = `SELECT id FROM tasks WHERE state = 'waiting'`
    const due = 'SELECT id FROM tasks WHERE run_at IS NOT NULL'
    return JSON.stringify(idsOf(`${running} UNION ALL ${waiting} UNION ALL ${due}`, {}))
  }

  function* gather(source: Source, query: ListQuery, part: Part, { doubtful }: Knowledge): Generator<void, Found> {
    const end = performance.now() + longestMs
    const found: TaskId[][] = []
    let count = 0
    let after = source.isDescending ? Number.MAX_SAFE_INTEGER : 0
    let isLast = false
    for (;;) {
      const candidates = idsOf(source.sql, { ...source.params, after, limit: source.step })
      isLast = candidates.length < source.step
      after = candidates.at(-1) ?? after
      const ids = check(candidates, query, part, doubtful)
      found.push(ids)
      count += ids.length
      if (isLast || count >= enough || performance.now() >= end) break
      yield
    }
    const all = found.flat()
    const ids = found.length === 1 ? all : checked(all, 'tasks', 'TRUE', tabOrder[query.tab], {})
    return { ids: ids.slice(0, most), capped: !isLast || count > most }
  }

  /** All tasks of a few states, or of a few places in their batches. */
  function few(query: ListQuery, is: string, terms: readonly Term[]): Found {
    const { sql, params } = conditions(query)
    const order = `ORDER BY ${tabOrder[query.tab]}`
    const ids = idsOf(`SELECT t.id FROM tasks t WHERE ${is} AND ${tabIs[query.tab]} AND ${sql} ${order}`, params)
    return { ids: terms.length === 0 ? ids : having(ids, compileTerms(terms)), capped: false }
  }

  /** Those of them whose texts match, in the same order. */
  function having(ids: readonly TaskId[], text: string): TaskId[] {
    const sql = `SELECT x.rowid FROM json_each(@ids) j CROSS JOIN ix.texts x ON x.rowid = j.value WHERE x.texts MATCH @match`
    const match = `{prompt result} : (${text})`
    const matching = new Set(idsOf(sql, { ids: JSON.stringify(ids), match }))
    return ids.filter((id) => matching.has(id))
  }

  /** Whether the batches that are asked for have few such places together. */
  function isPlaced({ batchId, filter }: ListQuery): boolean {
    if (!filter.row) return false
    const places = filter.row.to - filter.row.from + 1
    if (batchId !== null) return places <= fewTasks
    const batches = prepared('SELECT count(*) FROM batches').pluck().get() as number
    return places * (filter.batch ? batchesLike.all(like(filter.batch)).length : batches) <= fewTasks
  }

  function* findPart(query: ListQuery, part: Part, terms: readonly Term[], known: Knowledge): Generator<void, Found> {
    const tags = tagsFor(query, part.end)
    if (tags === null) return { ids: [], capped: false }
    const isDescending = part.end !== 'live' && part.end !== null
    const [sign, order] = isDescending ? ['<', 'DESC'] : ['>', 'ASC']
    const hasText = terms.length > 0
    if (!hasText && (!known.isBuilt || tags === '' || !isNarrowed(query.filter))) {
      const sql = `SELECT id FROM tasks WHERE id ${sign} @after ORDER BY id ${order} LIMIT @limit`
      return yield* gather({ sql, params: {}, step: scanIds, isDescending }, query, part, { ...known, doubtful: null })
    }
    const sql = `SELECT rowid FROM ix.texts WHERE texts MATCH @match AND rowid ${sign} @after ORDER BY rowid ${order} LIMIT @limit`
    let found: Found = { ids: [], capped: false }
    for (const text of expressions(terms)) {
      const match = [tags && `tags : (${tags})`, text && `{prompt result} : (${text})`].filter(Boolean).join(' AND ')
      found = yield* gather({ sql, params: { match }, step: most + 1, isDescending }, query, part, known)
      if (found.capped) break
    }
    return found
  }

  return {
    *find(query: ListQuery, known: Knowledge): Generator<void, Found> {
      const terms = termsOf(query.filter.text)
      if (terms.length === 0 && query.filter.text.trim() !== '') return { ids: [], capped: false }
      if (isPlaced(query)) return few(query, 'TRUE', terms)
      const ids: TaskId[] = []
      let capped = false
      for (const part of partsOf(query, (states) => isFew(states, query.batchId))) {
        const found = part.kind === 'few' ? few(query, part.inTasks, terms) : yield* findPart(query, part, terms, known)
        ids.push(...found.ids)
        capped ||= found.capped
        if (ids.length >= most) break
      }
      return { ids: ids.slice(0, most), capped: capped || ids.length > most }
    },
  }
}
export type Finder = ReturnType<typeof createFinder>
