import { codeOfCause } from '#shared/cause-key'
import { isNarrowed, mostFound } from '#shared/filter'
import type { StateKind, TaskId } from '#shared/task'
import type { Database } from '#store/database'
import { conditions, type ListQuery, type Params, suspectsList, tabIs, tabOrder } from '#store/list-rules'
import { kindOf, orderBy } from '#store/list-sort'
import { type Term, termsOf } from '#store/search/compile-text'
import { liveIndex, type Part, partsOf } from '#store/search/parts'
import { type BatchSize, placesIn, scopeReader } from '#store/search/scope'
import { byId, byIndex, byPlace, inTurn, type Prepared, type Source } from '#store/search/sources'
import { compileTags } from '#store/search/tags'
import { searchWords } from '#store/search/words'

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
  /** So many tasks in places of their batches are as well. */
  fewPlaces: 5_000,
  /** Ids of the store that one slice reads when there is no index to ask. */
  scanIds: 5_000,
  ...{ mostEndings: 64, textsAtOnce: 150 },
  /** More are not shown. */
  most: mostFound,
  /** A slice that found nearly all it may is the last: another one would take as long again for the rest. */
  enough: mostFound * 0.8,
}
/** A search that finds little among much ends after that long with what it has. */
const longestMs = 3_000
/** For a pick of all that match: of as many as there are, in no order, and with more patience. */
export const everything = { limits: { ...defaults, most: 1e9, enough: 1e9 }, longestMs: 30_000 }

/**
 * Finds tasks by words. Candidates come from the index in the order of ids, which is about that of the list, and each is checked: against the
 * index's own narrow copy of the task, or the task itself where that copy may be old. Nothing is shown that is no longer so. Beyond `mostFound`
 * it stops; then the first ones by id are put in the list's order. Generators, so that the caller may do other things, or give up, between slices.
 * @param db the store, with the index as `ix`
 */
