import { hasMod } from '../../platform'
import { useStore } from '../../state/store'
import { focusedRow, moveBy, moveTo, openInQueue, position, toggle } from './letters'

type LetterActions = {
  readonly everything: boolean
  readonly run: (action: 'requeue' | 'discard') => void
  readonly edit: () => void
  readonly probe: () => void
  readonly pickNone: () => void
  /** Not all of the group any more, but those in the store's selection. */
  readonly pickSome: () => void
}

const page = 10

/** The keys of the list; false for a key that is not one of them. */
export function letterKey(event: KeyboardEvent, actions: LetterActions): boolean {
  if (hasMod(event) || event.metaKey || event.ctrlKey) return false
  const onButton = event.target instanceof Element && event.target.closest('button, a, [role=checkbox]') !== null
  const onScrolled = event.target instanceof Element && event.target.closest('section[tabindex]') !== null // there Space is a page down
  const onGroups = event.target instanceof Element && event.target.closest('[role=listbox]') !== null
  switch (event.key) {
    case 'j':
      return does(() => moveBy(1))
    case 'k':
      return does(() => moveBy(-1))
    case 'ArrowDown':
      return !onGroups && does(() => step(1, event.shiftKey, actions))
    case 'ArrowUp':
      return !onGroups && does(() => step(-1, event.shiftKey, actions))
    case 'PageDown':
      return does(() => moveBy(page))
    case 'PageUp':
      return does(() => moveBy(-page))
    case 'Home':
      return does(() => moveTo(0))
    case 'End':
      return does(() => moveTo(position().total - 1))
    case ' ':
      return !onButton && !onGroups && !onScrolled && does(togglePeek)
    case 'x':
      return does(() => pick(actions))
    case 'r':
      return does(() => actions.run('requeue'))
    case 'e':
      return does(actions.edit)
    case 'p':
      return does(actions.probe)
    case 'Delete':
    case 'Backspace':
      return does(() => actions.run('discard'))
    case 'Enter':
      return !onButton && does(openInQueue)
    case 'Escape':
      return does(useStore.getState().isPeeking ? togglePeek : actions.pickNone)
    default:
      return false
  }
}

function does(action: () => void): true {
  action()
  return true
}

/** From the last error to all attempts, and back. */
export function togglePeek(): void {
  const { isPeeking, setPeeking } = useStore.getState()
  setPeeking(!isPeeking)
}

function pick({ everything, pickSome }: LetterActions): void {
  const row = focusedRow()
  if (!row) return
  toggle(row.id, everything)
  pickSome()
}

/** With Shift, both the letter that is left and the one that is reached are picked. */
function step(by: number, extends_: boolean, { everything }: LetterActions): void {
  const before = focusedRow()
  moveBy(by)
  const after = focusedRow()
  if (extends_ && !everything) useStore.getState().select([before, after].filter((row) => row !== undefined))
}
