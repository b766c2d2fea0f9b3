import { useEffect } from 'react'
import { type Range, type ViewQuery, widestRange } from '#shared/view'
import { bridge } from '../bridge'
import { markInteractive } from './ready-mark'
import { useStore } from './store'

/** Rows are asked for in steps, so that scrolling by one row asks for nothing. */
const step = 40
const firstRange: Range = { start: 0, end: 120 }

/** The range to hold for rows [first, last] on screen: with a screen or so on either side, in whole steps. */
export function rangeAround(first: number, last: number): Range {
  const start = Math.max(0, Math.floor(first / step) * step - step)
  const end = Math.min(start + widestRange, Math.ceil((last + 1) / step) * step + step)
  return { start, end }
}

async function open(query: ViewQuery, range: Range, fresh = false): Promise<void> {
  const { nextView, applySnapshot, failView } = useStore.getState()
  const viewId = nextView(query, range)
  const result = await bridge.openView({ viewId, query, range, ...(fresh ? { fresh } : {}) })
  if (result.ok) {
    applySnapshot(result.value)
    markInteractive()
  } else failView(viewId, result.error.message)
}

/** Subscribes the window's one table to a query for as long as the caller is mounted. Give it a memoised query. */
export function useView(query: ViewQuery): void {
  useEffect(() => {
    void open(query, firstRange)
  }, [query])
  useEffect(
    () => () => {
      void bridge.closeView({})
    },
    [],
  )
}

/** Tells main which rows of the flat list are on screen. */
export function showRange(first: number, last: number): void {
  const { query, range, body } = useStore.getState()
  if (query?.kind !== 'list') return
  const total = body?.kind === 'list' ? body.total : 0
  const next = rangeAround(first, last)
  if (next.start === range.start && next.end === range.end) return
  const covered = first >= range.start && last < range.end
  const nearEdge =
    (range.start > 0 && first - range.start < step / 2) || (range.end < total && range.end - last < step / 2)
  if (!covered || nearEdge) void open(query, next)
}

/** Puts a long list in its order anew, as it is now. */
export const refreshOrder = (): void => {
  const { query, range } = useStore.getState()
  if (query) void open(query, range, true)
}

export const retryView = (): void => {
  const { query, range } = useStore.getState()
  if (query) void open(query, range)
}
