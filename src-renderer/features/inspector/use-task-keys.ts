import { useEffect } from 'react'
import { hasMod, isMac, isTyping } from '../../platform'
import { useStore } from '../../state/store'
import { copy } from '../../state/work'
import { cancelOrDiscard, moveLane, requeue } from '../queue/row-actions'
import { isCovered } from '../queue/use-queue-keys'
import { pickedOf } from './picked-attempt'

const backButton = 3
const forwardButton = 4

/**
 * Keys and mouse buttons of the open task: back and forward between tasks, full view, attempts, copy. Before the list's own keys, since Esc
 * goes back one step at a time. @param own the task has a window of its own, without a list and a full view
 */
export function useTaskKeys(own = false): void {
  const taskId = useStore((store) => store.taskId)
  useEffect(() => {
    const { visit, setFull } = useStore.getState()
    if (taskId === null) setFull(false)
    else visit(taskId)
  }, [taskId])
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isTyping(event.target) || isCovered()) return
      const act = historyKey(event) ?? taskKey(event, own)
      if (!act) return
      event.preventDefault()
      act()
    }
    const onMouse = (event: MouseEvent) => {
      if (event.button !== backButton && event.button !== forwardButton) return
      event.preventDefault() // Chromium would leave the page
      if (event.type === 'mouseup' && !isCovered()) useStore.getState().go(event.button === backButton ? -1 : 1)
    }
    window.addEventListener('keydown', onKey, true)
    window.addEventListener('mousedown', onMouse)
    window.addEventListener('mouseup', onMouse)
    return () => {
      window.removeEventListener('keydown', onKey, true)
      window.removeEventListener('mousedown', onMouse)
      window.removeEventListener('mouseup', onMouse)
    }
  }, [own])
}

function historyKey(event: KeyboardEvent): (() => void) | null {
  const { key, altKey, shiftKey, ctrlKey, metaKey } = event
  const arrows = altKey && !shiftKey && !ctrlKey && !metaKey
  const brackets = isMac && hasMod(event) && !altKey && !shiftKey
  if ((arrows && key === 'ArrowLeft') || (brackets && key === '[')) return () => useStore.getState().go(-1)
  if ((arrows && key === 'ArrowRight') || (brackets && key === ']')) return () => useStore.getState().go(1)
  return null
}

function taskKey(event: KeyboardEvent, own: boolean): (() => void) | null {
  const { taskId, cursor, isFull, editing, detail, setFull, openTask } = useStore.getState()
  if (taskId !== null && isBracket(event)) return () => pickBy(event.key === '[' ? -1 : 1)
  if (event.altKey || event.shiftKey) return null
  if (hasMod(event)) {
    if (event.key === 'Enter' && !own) {
      const id = taskId ?? cursor?.id ?? null
      if (id === null || editing) return null
      return () => {
        if (taskId === null) openTask(id)
        setFull(!isFull)
      }
    }
    const result = detail?.task.id === taskId ? detail?.result : null
    if (event.key === 'c' && result && taskId !== null && nothingSelected())
      return () => void copy(result.text, 'Result')
    return null
  }
  if (event.metaKey || event.ctrlKey || taskId === null) return null
  if (event.key === 'Escape' && isFull && !editing) return () => setFull(false)
  return own ? ownKey(event.key) : null
}

/** On many keyboards a bracket needs AltGr, which Windows tells as Ctrl with Alt, or Option on a Mac. */
function isBracket(event: KeyboardEvent): boolean {
  if (event.key !== '[' && event.key !== ']') return false
  if (event.getModifierState('AltGraph')) return true
  return !event.metaKey && !event.ctrlKey && (isMac || !event.altKey)
}

/** What the list's keys do where there is one. */
function ownKey(key: string): (() => void) | null {
  const { setEditing } = useStore.getState()
  switch (key) {
    case 'r':
      return () => void requeue()
    case 'l':
      return () => void moveLane()
    case 'e':
      return () => setEditing(true)
    case 'Delete':
      return () => void cancelOrDiscard()
    case 'Backspace': // a Mac's delete key
      return isMac ? () => void cancelOrDiscard() : null
    default:
      return null
  }
}

const nothingSelected = () => (window.getSelection()?.toString() ?? '') === ''

/** The attempt before or after the one whose request and response are shown. */
function pickBy(step: 1 | -1): void {
  const { detail, pickedAttempt, pickAttempt } = useStore.getState()
  if (!detail) return
  const at = pickedOf(detail, pickedAttempt)
  const next = at && detail.attempts[detail.attempts.indexOf(at) + step]
  if (next) pickAttempt(detail.task.id, next.number)
}