export function createFinder(db: Database, limits: typeof defaults = defaults, longest = longestMs) {
  const { fewTasks, fewPlaces, scanIds, most, enough } = limits
  const statements = new Map<string, ReturnType<Database['prepare']>>()
  const prepared: Prepared = (sql) => {
    const known = statements.get(sql) ?? db.prepare(sql)
    statements.set(sql, known)
    return known
  }
  const idsOf = (sql: string, params: Params) => prepared(sql).pluck().all(params) as TaskId[]
  const scope = scopeReader(db)
  const { expressions, matching } = searchWords(db, limits)
  const lettersOf = db.prepare<[string], number>('SELECT n FROM causes WHERE cause = ?').pluck()
  const suspects = db.prepare<[], string>(suspectsList).pluck()

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
    // What a task cost changes with every attempt, so the index's copy does not have it; nor has it causes and what a person noted.
    if (part.inDocs === null || doubtful === null || asksOfTask(query) || query.group !== null)
      return checked(candidates, 'tasks', `${part.inTasks} AND ${tabIs[query.tab]} AND ${sql}`, order, params)
    const { state: _, ...words } = query.filter // the part says it, in the index's own words
    const inDocs = conditions({ ...query, filter: words })
    const asked = { ...inDocs.params, others: part.kind === 'queued' ? othersThanQueued() : '[]' }
    // What stands in line at a closed gate is the end of the tab Waiting, in the order of its lines: the index's copy has no moments.
    const docOrder = query.tab === 'waiting' ? tabOrder.ready : order
    const found = checked(candidates, 'ix.docs', `${part.inDocs} AND ${inDocs.sql}`, docOrder, asked)
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
    const isLate = deadline(longest)
    const found: TaskId[][] = []
    let count = 0
    let isLast = false
    for (;;) {
      const candidates = source.next()
      isLast = source.isDone()
      const ids = check(candidates, query, part, doubtful)
      found.push(ids)
      count += ids.length
      if (isLast || count >= enough || isLate()) break
      yield
    }
    const all = found.flat()
    const ids = found.length === 1 || most > mostFound ? all : checked(all, 'tasks', 'TRUE', tabOrder[query.tab], {})
    return { ids: ids.slice(0, most), capped: !isLast || count > most }
  }

  /** All of a few tasks. @param from where they are read, as `t` */
  function* few(query: ListQuery, from: string, own: Params, terms: readonly Term[]): Generator<void, Found> {
    const { sql, params } = conditions(query)
    const list = `SELECT t.id ${from} AND ${tabIs[query.tab]} AND ${sql} ORDER BY ${tabOrder[query.tab]}`
    const ids = idsOf(list, { ...params, ...own })
    if (terms.length === 0) return { ids, capped: false }
    const { found, isCut } = yield* matching(ids, terms, most + 1, deadline(longest))
    return { ids: ids.filter((id) => found.has(id)), capped: isCut }
  }

  /** Where tasks are read when it is known beforehand which few they are: null when it is not. */
  function fewOf(query: ListQuery, batches: readonly BatchSize[] | undefined): { from: string; own: Params } | null {
    const { suspect, row } = query.filter
    if (suspect) {
      const from = 'FROM json_each(@ids) c CROSS JOIN tasks t ON t.id = c.value WHERE TRUE'
      return { from, own: { ids: suspects.get() ?? '[]' } }
    }
    if (query.group !== null && (lettersOf.get(query.group) ?? 0) <= fewTasks)
      return { from: `FROM tasks t INDEXED BY tasks_cause WHERE t.state = 'dead'`, own: {} }
    if (!batches || placesIn(batches, row) > fewPlaces) return null
    const inRow = row ? ' AND t.position BETWEEN @rowFrom AND @rowTo' : ''
    const from = `FROM json_each(@batchIds) c CROSS JOIN tasks t ON t.batch_id = c.value${inRow} WHERE TRUE`
    return { from, own: { batchIds: JSON.stringify(batches.map(({ id }) => id)) } }
  }

  /** Whether a query is found sooner by where its tasks stand than by what they are: only the index's copy knows their places. */
  function isByPlace(query: ListQuery, part: Part, batches: readonly BatchSize[], tags: readonly string[]): boolean {
    const { row, status, tokensOver } = query.filter
    if (tags.every((each) => each === '')) return true
    if (!row) return false
    const places = placesIn(batches, row)
    // Of these words the counters do not know how many tasks have them.
    if (status !== undefined || tokensOver !== undefined || query.group !== null || asksOfTask(query))
      return places <= 2 * scanIds
    return places < scope.size(query, part.states)
  }

  function* findPart(
    query: ListQuery,
    part: Part,
    terms: readonly Term[],
    batches: readonly BatchSize[] | undefined,
    known: Knowledge,
  ): Generator<void, Found> {
    const gates = scope.gatesOf(query)
    if (gates.asked?.length === 0) return { ids: [], capped: false }
    const direction = part.end !== 'live' && part.end !== null ? 'DESC' : 'ASC'
    const { lane, status, tokensOver, row, batch } = query.filter
    const inOrder = direction === 'ASC' ? batches : batches?.toReversed()
    const tags = compileTags({
      ...{ end: part.end, lane, gates, status, tokensOver },
      batchIds: query.batchId !== null || batch ? inOrder?.map(({ id }) => id) : undefined,
      failureCode: query.group === null ? undefined : codeOfCause(query.group),
    })
    if (terms.length === 0) {
      if (part.kind === 'live' && !batches)
        return yield* gather(byIndex(prepared, liveInOrder(part), scanIds), query, part, known)
      if (batches && (!known.isBuilt || isByPlace(query, part, batches, tags)))
        return yield* gather(
          byPlace(prepared, batches, row, scanIds, direction),
          query,
          part,
          known.isBuilt ? known : { ...known, doubtful: null },
        )
      if (!known.isBuilt || !isNarrowed(query.filter) || tags.some((each) => each === ''))
        return yield* gather(byId(prepared, 'SELECT id FROM tasks WHERE', 'id', {}, scanIds, direction), query, part, {
          ...known,
          doubtful: null,
        })
    }
    const select = 'SELECT rowid FROM ix.texts WHERE texts MATCH @match AND'
    let found: Found = { ids: [], capped: false }
    for (const text of expressions(terms)) {
      const sources = tags.map((some) => () => {
        const match = [some && `tags : (${some})`, text && `{prompt result} : (${text})`].filter(Boolean).join(' AND ')
        return byId(prepared, select, 'rowid', { match }, Math.min(most, mostFound) + 1, direction)
      })
      found = yield* gather(inTurn(sources), query, part, known)
      if (found.capped) break
    }
    return found
  }

  /** In the order that a person asked for: of what was found, which is few. */
  function sorted(found: Found, { tab, sort }: ListQuery): Found {
    if (!sort || kindOf(tab, sort) === 'own') return found
    if (kindOf(tab, sort) === 'reversed') return { ...found, ids: found.ids.toReversed() }
    return { ...found, ids: checked(found.ids, 'tasks', 'TRUE', orderBy(tab, sort), {}) }
  }

  function* findOwn(query: ListQuery, known: Knowledge): Generator<void, Found> {
    const terms = termsOf(query.filter.text)
    if (terms.length === 0 && query.filter.text.trim() !== '') return { ids: [], capped: false }
    const batches = scope.batchesOf(query)
    const isKnown = fewOf(query, batches)
    if (isKnown) return yield* few(query, isKnown.from, isKnown.own, terms)
    const isFew = (states: readonly StateKind[]) => scope.size({ ...query, filter: { text: '' } }, states) <= fewTasks
    let ids: readonly TaskId[] = []
    let capped = false
    for (const part of partsOf(query, isFew)) {
      const found =
        part.kind === 'few'
          ? yield* few(query, `FROM tasks t INDEXED BY ${liveIndex(part).name} WHERE ${part.inTasks}`, {}, terms)
          : yield* findPart(query, part, terms, batches, known)
      ids = [...ids, ...found.ids]
      capped ||= found.capped
      if (ids.length >= most) break
    }
    return { ids: ids.slice(0, most), capped: capped || ids.length > most }
  }

  return {
    *find(query: ListQuery, known: Knowledge): Generator<void, Found> {
      return sorted(yield* findOwn(query, known), query)
    },
  }
}
export type Finder = ReturnType<typeof createFinder>

/** What the index's copy of a task does not have. */
const asksOfTask = ({ filter: { costOver, costUnder, snoozed, label } }: ListQuery) =>
  [costOver, costUnder, snoozed, label].some((word) => word !== undefined)

/** What waits for others or for a moment, as its partial index has it: among a million in line the index of words would not tell them. */
function liveInOrder(part: Part): string {
  const { name, order } = liveIndex(part)
  return `SELECT t.id FROM tasks t INDEXED BY ${name} WHERE ${part.inTasks} ORDER BY ${order}`
}

function deadline(ms: number): () => boolean {
  const end = performance.now() + ms
  return () => performance.now() >= end
}
