import { isNarrowed } from '#shared/filter'
import { isSortableLong, mostSorted } from '#shared/list-sort'
import { CommandError } from '#shared/result'
import type { EpochMs, TaskId, TaskView } from '#shared/task'
import type { ViewPatch, ViewQuery } from '#shared/view'
import { kindOf } from '#store/list-sort'
import type { Search } from '#store/search/client'
import type { Store } from '#store/store'

/** A list that is narrowed by a person's words is searched anew at most this often. */
const searchMs = 1_000

/** Where so many rows changed at once, no eye follows each: the next look is no sooner than this, and the window stays calm and quick. */
const manyRows = 16
const restMs = 250

export type View = {
  readonly viewId: number
  readonly query: ViewQuery
  readonly start: number
  readonly end: number
  readonly fresh?: boolean | undefined // a long list is put in order anew
}
export type Finds = Pick<Search, 'find' | 'cancel'>
type ListQuery = Extract<ViewQuery, { kind: 'list' }>
type Body = ViewPatch['body']
type Parts = {
  readonly owner: string // of its searches
  readonly store: Pick<Store, 'views' | 'events'>
  readonly search: Finds | null
  readonly send: (patch: ViewPatch) => void
  /** Which of those rows the window has picked. */
  readonly marks?: ((ids: readonly TaskId[]) => ViewPatch['picked']) | undefined
  readonly now: () => EpochMs
  /** Hears of what could not be read when nobody waits for it; what is shown stays. */
  readonly failed: (error: unknown) => void
}

/**
 * What one window's table shows. A list as it stands is read at once; one that a filter narrows is found by the search, which answers later:
 * its rows are kept fresh meanwhile, and its order follows at most once a second. A long list in an order that no index gives is put in it by
 * the search's thread, once: its rows are kept fresh, and its order stays until the window asks for it anew.
 */
