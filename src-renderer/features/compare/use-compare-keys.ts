import { isPlain } from '../../frame/use-shortcuts'
import { useWindowKey } from '../../use-window-key'

export type CompareKeys = {
  readonly pick: (place: number) => void // from 0
  readonly tie: () => void
  readonly none: () => void
  readonly undo: () => void
  readonly step: (move: 'next' | 'previous') => void
  readonly toNextToRate: () => void
  readonly diff: () => void
  readonly blind: () => void
  readonly note: () => void
  readonly leave: () => void
}

/** Keys of the view: each by itself, where nobody types and nothing lies over the window. One that is held down rates once. */
export function useCompareKeys(keys: CompareKeys): void {
  useWindowKey((event) => {
    if (!isPlain(event) || isItsOwn(event)) return
    const does = event.shiftKey ? byLetter(event.key, keys) : doing(event.key, keys)
    if (!does) return
    event.preventDefault()
    if (!event.repeat || isMove(event.key)) does()
  })
}

/** Arrows are those of a group of choices while one has the focus. */
const isItsOwn = ({ key, target }: KeyboardEvent): boolean =>
  key.startsWith('Arrow') &&
  target instanceof Element &&
  target.closest('[role="radiogroup"], [role="combobox"]') !== null
const isMove = (key: string) => /^(?:[jk]|Arrow(?:Left|Right))$/i.test(key)

/** With Shift each answer has its letter, also those beyond the ninth: by themselves most letters do something else. */
function byLetter(key: string, keys: CompareKeys): (() => void) | null {
  if (!/^[a-z]$/i.test(key)) return null
  return () => keys.pick(key.toUpperCase().charCodeAt(0) - 65)
}

function doing(key: string, keys: CompareKeys): (() => void) | null {
  if (/^[1-9]$/.test(key)) return () => keys.pick(Number(key) - 1)
  switch (key.length === 1 ? key.toUpperCase() : key) {
    case 'A':
      return () => keys.pick(0)
    case 'B':
      return () => keys.pick(1)
    case '0':
    case 'T':
      return keys.tie
    case 'X':
      return keys.none
    case 'U':
      return keys.undo
    case 'J':
    case 'ArrowRight':
      return () => keys.step('next')
    case 'K':
    case 'ArrowLeft':
      return () => keys.step('previous')
    case 'N':
      return keys.toNextToRate
    case 'D':
      return keys.diff
    case 'H':
      return keys.blind
    case 'E':
      return keys.note
    case 'Escape':
      return keys.leave
    default:
      return null
  }
}
