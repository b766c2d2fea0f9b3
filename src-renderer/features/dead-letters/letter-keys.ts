import { hasMod } from '../../platform'
import { pickAll } from '../../state/picks'
import { useStore } from '../../state/store'
import { inGroups, type Scope } from './chosen'
import { focusedRow, moveBy, moveTo, openInQueue, position } from './letters'

/** What the keys of the list do; `scope` is what they are for. */
export type LetterActions = {
  readonly requeue: (scope: Scope) => void
  readonly requeueAll: () => void
  readonly edit: () => void
  readonly editMany: (scope: Scope) => void
  readonly otherTarget: (scope: Scope) => void
  readonly discard: (scope: Scope) => void
  readonly snooze: (scope: Scope) => void
  readonly label: (scope: Scope) => void
  readonly note: (scope: Scope) => void
  readonly probe: () => void
  readonly advised: () => void // the one that is proposed for the group
  readonly showNew: () => void
  readonly pickNone: () => void
}

const page = 10

/** The keys of the list; false for a key that is not one of them. */
export function letterKey(event: KeyboardEvent, actions: LetterActions): boolean {
  const target = event.target instanceof Element ? event.target : null
  const onGroups = inGroups(event.target)
  if (hasMod(event)) return event.key === 'a' && !event.shiftKey && does(() => void pickAll())
  if (event.metaKey || event.ctrlKey) return false
  const onButton = (target?.closest('button, a, [role=checkbox], [role=radio]') ?? null) !== null
  const onScrolled = (target?.closest('section[tabindex]') ?? null) !== null // there Space is a page down
  const scope: Scope = onGroups ? 'group' : 'chosen'
  switch (event.key) {
    case 'j':
      return does(() => moveBy(1))
    case 'k':
      return does(() => moveBy(-1))
    case 'ArrowDown':
      return !onGroups && !onButton && does(() => step(1, event.shiftKey))
    case 'ArrowUp':
      return !onGroups && !onButton && does(() => step(-1, event.shiftKey))
    case 'ArrowRight':
      return onGroups && does(toLetters)
    case 'ArrowLeft':
      return !onGroups && !onButton && does(toGroups)
    case 'PageDown':
      return !onGroups && does(() => moveBy(page))
    case 'PageUp':
      return !onGroups && does(() => moveBy(-page))
    case 'Home':
      return !onGroups && does(() => moveTo(0))
    case 'End':
      return !onGroups && does(() => moveTo(position().total - 1))
    case ' ':
      return !onButton && !onGroups && !onScrolled && does(togglePeek)
    case 'x':
      return does(pick)
    case 'r':
      return does(() => actions.requeue(scope))
    case 'R':
      return does(actions.requeueAll)
    case 'e':
      return does(actions.edit)
    case 'E':
      return does(() => actions.editMany(scope))
    case 'm':
      return does(() => actions.otherTarget(scope))
    case 's':
      return does(() => actions.snooze(scope))
    case 'l':
      return does(() => actions.label(scope))
    case 'n':
      return does(() => actions.note(scope))
    case 'p':
      return does(actions.probe)
    case 'a':
      return does(actions.advised)
    case '.':
      return does(actions.showNew)
    case 'Delete':
    case 'Backspace':
      return does(() => actions.discard(scope))
    case 'Enter':
      return !onButton && does(onGroups ? toLetters : openInQueue)
    case 'Escape':
      return does(() => back(onGroups, actions))
    default:
      return false
  }
}

function does(action: () => void): true {
  action()
  return true
}

/** One step: from the attempts to the last error, then what is picked, then to the groups. */
function back(onGroups: boolean, { pickNone }: LetterActions): void {
  const { isPeeking, selected, pick } = useStore.getState()
  if (isPeeking) togglePeek()
  else if (selected.size > 0 || pick) pickNone()
  else if (!onGroups) toGroups()
}

export const toGroups = (): void =>
  document.querySelector<HTMLElement>('[data-dead-groups] [role=listbox]')?.focus({ preventScroll: true })
export const toLetters = (): void =>
  document.querySelector<HTMLElement>('[data-letters] [role=grid]')?.focus({ preventScroll: true })

/** From the last error to all attempts, and back. */
export function togglePeek(): void {
  const { isPeeking, setPeeking } = useStore.getState()
  setPeeking(!isPeeking)
}

function pick(): void {
  const row = focusedRow()
  if (row) useStore.getState().toggleSelected(row.id, row.version)
}

/** With Shift, both the letter that is left and the one that is reached are picked. */
function step(by: number, extends_: boolean): void {
  const before = focusedRow()
  moveBy(by)
  const after = focusedRow()
  if (extends_) useStore.getState().select([before, after].filter((row) => row !== undefined))
}
