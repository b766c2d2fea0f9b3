import { type RefObject, useEffect } from 'react'
import { hasMod, isMac, isTyping } from '../../platform'
import { pickAll } from '../../state/picks'
import { isPicking } from '../../state/selection-slice'
import { isSheetOpen } from '../../state/sheets-slice'
import { useStore } from '../../state/store'
import { extendTo } from './extend'
import { type Lines, taskLine } from './lines'
import { cancelOrDiscard, moveLane, requeue } from './row-actions'

const page = 18

/** Keys of the list. Letters work wherever nobody types; arrows and Enter only where the list has the focus. */
export function useQueueKeys(
  latest: { readonly lines: Lines },
  grid: RefObject<HTMLElement | null>,
  moveTo: (index: number) => void,
): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || isTyping(event.target) || isCovered()) return
      const inList =
        event.target === document.body || (event.target instanceof Node && grid.current?.contains(event.target))
      if (hasMod(event)) {
        if (event.key !== 'a' || event.shiftKey || !inList) return
        event.preventDefault()
        return void pickAll()
      }
      const act = letter(event.key, latest.lines, moveTo) ?? (inList ? listKey(event, latest.lines, moveTo) : null)
      if (!act) return
      event.preventDefault()
      act()
    }
    const onStep = (event: Event) => {
      if (event instanceof CustomEvent) move(latest.lines, event.detail === -1 ? -1 : 1, moveTo)
    }
    window.addEventListener('keydown', onKey)
    window.addEventListener(stepEvent, onStep)
    return () => {
      window.removeEventListener('keydown', onKey)
      window.removeEventListener(stepEvent, onStep)
    }
  }, [latest, grid, moveTo])
}

const stepEvent = 'trilane:step'
/** Moves to the next or the previous task of the list, as J and K do. */
export const stepTask = (step: 1 | -1): void => {
  window.dispatchEvent(new CustomEvent(stepEvent, { detail: step }))
}

/** A sheet or a menu has the keys; a sheet also while it is still on its way, or what is typed for it would act on the tasks. */
export const isCovered = () =>
  isSheetOpen(useStore.getState()) ||
  document.querySelector('[role="dialog"], [role="menu"], [role="listbox"]') !== null

type MoveTo = (index: number) => void

function move(lines: Lines, step: number, moveTo: MoveTo): void {
  const { cursor } = useStore.getState()
  const index = taskLine(lines, cursor?.index ?? -1, cursor ? step : 1)
  jump(index, lines, moveTo)
}

/** Goes there; with Shift, picks what is on the way. */
function jump(index: number | null, lines: Lines, moveTo: MoveTo, extending = false) {
  const { cursor, setAnchor } = useStore.getState()
  if (index === null) return
  moveTo(index)
  if (extending) extendTo(lines, index, cursor)
  else setAnchor(null)
}

function letter(key: string, lines: Lines, moveTo: MoveTo): (() => void) | null {
  const {
    cursor,
    taskId,
    rows,
    isPeeking,
    toggleSelected,
    setAnchor,
    openTask,
    setEditing,
    setPeeking,
    clearSelection,
  } = useStore.getState()
  const id = cursor?.id ?? taskId
  switch (key) {
    case 'j':
      return () => move(lines, 1, moveTo)
    case 'k':
      return () => move(lines, -1, moveTo)
    case 'x':
      return id === null
        ? null
        : () => {
            toggleSelected(id, rows.get(id)?.version ?? 0)
            setAnchor(cursor)
          }
    case 'r':
      return () => void requeue()
    case 'l':
      return () => void moveLane()
    case 'e':
      return id === null
        ? null
        : () => {
            if (taskId !== id) openTask(id)
            setEditing(true)
          }
    case 'Delete':
      return () => void cancelOrDiscard()
    case 'Backspace': // a Mac's delete key
      return isMac ? () => void cancelOrDiscard() : null
    case 'Escape':
      if (isPeeking) return () => setPeeking(false)
      if (isPicking(useStore.getState())) return clearSelection
      return taskId === null ? null : () => openTask(null)
    default:
      return null
  }
}

function listKey(event: KeyboardEvent, lines: Lines, moveTo: MoveTo): (() => void) | null {
  const { cursor, taskId, isPeeking, openTask, setPeeking } = useStore.getState()
  if (event.key === ' ') {
    if (event.shiftKey || event.target instanceof HTMLButtonElement) return null
    // Beside the list the attempts of the open task are there already.
    return () => setPeeking(!isPeeking && taskId === null && cursor?.id != null)
  }
  if (event.key === 'Enter') {
    const id = cursor?.id
    return id && !(event.target instanceof HTMLButtonElement) ? () => openTask(id) : null
  }
  const to = target(event.key, lines, cursor?.index ?? null)
  return to === undefined ? null : () => jump(to, lines, moveTo, event.shiftKey)
}

/** Where a key goes: null where there is nothing, undefined for a key that goes nowhere. */
function target(key: string, lines: Lines, at: number | null): number | null | undefined {
  const by = (step: number) => taskLine(lines, at ?? -1, at === null ? 1 : step)
  switch (key) {
    case 'ArrowDown':
      return by(1)
    case 'ArrowUp':
      return by(-1)
    case 'PageDown':
      return by(page)
    case 'PageUp':
      return by(-page)
    case 'Home':
      return taskLine(lines, -1, 1)
    case 'End':
      return taskLine(lines, lines.count, -1)
    default:
      return undefined
  }
}
