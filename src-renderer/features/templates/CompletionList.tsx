import { type RefObject, useLayoutEffect, useRef, useState } from 'react'
import type { CompletionOption } from './completion'

type CompletionListProps = {
  readonly id: string
  readonly label: string
  readonly options: readonly CompletionOption[]
  readonly active: number
  /** Under the letter at this place of the drawn text. */
  readonly at: { readonly layer: RefObject<HTMLElement | null>; readonly offset: number }
  readonly onChoose: (option: CompletionOption) => void
}

/** What may be meant, under the caret; the field keeps the focus and moves through it. */
export function CompletionList({ id, label, options, active, at: { layer, offset }, onChoose }: CompletionListProps) {
  const list = useRef<HTMLDivElement>(null)
  const [place, setPlace] = useState<{ left: number; top: number } | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: other options make another height
  useLayoutEffect(() => {
    const box = list.current
    const letter = layer.current && rectAt(layer.current, offset)
    if (!box || !letter) return
    // The sheet is moved by a transform, so that it, and not the window, is what `fixed` counts from.
    const around = box.closest('[role="dialog"]')?.getBoundingClientRect() ?? new DOMRect(0, 0, innerWidth, innerHeight)
    const { width, height } = box.getBoundingClientRect()
    const below = letter.bottom + 4
    const top = below + height > around.bottom - 8 ? Math.max(around.top + 8, letter.top - 4 - height) : below
    const left = Math.min(letter.left, around.right - width - 8)
    setPlace({ left: Math.max(0, left - around.left), top: top - around.top })
  }, [layer, offset, options])
  useLayoutEffect(() => {
    list.current?.children[active]?.scrollIntoView?.({ block: 'nearest' })
  }, [active])

  return (
    <div
      ref={list}
      id={id}
      role="listbox"
      aria-label={label}
      tabIndex={-1}
      className="fixed z-50 max-h-60 max-w-[min(420px,calc(100vw-64px))] min-w-56 overflow-y-auto rounded-lg bg-raised p-1 shadow-2"
      style={place ?? { left: 0, top: 0, visibility: 'hidden' }}
    >
      {options.map((option, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys
        // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus
        <div
          key={option.label}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === active}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onChoose(option)}
          className={`flex h-7 items-center gap-3 rounded-[6px] px-2 whitespace-nowrap ${index === active ? 'bg-selected' : 'hover:bg-hover'}`}
        >
          <span className="code max-w-48 truncate text-ink">{option.label}</span>
          <span className="min-w-0 flex-1 truncate text-right text-xs text-ink-3">{option.hint}</span>
        </div>
      ))}
    </div>
  )
}

/** Where a letter stands, by its place in the element's text. */
function rectAt(element: HTMLElement, offset: number): DOMRect {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  let left = offset
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const { length } = node.textContent ?? ''
    if (left < length) {
      const range = document.createRange()
      range.setStart(node, left)
      range.setEnd(node, left + 1)
      return range.getBoundingClientRect?.() ?? element.getBoundingClientRect() // jsdom has no rectangles of letters
    }
    left -= length
  }
  return element.getBoundingClientRect()
}
