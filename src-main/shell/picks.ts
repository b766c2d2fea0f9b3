import { isNarrowed } from '#shared/filter'
import { mostSorted } from '#shared/list-sort'
import type { PickMade, PickRequest, PickSelection } from '#shared/picks'
import { CommandError } from '#shared/result'
import type { BatchId, StateKind, TaskId } from '#shared/task'
import type { ViewPatch, ViewQuery } from '#shared/view'
import type { Page, PageFound, Search } from '#store/search/client'
import type { Snapshot, StateCount } from '#store/snapshot'
import { isLongOrder } from './window-view'

/** So many rows are read in one turn of the event loop: about 10 ms. */
const rowsPerTurn = 10_000
/** So many tasks are looked at in one turn. */
const tasksPerTurn = 4_000
/** What streamed in since the window saw its rows moved them by no more than this; else their places count. */
const slack = 1_000

type ListQuery = Extract<ViewQuery, { kind: 'list' }>
/** Sorted ids: eight bytes each, and found by halving. batches: those that any of them is in. */
type Pick = { readonly pickId: number; readonly ids: Float64Array; readonly batches: readonly BatchId[] }
const nothing: Pick = { pickId: 0, ids: new Float64Array(), batches: [] }
type Parts = {
  readonly snapshot: () => Snapshot
  /** Finds what a filter narrows; without it such a list is read row by row. */
  readonly search?: { readonly find: Search['find']; readonly cancel: Search['cancel'] } | undefined
}
type Found = { readonly ids: readonly TaskId[]; readonly capped: boolean }

/** Tabs whose tasks are all in one state, so that nothing needs to be counted. */
const onlyState: Partial<Record<ListQuery['tab'], StateKind>> = {
  running: 'running',
  ready: 'queued',
  done: 'succeeded',
  dead: 'dead',
  cancelled: 'cancelled',
}

