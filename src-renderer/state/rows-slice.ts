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
    }

export type RowsSlice = {
  readonly viewId: number // of the last openView; patches of any other are dropped
  readonly query: ViewQuery | null
  readonly range: Range
  readonly seq: number // of the newest patch applied to this view; -1 before its snapshot
  readonly body: RowsBody | null // null until the first answer to a new query
  readonly rows: ReadonlyMap<TaskId, TaskView>
  readonly viewError: string | null
  /** The next view: another query empties the table, another range keeps what is there until the answer. Its id goes to main. */
  readonly nextView: (query: ViewQuery, range: Range) => number
  readonly applyPatch: (patch: ViewPatch) => void
  /** The answer to openView: a patch that leaves no row out. */
  readonly applySnapshot: (patch: ViewPatch) => void
  readonly failView: (viewId: number, message: string) => void
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
    rows: new Map(),
    viewError: null,
    nextView: (query, range) => {
      early = []
      const { viewId, query: known, rows, body } = get()
      const same = JSON.stringify(known) === JSON.stringify(query)
      set({
        ...{ viewId: viewId + 1, query, range, seq: -1, viewError: null },
        ...(same ? { rows, body } : { rows: new Map(), body: null }),
      })
      return viewId + 1
    },
    applyPatch: (patch) => {
      const { viewId, seq } = get()
      if (patch.viewId !== viewId) return
      if (seq < 0) early.push(patch)
      else if (patch.seq >= seq) set(({ rows, body }) => merge(rows, body, patch))
    },
    applySnapshot: (patch) => {
      if (patch.viewId !== get().viewId) return
      set(({ rows, body }) => merge(rows, body, patch))
      for (const later of early.splice(0)) get().applyPatch(later)
    },
    failView: (viewId, message) => {
      if (viewId === get().viewId) set({ viewError: message })
    },
  }
}

function merge(rows: RowsSlice['rows'], known: RowsBody | null, { seq, changed, body }: ViewPatch) {
  const fresh = new Map(changed.map((row) => [row.id, row] as const))
  const order = body.kind === 'live' ? body.sections.flatMap((section) => section.order) : body.order
  const next = new Map<TaskId, TaskView>()
  for (const id of order) {
    const old = rows.get(id)
    const row = fresh.get(id) ?? old
    if (row) next.set(id, old && old.version === row.version ? old : row)
  }
  return { seq, viewError: null, rows: sameRows(rows, next) ? rows : next, body: sameBody(known, body) ? known : body }
}

function sameRows(a: RowsSlice['rows'], b: RowsSlice['rows']): boolean {
  if (a.size !== b.size) return false
  for (const [id, row] of b) if (a.get(id) !== row) return false
  return true
}

const sameBody = (a: RowsBody | null, b: RowsBody) => a !== null && JSON.stringify(a) === JSON.stringify(b)
