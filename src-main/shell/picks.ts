import { isNarrowed } from '#shared/filter'
import { mostSorted } from '#shared/list-sort'
import type { PickMade, PickRequest, PickSelection } from '#shared/picks'
import { CommandError } from '#shared/result'
import { hasId } from '#shared/sorted-ids'
import type { BatchId, StateKind, TaskId } from '#shared/task'
import type { ViewPatch, ViewQuery } from '#shared/view'
import { kindOf } from '#store/list-sort'
import type { Page, PageFound, Search } from '#store/search/client'
import { orderByValue } from '#store/search/order-by-value'
import type { Snapshot, StateCount } from '#store/snapshot'
import { isLongOrder } from './window-view'

/** So many ids are read in one turn of the event loop: some milliseconds. */
const idsPerTurn = 5_000
/** So many tasks are looked at in one turn. */
const tasksPerTurn = 2_500
/** What streamed in since the window saw its rows moved them by no more than this; else their places count. */
const slack = 1_000

type ListQuery = Extract<ViewQuery, { kind: 'list' }>
/** Sorted ids: eight bytes each, and found by halving. batches: those that any of them is in. query: by which the last of them were picked. */
type Pick = {
  readonly pickId: number
  readonly ids: Float64Array
  readonly batches: readonly BatchId[]
  readonly query: ViewQuery | null
}
const nothing: Pick = { pickId: 0, ids: new Float64Array(), batches: [], query: null }
type Parts = {
  readonly snapshot: () => Snapshot
  /** Finds what a filter narrows; without it such a list is read row by row. */
  readonly search?: { readonly find: Search['find']; readonly cancel: Search['cancel'] } | undefined
}
type Found = { readonly ids: readonly TaskId[]; readonly capped: boolean }
/** Ids of tasks, smallest first; a million of them are 8 MB. */
export type PickedIds = Float64Array & ArrayLike<TaskId> & Iterable<TaskId>

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
      const last = Math.min(end, total)
      if (between !== null && search && isLongOrder(query) && total > mostSorted)
        return ordered(window, query, start, end)
      const asked = between === null ? 'own' : kindOf(query.tab, query.sort) // of all of them no order is asked
      const kind = asked === 'other' && total > mostSorted ? 'own' : asked // as the window has it
      if (kind === 'other') return { ids: at.list(query, start, last).order, capped: false }
      const own = kind === 'own' ? at.each(query, start, last) : at.each(query, total - last, total - start)
      const ids = await gathered(own, go)
      return { ids: kind === 'own' ? ids : ids.reverse(), capped: false }
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
    for (let from = start, total = end; from < Math.min(end, total); from += idsPerTurn) {
      const found = await asked(window, { query, start: from, end: Math.min(end, from + idsPerTurn), long: 'known' })
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

  async function count(query: ListQuery, between: PickRequest['between'], ids: Float64Array, at: Snapshot, go: Go) {
    const isWhole = between === null && !isNarrowed(query.filter) && query.group === null
    const only = onlyState[query.tab]
    if (isWhole && (only || query.tab === 'all')) {
      const all = at.countAll(query.batchId).filter(({ state }) => !only || state === only)
      return only ? { states: { [only]: ids.length }, batches: batchesOf(all) } : summed(all)
    }
    const all: StateCount[] = []
    for (let start = 0; start < ids.length; start += tasksPerTurn) {
      all.push(...at.count([...ids.subarray(start, start + tasksPerTurn)] as TaskId[]))
      await go()
    }
    return summed(all)
  }

  function known(window: number, pickId: number): Pick {
    const pick = picks.get(window)
    if (pick?.pickId === pickId) return pick
    throw new CommandError('stale', 'These tasks are not picked any more. Pick them again; nothing was changed.')
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
        const sorted = await inOrder(found.ids, go)
        const ids = keep ? union(changed(before.ids, keep.except, keep.also), sorted) : sorted
        await go()
        const { states, batches } = await count(list, keep ? everyEnd : between, ids, at, go)
        if (newest.get(window) !== pickId) throw superseded()
        picks.set(window, { pickId, ids, batches, query })
        return { pickId, total: ids.length, states, capped: found.capped }
      } finally {
        at.close()
      }
    },
    /** Which tasks a command is for. */
    resolve(window: number, { pick: pickId, except, also }: PickSelection) {
      const pick = known(window, pickId)
      return { ids: changed(pick.ids, except, also) as PickedIds, batches: pick.batches, query: pick.query }
    },
    /** Those of the rows that a window shows which it has picked; undefined when it has picked none. */
    marks(window: number, rows: readonly TaskId[]): ViewPatch['picked'] {
      const pick = picks.get(window)
      return pick && { pickId: pick.pickId, ids: rows.filter((id) => hasId(pick.ids, id)) }
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

/** Some at a time, so that nothing else waits long. */
async function gathered(all: Iterable<TaskId>, go: Go): Promise<TaskId[]> {
  const ids: TaskId[] = []
  for (const id of all) {
    ids.push(id)
    if (ids.length % idsPerTurn === 0) await go()
  }
  return ids
}

/** The smallest first: by steps, since a million numbers at once would hold everything up. */
async function inOrder(ids: readonly TaskId[], go: Go): Promise<Float64Array> {
  const values = new Float64Array(ids)
  const steps = orderByValue(values, false)
  for (;;) {
    const { done, value } = steps.next()
    if (done) return values.map((_, at) => values[value[at] ?? 0] ?? 0)
    await go()
  }
}

/** Without some, and with others. */
function changed(ids: Float64Array, except: readonly TaskId[], also: readonly TaskId[]): Float64Array {
  const left = new Set<number>(except)
  const kept = left.size === 0 ? ids : ids.filter((id) => !left.has(id))
  return also.length === 0 ? kept : union(kept, Float64Array.from(new Set<number>(also)).sort())
}

/** Each once. */
function union(a: Float64Array, b: Float64Array): Float64Array {
  const all = new Float64Array(a.length + b.length)
  let [at, from, count] = [0, 0, 0]
  while (at < a.length || from < b.length) {
    const [left = Infinity, right = Infinity] = [a[at], b[from]]
    if (left <= right) at++
    if (right <= left) from++
    all[count++] = Math.min(left, right)
  }
  return all.subarray(0, count)
}

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
