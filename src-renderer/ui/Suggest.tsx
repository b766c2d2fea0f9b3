import { Autocomplete } from '@base-ui/react/autocomplete'
import { useId } from 'react'

type SuggestProps = {
  readonly label: string
  readonly value: string
  readonly suggestions: readonly string[]
  readonly placeholder?: string
  readonly onChange: (value: string) => void
}

/** One line of free text, with what is known offered below it. */
export function Suggest({ label, value, suggestions, placeholder, onChange }: SuggestProps) {
  const id = useId()
  return (
    <Autocomplete.Root items={suggestions} value={value} onValueChange={onChange} openOnInputClick>
      <div className="min-w-0">
        <label htmlFor={id} className="mb-1 block text-xs font-medium text-ink-2">
          {label}
        </label>
        <Autocomplete.Input
          id={id}
          placeholder={placeholder}
          spellCheck={false}
          className="edge-strong h-7 w-full min-w-0 rounded-md bg-surface px-2 outline-offset-1 focus-visible:outline-2 focus-visible:outline-focus"
        />
      </div>
      <Autocomplete.Portal>
        <Autocomplete.Positioner sideOffset={4} className="z-50">
          <Autocomplete.Popup className="max-h-[min(240px,var(--available-height))] min-w-(--anchor-width) overflow-y-auto rounded-lg bg-raised p-1 shadow-2 outline-none data-empty:hidden">
            <Autocomplete.List>
              {(item: string) => (
                <Autocomplete.Item
                  key={item}
                  value={item}
                  className="flex h-7 items-center rounded-[6px] px-2 outline-none data-highlighted:bg-selected"
                >
                  {item}
                </Autocomplete.Item>
              )}
            </Autocomplete.List>
          </Autocomplete.Popup>
        </Autocomplete.Positioner>
      </Autocomplete.Portal>
    </Autocomplete.Root>
  )
}
