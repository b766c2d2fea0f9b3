import { type RefObject, useEffect } from 'react'
import { hasMod, isMac, isTyping } from '../../platform'
import { useStore } from '../../state/store'
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
      if (event.defaultPrevented || event.altKey || hasMod(event) || isTyping(event.target) || isCovered()) return
      const inList =
        event.target === document.body || (event.target instanceof Node && grid.current?.contains(event.target))
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

/** A sheet or a menu has the keys. */
export const isCovered = () => document.querySelector('[role="dialog"], [role="menu"], [role="listbox"]') !== null

type MoveTo = (index: number) => void

function move(lines: Lines, step: number, moveTo: MoveTo): void {
  const { cursor } = useStore.getState()
  const index = taskLine(lines, cursor?.index ?? -1, cursor ? step : 1)
  if (index !== null) moveTo(index)
}

function letter(key: string, lines: Lines, moveTo: MoveTo): (() => void) | null {
  const { cursor, taskId, rows, toggleSelected, openTask, setEditing, clearSelection, selected } = useStore.getState()
  const id = cursor?.id ?? taskId
  switch (key) {
    case 'j':
      return () => move(lines, 1, moveTo)
    case 'k':
      return () => move(lines, -1, moveTo)
    case 'x':
      return id === null ? null : () => toggleSelected(id, rows.get(id)?.version ?? 0)
    case 'r':
      return () => void requeue()
    case 'l':
      return () => void moveLane()
    case 'e':
      return () => {
        const state = id === null ? undefined : rows.get(id)?.state.kind
        if (id === null || (state !== 'dead' && state !== 'cancelled')) return
        if (taskId !== id) openTask(id)
        setEditing(true)
      }
    case 'Delete':
      return () => void cancelOrDiscard()
    case 'Backspace': // a Mac's delete key
      return isMac ? () => void cancelOrDiscard() : null
    case 'Escape':
      if (selected.size > 0) return clearSelection
      return taskId === null ? null : () => openTask(null)
    default:
      return null
  }
}

function listKey(event: KeyboardEvent, lines: Lines, moveTo: MoveTo): (() => void) | null {
  const { cursor, openTask, rows, select } = useStore.getState()
  switch (event.key) {
    case 'ArrowDown':
    case 'ArrowUp': {
      const step = event.key === 'ArrowDown' ? 1 : -1
      if (!event.shiftKey) return () => move(lines, step, moveTo)
      return () => {
        const from = cursor?.id
        move(lines, step, moveTo)
        const to = useStore.getState().cursor?.id
        select([from, to].flatMap((id) => rows.get(id ?? (0 as never)) ?? []))
      }
    }
    case 'PageDown':
      return () => move(lines, page, moveTo)
    case 'PageUp':
      return () => move(lines, -page, moveTo)
    case 'Home':
      return () => jump(taskLine(lines, -1, 1), moveTo)
    case 'End':
      return () => jump(taskLine(lines, lines.count, -1), moveTo)
    case 'Enter': {
      const id = cursor?.id
      return id && !(event.target instanceof HTMLButtonElement) ? () => openTask(id) : null
    }
    default:
      return null
  }
}

function jump(index: number | null, moveTo: MoveTo) {
  if (index !== null) moveTo(index)
}
