import type { PickRequest } from '#shared/picks'
import { bridge } from '../bridge'
import { counted } from '../format'
import type { Cursor } from './selection-slice'
import { useStore } from './store'

/** Picks all that the table's list has at this moment, also what is not at hand. */
export const pickAll = (): Promise<void> => make(null, false)

/** Picks the rows from one to another, whether they are at hand or not. @param keep beside what is picked already */
export const pickBetween = (from: Cursor, to: Cursor, keep: boolean): Promise<void> => make({ from, to }, keep)

const stillIndexing = 'The search index is still being made, and finds nothing of it yet.'

async function make(between: PickRequest['between'], keep: boolean): Promise<void> {
  const { query, pick, selected, beginPick, pickMade, pickFailed, toast, announce } = useStore.getState()
  if (!query) return
  const before = { except: [...(pick?.except.keys() ?? [])], also: [...selected.keys()] }
  const pickId = beginPick()
  const result = await bridge.pickTasks({
    ...{ pickId, query, between },
    keep: keep ? { pick: pick?.made ? pick.pickId : null, ...before } : null,
  })
  if (result.ok && result.value.total === 0) {
    pickFailed(pickId)
    toast({ kind: 'info', title: 'No task was picked', detail: result.value.capped ? stillIndexing : '' })
    return
  }
  if (result.ok) {
    pickMade(result.value)
    if (useStore.getState().pick?.pickId === pickId) announce(`${counted(result.value.total, 'task')} picked.`)
    return
  }
  if (useStore.getState().pick?.pickId !== pickId) return // a newer one took its place
  pickFailed(pickId)
  toast({ kind: 'error', title: 'Nothing was picked', detail: result.error.message })
}