/** What windows have picked of lists that they do not hold: the ids, as they were at the moment of the pick. One pick for each window. */
export function createPicks({ snapshot, search }: Parts) {
  const picks = new Map<number, Pick>()
  const newest = new Map<number, number>() // the pick that each window asked for last

  async function find(window: number, query: ListQuery, between: PickRequest['between'], at: Snapshot, go: Go) {
    const [from, to] = placesOf(between)
    const read = async (start: number, end: number): Promise<Found> => {
      if (isNarrowed(query.filter) && search) return searched(window, query, start, end)
      const total = at.size(query)
      if (between !== null && search && isLongOrder(query) && total > mostSorted)
        return ordered(window, query, start, end)
      const ids: TaskId[] = []
      for (let next = start; next < Math.min(end, total); next += rowsPerTurn) {
        const { order } = at.list(query, next, Math.min(end, total, next + rowsPerTurn))
        for (const id of order) ids.push(id)
        await go()
      }
      return { ids, capped: false }
    }
    if (between === null) return read(0, Number.MAX_SAFE_INTEGER)
    const start = Math.max(0, from - slack)
    const { ids, capped } = await read(start, to + slack + 1)
    const placeOf = ({ index, id }: { index: number; id: TaskId | null }) => {
      const found = id === null ? -1 : ids.indexOf(id)
      return found === -1 ? index - start : found
    }
    const ends = [placeOf(between.from), placeOf(between.to)]
    return { ids: ids.slice(Math.max(0, Math.min(...ends)), Math.max(...ends) + 1), capped }
  }

  /** Of a long list in an order of its own: as the window has it. */
  async function ordered(window: number, query: ListQuery, start: number, end: number): Promise<Found> {
    const ids: TaskId[] = []
    for (let from = start, total = end; from < Math.min(end, total); from += rowsPerTurn) {
      const found = await asked(window, { query, start: from, end: Math.min(end, from + rowsPerTurn), long: 'known' })
      total = found.total
      for (const id of found.order) ids.push(id)
    }
    return { ids, capped: false }
  }

  async function asked(window: number, page: Page): Promise<PageFound> {
    const owner = `pick of window ${window}`
    const found = await search?.find(owner, page).catch((error: unknown) => {
      throw new CommandError('storage', error instanceof Error ? error.message : String(error))
    })
    search?.cancel(owner) // or its thread would remember them all
    if (!found) throw superseded()
    return found
  }

  async function searched(window: number, query: ListQuery, start: number, end: number): Promise<Found> {
    const all = end === Number.MAX_SAFE_INTEGER
    const { sort, ...plain } = query
    const found = await asked(window, { query: all || !sort ? plain : query, start, end, all })
    return { ids: found.order, capped: all && (found.search.capped || found.search.building !== null) }
  }

  async function count(
    query: ListQuery,
    between: PickRequest['between'],
    ids: readonly TaskId[],
    at: Snapshot,
    go: Go,
  ) {
    const isWhole = between === null && !isNarrowed(query.filter) && query.group === null
    const only = onlyState[query.tab]
    if (isWhole && (only || query.tab === 'all')) {
      const all = at.countAll(query.batchId).filter(({ state }) => !only || state === only)
      return only ? { states: { [only]: ids.length }, batches: batchesOf(all) } : summed(all)
    }
    const all: StateCount[] = []
    for (let start = 0; start < ids.length; start += tasksPerTurn) {
      all.push(...at.count(ids.slice(start, start + tasksPerTurn)))
      await go()
    }
    return summed(all)
  }

  function known(window: number, pickId: number): Pick {
    const pick = picks.get(window)
    if (pick?.pickId === pickId) return pick
    throw new CommandError('stale', 'These tasks are not picked any more. Pick them again; nothing was changed.')
  }

  function idsOf(pick: Pick, except: readonly TaskId[], also: Iterable<TaskId>): TaskId[] {
    const left = new Set(except)
    const ids = left.size === 0 ? [...pick.ids] : [...pick.ids].filter((id) => !left.has(id as TaskId))
    for (const id of also) if (!has(pick.ids, id) || left.has(id)) ids.push(id)
    return ids as TaskId[]
  }

  return {
    /** @throws CommandError 'stale' when a newer pick of that window took its place */
    async make(window: number, { pickId, query, between, keep }: PickRequest): Promise<PickMade> {
      newest.set(window, pickId)
      const go = async () => {
        await new Promise<void>((done) => setImmediate(done))
        if (newest.get(window) !== pickId) throw superseded()
      }
      const list = listOf(query)
      const before = keep === null || keep.pick === null ? nothing : known(window, keep.pick)
      const at = snapshot()
      try {
        const found = await find(window, list, between, at, go)
        const ids = keep ? idsOf(before, keep.except, new Set([...found.ids, ...keep.also])) : found.ids
        const { states, batches } = await count(list, keep ? everyEnd : between, ids, at, go)
        if (newest.get(window) !== pickId) throw superseded()
        picks.set(window, { pickId, ids: Float64Array.from(ids).sort(), batches })
        return { pickId, total: ids.length, states, capped: found.capped }
      } finally {
        at.close()
      }
    },
    /** Which tasks a command is for. */
    resolve(window: number, { pick: pickId, except, also }: PickSelection) {
      const pick = known(window, pickId)
      return { ids: idsOf(pick, except, also), batches: pick.batches }
    },
    /** Those of the rows that a window shows which it has picked; undefined when it has picked none. */
    marks(window: number, rows: readonly TaskId[]): ViewPatch['picked'] {
      const pick = picks.get(window)
      return pick && { pickId: pick.pickId, ids: rows.filter((id) => has(pick.ids, id)) }
    },
    /** The window closed, or has picked nothing any more. */
    drop(window: number) {
      picks.delete(window)
      newest.delete(window)
    },
  }
}
export type Picks = ReturnType<typeof createPicks>

/** Lets others have their turn; throws when the work is not wanted any more. */
type Go = () => Promise<void>

const superseded = () => new CommandError('stale', 'Another pick took the place of this one.')
/** Stands for any range: what is added to another pick is not the whole of a list. */
const everyEnd = { from: { index: 0, id: null }, to: { index: 0, id: null } }

/** The Live tab shows some of all tasks, and all of them are meant. */
const listOf = (query: ViewQuery): ListQuery =>
  query.kind === 'list'
    ? query
    : { kind: 'list', batchId: query.batchId, tab: 'all', group: null, filter: { text: '' } }

function placesOf(between: PickRequest['between']): [number, number] {
  if (between === null) return [0, Number.MAX_SAFE_INTEGER]
  const { from, to } = between
  return from.index < to.index ? [from.index, to.index] : [to.index, from.index]
}

const batchesOf = (counts: readonly StateCount[]) => [...new Set(counts.map(({ batchId }) => batchId))]

function summed(counts: readonly StateCount[]) {
  const states: Partial<Record<StateKind, number>> = {}
  for (const { state, n } of counts) states[state] = (states[state] ?? 0) + n
  return { states, batches: batchesOf(counts) }
}

function has(sorted: Float64Array, id: number): boolean {
  let [low, high] = [0, sorted.length - 1]
  while (low <= high) {
    const middle = (low + high) >> 1
    const at = sorted[middle] ?? 0
    if (at === id) return true
    if (at < id) low = middle + 1
    else high = middle - 1
  }
  return false
}
