import { useEffect } from 'react'
import { type Action, isAvailable, isLeaving } from '../actions/action'
import { fixedActions } from '../actions/registry'
import { hasMod, isTyping } from '../platform'
import { leaveSheets } from '../state/leave-sheets'
import { isSheetOpen } from '../state/sheets-slice'
import { useStore } from '../state/store'

/** Between the keys of a sequence. */
const sequenceMs = 1_500
const byKeys = new Map(
  fixedActions.flatMap((action) => (action.keys && action.anywhere ? [[action.keys, action] as const] : [])),
)
const sequenceStart = 'G'

/** Keys that work anywhere in the window. The native menu has most of them too, and then takes them first. */
export function useShortcuts(): void {
  useEffect(() => {
    let startedAt = Number.NEGATIVE_INFINITY // of a sequence
    /** The second key of a sequence is taken before what is on screen takes it for its own. */
    const onSecond = (event: KeyboardEvent) => {
      const isLate = event.timeStamp - startedAt > sequenceMs
      if (isModifier(event.key)) return
      startedAt = Number.NEGATIVE_INFINITY
      if (!isLate && isPlain(event)) act(event, byKeys.get(`${sequenceStart} then ${event.key.toUpperCase()}`))
    }
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey) return
      if (hasMod(event)) {
        const shifted = event.shiftKey && /[a-z]/i.test(event.key) // a dot or a comma may need it
        return shifted ? undefined : act(event, byKeys.get(`Mod ${event.key.toUpperCase()}`))
      }
      if (!isPlain(event)) return
      if (event.key.toUpperCase() === sequenceStart) startedAt = event.timeStamp
      else act(event, byKeys.get(event.key))
    }
    window.addEventListener('keydown', onSecond, { capture: true })
    window.addEventListener('keydown', onKey)
    return () => {
      window.removeEventListener('keydown', onSecond, { capture: true })
      window.removeEventListener('keydown', onKey)
    }
  }, [])
}

function act(event: KeyboardEvent, action: Action | undefined): void {
  if (!action || isAvailable(action, useStore.getState()) !== true) return
  if (action.yields && (isTyping(event.target) || hasSelection())) return
  event.preventDefault()
  if (!isLeaving(action)) useStore.getState().closePalette()
  else if (!leaveSheets()) return
  action.run()
}

const isModifier = (key: string) => ['Shift', 'Control', 'Alt', 'Meta'].includes(key)
const hasSelection = () => window.getSelection()?.isCollapsed === false

/** A key by itself, where nobody types and nothing lies over the window. */
export const isPlain = (event: KeyboardEvent): boolean =>
  !event.defaultPrevented &&
  !(event.altKey || event.metaKey || event.ctrlKey) &&
  !isTyping(event.target) &&
  !isSheetOpen(useStore.getState()) &&
  document.querySelector('[role="menu"], [role="dialog"]') === null
