import type { TaskId, TaskView } from '#shared/task'
import type { LiveSection, Range, SearchInfo, ViewPatch, ViewQuery } from '#shared/view'
import type { Slice } from './store'

/** What the table shows: the sections of the Live tab, or a window [start, start + order.length) of a flat list. */
export type RowsBody =
  | { readonly kind: 'live'; readonly sections: readonly LiveSection[] }
  | {
      readonly kind: 'list'
      readonly total: number
      readonly start: number
      readonly order: readonly TaskId[]
      readonly search?: SearchInfo | undefined
      readonly newer?: number | undefined
      readonly unsorted?: boolean | undefined
      readonly sortedAt?: number | undefined
    }

export type RowsSlice = {
  readonly viewId: number // of the last openView; patches of any other are dropped
  readonly query: ViewQuery | null
  readonly range: Range
  readonly seq: number // of the newest patch applied to this view; -1 before its snapshot
  readonly body: RowsBody | null // null until the first answer to a new query
  readonly newerBody: RowsBody | null // what the body is by now, while it is held as it was
  readonly isHeld: boolean
  readonly rows: ReadonlyMap<TaskId, TaskView>
  readonly marks: { readonly pickId: number; readonly ids: ReadonlySet<TaskId> } | null // rows that are of the window's pick
  readonly viewError: string | null
  /** The next view: another query empties the table; another range or order keeps what is there until the answer. Its id goes to main. */
  readonly nextView: (query: ViewQuery, range: Range) => number
  readonly applyPatch: (patch: ViewPatch) => void
  /** The answer to openView: a patch that leaves no row out. */
  readonly applySnapshot: (patch: ViewPatch) => void
  readonly failView: (viewId: number, message: string) => void
  /** While held, rows change in their places, and none comes, goes or moves. */
  readonly holdOrder: (held: boolean) => void
  /** Shows the newest order, held or not. */
  readonly showNewest: () => void
}

/** Holds only what is on screen; a row that did not change keeps its identity. */
export const createRowsSlice: Slice<RowsSlice> = (set, get) => {
  let early: ViewPatch[] = [] // events of this view that overtook its snapshot

  return {
    viewId: 0,
    query: null,
    range: { start: 0, end: 0 },
    seq: -1,
    body: null,
    newerBody: null,
    isHeld: false,
    rows: new Map(),
    marks: null,
    viewError: null,
    nextView: (query, range) => {
      early = []
      const { viewId, query: known, rows, body } = get()
      const same = listOf(known) === listOf(query)
      set({
        ...{ viewId: viewId + 1, query, range, seq: -1, viewError: null },
        ...(same
          ? { rows, body: JSON.stringify(known) === JSON.stringify(query) ? body : unnoted(body) }
          : { rows: new Map(), body: null, newerBody: null, marks: null }),
      })
      return viewId + 1
    },
    applyPatch: (patch) => {
      const { viewId, seq } = get()
      if (patch.viewId !== viewId) return
      if (seq < 0) early.push(patch)
      else if (patch.seq >= seq) set((slice) => merge(slice, patch, slice.isHeld))
    },
    applySnapshot: (patch) => {
      if (patch.viewId !== get().viewId) return
      set((slice) => merge(slice, patch, false))
      for (const later of early.splice(0)) get().applyPatch(later)
    },
    failView: (viewId, message) => {
      if (viewId === get().viewId) set({ viewError: message })
    },
    holdOrder: (isHeld) => {
      set({ isHeld })
      if (!isHeld) get().showNewest()
    },
    showNewest: () =>
      set(({ newerBody, rows }) => {
        if (newerBody === null) return {}
        const shown = idsOf(newerBody).flatMap((id) => rows.get(id) ?? [])
        return { body: newerBody, newerBody: null, rows: new Map(shown.map((row) => [row.id, row] as const)) }
      }),
  }
}

/** What was told of its order is of the one that it had. */
const unnoted = (body: RowsBody | null): RowsBody | null =>
  body?.kind === 'list' ? { ...body, sortedAt: undefined, unsorted: undefined } : body

/** What is asked for, in whatever order. */
const listOf = (query: ViewQuery | null): string =>
  JSON.stringify(query?.kind === 'list' ? { ...query, sort: undefined } : query)

const idsOf = (body: RowsBody): readonly TaskId[] =>
  body.kind === 'live' ? body.sections.flatMap(({ order }) => order) : body.order

type Known = Pick<RowsSlice, 'rows' | 'body' | 'marks'>

function merge({ rows, body: known, marks }: Known, { seq, changed, body: newest, picked }: ViewPatch, held: boolean) {
  const fresh = new Map(changed.map((row) => [row.id, row] as const))
  const body = sameBody(known, newest) ? known : newest
  const waits = held && known !== null && body !== known && isSamePlace(known, newest)
  const next = new Map<TaskId, TaskView>()
  // What is held still shows the rows that it had, beside those that will take their place.
  for (const id of waits ? new Set([...idsOf(known), ...idsOf(newest)]) : idsOf(newest)) {
    const old = rows.get(id)
    const row = fresh.get(id) ?? old
    if (row) next.set(id, old && old.version === row.version ? old : row)
  }
  return {
    ...{ seq, viewError: null, rows: sameRows(rows, next) ? rows : next },
    ...(waits ? { newerBody: newest } : { body, newerBody: null }),
    marks: sameMarks(marks, picked) ? marks : picked ? { pickId: picked.pickId, ids: new Set(picked.ids) } : null,
  }
}

/** The same part of the same list. */
const isSamePlace = (a: RowsBody, b: RowsBody) =>
  a.kind === 'live' ? b.kind === 'live' : b.kind === 'list' && a.start === b.start

function sameRows(a: RowsSlice['rows'], b: RowsSlice['rows']): boolean {
  if (a.size !== b.size) return false
  for (const [id, row] of b) if (a.get(id) !== row) return false
  return true
}

function sameMarks(known: RowsSlice['marks'], picked: ViewPatch['picked']): boolean {
  if (!known || !picked) return known === null && picked === undefined
  return (
    known.pickId === picked.pickId &&
    known.ids.size === picked.ids.length &&
    picked.ids.every((id) => known.ids.has(id))
  )
}

const sameBody = (a: RowsBody | null, b: RowsBody) => a !== null && JSON.stringify(a) === JSON.stringify(b)
