import type { Sort } from '#shared/list-sort'
import {
  type ColumnId,
  columnIds,
  type Density,
  narrowestColumn,
  plainLayout,
  type QueuePlace,
  type TableLayout,
  widestColumn,
} from '#shared/table-layout'
import type { Tab } from '#shared/view'
import { bridge } from '../bridge'
import { useStore } from './store'

/** Fetches how the person has the table, and goes to the tab and filter that they left, unless they are elsewhere by now. */
export async function loadLayout(): Promise<void> {
  const before = placeNow()
  const result = await bridge.getTableLayout({})
  if (!result.ok) return
  const { setLayout, showTab, setFilterText } = useStore.getState()
  setLayout(result.value)
  const { place } = result.value
  if (!place || !isSame(before, placeNow()) || isSame(place, before)) return
  showTab(place.tab)
  if (place.tab !== 'live') setFilterText(place.filter)
}

const placeNow = (): QueuePlace => {
  const { tab, filterText } = useStore.getState()
  return { tab, filter: filterText.slice(0, longestFilter) }
}
const isSame = (a: QueuePlace, b: QueuePlace) => a.tab === b.tab && a.filter === b.filter
const longestFilter = 1_000
/** After the last key: not each letter is worth a commit. */
const restMs = 400

/** Keeps the tab and the filter over restarts, until the returned function is called. */
export function keepPlace(): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null
  const stop = useStore.subscribe((store, before) => {
    if (store.tab === before.tab && store.filterText === before.filterText) return
    if (timer !== null) clearTimeout(timer)
    timer = setTimeout(() => {
      const place = placeNow()
      const { place: known = { tab: 'live', filter: '' } } = useStore.getState().layout
      if (!isSame(place, known)) keep({ place })
    }, restMs)
  })
  return () => {
    stop()
    if (timer !== null) clearTimeout(timer)
  }
}

/** A table that could not be kept is no loss worth a word: it stays as it is until the window closes. */
function keep(change: Partial<TableLayout>) {
  const { layout, setLayout } = useStore.getState()
  const next = { ...layout, ...change }
  setLayout(next)
  void bridge.saveTableLayout(next)
}

/** All columns in the order that a person gave them; those that a layout does not name yet stand where they do by themselves. */
export function orderOf({ order }: Pick<TableLayout, 'order'>): ColumnId[] {
  const known = order.filter((id, index) => id !== 'state' && order.indexOf(id) === index)
  const all: ColumnId[] = ['state', ...known]
  for (const [index, id] of columnIds.entries()) {
    if (all.includes(id)) continue
    const before = columnIds.slice(0, index).findLast((each) => all.includes(each))
    all.splice(before === undefined ? 1 : all.indexOf(before) + 1, 0, id)
  }
  return all
}

export function setHidden(id: ColumnId, hidden: boolean): void {
  const { layout } = useStore.getState()
  keep({ hidden: hidden ? [...new Set([...layout.hidden, id])] : layout.hidden.filter((each) => each !== id) })
}

/** Puts a column before another one; at the end where that is null. */
export function placeColumn(id: ColumnId, before: ColumnId | null): void {
  if (id === before || id === 'state' || before === 'state') return
  const rest = orderOf(useStore.getState().layout).filter((each) => each !== id)
  const at = before === null ? rest.length : rest.indexOf(before)
  keep({ order: rest.toSpliced(at, 0, id) })
}

/** Moves a column past its neighbour among those that are shown; whether there was one. */
export function moveColumn(id: ColumnId, step: 1 | -1, shown: readonly ColumnId[]): boolean {
  const at = shown.indexOf(id)
  const past = shown[at + step]
  if (past === undefined || past === 'state') return false
  placeColumn(id, step === -1 ? past : (shown[at + 2] ?? null))
  return true
}

const inRange = (px: number) => Math.round(Math.min(widestColumn, Math.max(narrowestColumn, px)))

/** Sets a column's width in px; null: as wide as by itself. @param last false while it is still being dragged: it is kept at the end */
export function setColumnWidth(id: ColumnId, px: number | null, last = true): void {
  const { layout, setLayout } = useStore.getState()
  const { [id]: _, ...others } = layout.widths
  const widths = px === null ? others : { ...others, [id]: inRange(px) }
  if (last) keep({ widths })
  else setLayout({ ...layout, widths })
}

export const setDensity = (density: Density): void => keep({ density })

/** Null: the tab's own order. */
export function setSort(tab: Tab, sort: Sort | null): void {
  const { [tab]: _, ...others } = useStore.getState().layout.sorts
  keep({ sorts: sort === null ? others : { ...others, [tab]: sort } })
}

/** Columns and their widths as they are by themselves; the height of rows and the order of lists stay. */
export const resetColumns = (): void => keep({ order: plainLayout.order, hidden: [], widths: {} })
