import { useRef } from 'react'
import { Button } from '../../ui/Button'
import { IconButton } from '../../ui/IconButton'
import { letterOf } from '../templates/variant-draft'

type VariantTabsProps = {
  readonly variants: readonly { readonly key: number; readonly difference: string; readonly isWrong: boolean }[]
  readonly shown: number
  readonly disabled: boolean
  readonly onShow: (at: number) => void
  readonly onAdd: (() => void) | null
  readonly onRemove: (key: number) => void
}

/** The ways in which each row is asked, by letter and by what tells them apart. */
export function VariantTabs({ variants, shown, disabled, onShow, onAdd, onRemove }: VariantTabsProps) {
  const tabs = useRef<HTMLDivElement>(null)
  const go = (at: number) => {
    const to = (at + variants.length) % variants.length
    onShow(to)
    tabs.current?.querySelectorAll<HTMLElement>('[role="tab"]')[to]?.focus()
  }
  return (
    <div className="flex h-10 shrink-0 items-center gap-2 border-b border-line px-5">
      <div
        ref={tabs}
        role="tablist"
        aria-label="Variants"
        className="flex min-w-0 items-center gap-1 overflow-x-auto [scrollbar-width:none]"
      >
        {variants.map(({ key, difference, isWrong }, at) => (
          <button
            key={key}
            type="button"
            role="tab"
            aria-selected={at === shown}
            tabIndex={at === shown ? 0 : -1}
            disabled={disabled}
            title={difference}
            onClick={() => onShow(at)}
            onKeyDown={(event) => {
              if (event.key === 'ArrowRight') go(at + 1)
              else if (event.key === 'ArrowLeft') go(at - 1)
              else if (event.key === 'Home') go(0)
              else if (event.key === 'End') go(variants.length - 1)
              else return
              event.preventDefault()
            }}
            className="flex h-7 min-w-0 shrink-0 items-center gap-2 rounded-md px-2.5 text-xs text-ink-2 hover:text-ink aria-selected:bg-selected aria-selected:text-ink"
          >
            <b className="font-semibold">{letterOf(at)}</b>
            <span className="max-w-72 truncate">{difference}</span>
            {isWrong && <span className="text-dead">has a mistake</span>}
          </button>
        ))}
      </div>
      {onAdd && (
        <Button look="ghost" size="sm" icon="new" disabled={disabled} onClick={onAdd}>
          Add a variant
        </Button>
      )}
      <span className="flex-1" />
      <IconButton
        icon="discard"
        size="sm"
        label={`Remove variant ${letterOf(shown)}`}
        disabled={disabled || variants.length < 2}
        onClick={() => {
          const gone = variants[shown]
          if (gone) onRemove(gone.key)
        }}
      />
    </div>
  )
}