export function createWindowView({ owner, store, search, send, marks, now, failed }: Parts) {
  let view: View | null = null
  let sentRows = new Map<TaskId, number>()
  let sentBody: Body | null = null
  let sentMarks: string | undefined
  let searchedAt = Number.NEGATIVE_INFINITY
  let searchedSeq = -1
  let searching = false
  let longRefused = false // the thread could not put it in order
  let later: NodeJS.Timeout | null = null
  let restsUntil = Number.NEGATIVE_INFINITY
  let rest: NodeJS.Timeout | null = null

  const isSearched = (query: ViewQuery): query is ListQuery =>
    search !== null && query.kind === 'list' && isNarrowed(query.filter)
  const isLong = (query: ViewQuery): query is ListQuery =>
    search !== null && query.kind === 'list' && isLongOrder(query) && store.views.size(query) > mostSorted

  function patchOf(viewId: number, body: Body): ViewPatch {
    const ids = body.kind === 'live' ? body.sections.flatMap(({ order }) => order) : body.order
    const picked = marks?.(ids)
    const patch = { viewId, seq: store.events.lastSeq(), at: now(), changed: store.views.rows(ids), body }
    return picked ? { ...patch, picked } : patch
  }

  function readBody({ query, start, end }: View): Body {
    if (query.kind === 'live') return { kind: 'live', sections: store.views.live(query) }
    return { kind: 'list', start, ...store.views.list(query, start, end), ...newer(query) }
  }

  function newer(query: ListQuery): { newer?: number } {
    const count = store.views.newer(query)
    return count === undefined ? {} : { newer: count }
  }

  async function findLong({ start, end, fresh }: View, query: ListQuery): Promise<Body | null> {
    const found = await search?.find(owner, { query, start, end, long: fresh ? 'anew' : 'known' })
    if (!found) return null
    const { total, order, sortedAt } = found
    return { kind: 'list', start, total, order, ...(sortedAt === undefined ? {} : { sortedAt }) }
  }

  /** Null when a newer search of this window took its place. */
  async function findBody({ start, end }: View, query: ListQuery): Promise<Body | null> {
    searchedAt = now()
    const seq = store.events.lastSeq()
    const found = await search?.find(owner, { query, start, end })
    if (!found) return null
    searchedSeq = found.search.complete ? seq : -1
    return { kind: 'list', start, ...found, ...newer(query) }
  }

  function remember({ changed, body, picked }: ViewPatch) {
    sentRows = new Map(changed.map((row) => [row.id, row.version]))
    sentBody = body
    sentMarks = JSON.stringify(picked)
  }

  /** Sends what is otherwise than the window has it. */
  function sendChanges(viewId: number, body: Body) {
    const full = patchOf(viewId, body)
    const changed = full.changed.filter(({ id, version }: TaskView) => sentRows.get(id) !== version)
    const isSame = JSON.stringify(full.body) === JSON.stringify(sentBody) && JSON.stringify(full.picked) === sentMarks
    if (changed.length === 0 && isSame) return
    remember(full)
    if (changed.length >= manyRows) restsUntil = now() + restMs
    send({ ...full, changed })
  }

  /** Whether it is too soon for another look, which then comes by itself. */
  function isAtRest(): boolean {
    const wait = restsUntil - now()
    if (wait <= 0 || wait > restMs) return false // also where the clock was set back
    if (rest === null)
      rest = setTimeout(() => {
        rest = null
        patchByItself()
      }, wait)
    return true
  }

  async function searchAgain(asked: View, query: ListQuery) {
    searching = true
    try {
      const body = await findBody(asked, query)
      if (body && view === asked) sendChanges(asked.viewId, body)
    } catch {
      searchedSeq = -1 // what is shown stays, and it is searched again
    } finally {
      searching = false
    }
  }

  function patchSearched(shown: View, query: ListQuery) {
    if (!sentBody) return // its first answer is still to come
    sendChanges(shown.viewId, sentBody)
    if (searching || searchedSeq === store.events.lastSeq()) return
    const wait = searchedAt + searchMs - now()
    if (wait <= 0) void searchAgain(shown, query)
    else if (later === null)
      later = setTimeout(() => {
        later = null
        patchByItself()
      }, wait)
  }

  /** It was a short list until now, and its order was kept up. */
  async function orderLong(asked: View, query: ListQuery) {
    searching = true
    try {
      const body = await findLong(asked, query)
      if (body && view === asked) sendChanges(asked.viewId, body)
    } catch {
      longRefused = true // it stays in the tab's own order
    } finally {
      searching = false
    }
  }

  function patch() {
    if (!view || isAtRest()) return
    if (isSearched(view.query)) return patchSearched(view, view.query)
    if (!isLong(view.query) || longRefused) return sendChanges(view.viewId, readBody(view))
    if (!sentBody) return // its first answer is still to come
    sendChanges(view.viewId, sentBody)
    if (!isOrdered(sentBody) && !searching) void orderLong(view, view.query)
  }

  /** From a timer of its own: nobody above would catch what the disk throws. */
  function patchByItself() {
    try {
      patch()
    } catch (error) {
      failed(error)
    }
  }

  async function openLong(next: View, query: ListQuery): Promise<ViewPatch> {
    let body: Body | null
    try {
      body = await findLong(next, query)
    } catch {
      longRefused = true
      body = view === next ? readBody(next) : null // the tab's own order is better than nothing
    }
    if (!body || view !== next) throw new CommandError('stale', 'A newer list took the place of this one.')
    const snapshot = patchOf(next.viewId, body)
    remember(snapshot)
    return snapshot
  }

  async function openSearched(next: View, query: ListQuery): Promise<ViewPatch> {
    const body = await findBody(next, query).catch((error: unknown) => {
      throw new CommandError('storage', error instanceof Error ? error.message : String(error))
    })
    if (!body || view !== next) throw new CommandError('stale', 'A newer search took the place of this one.')
    const snapshot = patchOf(next.viewId, body)
    remember(snapshot)
    return snapshot
  }

  function forget() {
    if (later) clearTimeout(later)
    if (rest) clearTimeout(rest)
    later = null
    rest = null
    restsUntil = Number.NEGATIVE_INFINITY
    longRefused = false
    sentBody = null
    sentRows.clear()
  }

  return {
    /** A later one takes the place of this: then it rejects with CommandError 'stale'. */
    open(next: View): ViewPatch | Promise<ViewPatch> {
      forget()
      view = next
      if (isSearched(next.query)) return openSearched(next, next.query)
      if (isLong(next.query)) return openLong(next, next.query)
      search?.cancel(owner)
      const snapshot = patchOf(next.viewId, readBody(next))
      remember(snapshot)
      return snapshot
    },
    close() {
      forget()
      view = null
      search?.cancel(owner)
    },
    patch,
  }
}

const isOrdered = (body: Body): boolean => body.kind === 'list' && body.sortedAt !== undefined

/** Whether a list asks for an order that no index gives and that the search's thread can put it in, however long it is. */
export const isLongOrder = ({ tab, sort, filter }: ListQuery): boolean =>
  sort !== undefined && !isNarrowed(filter) && kindOf(tab, sort) === 'other' && isSortableLong(sort.by)
