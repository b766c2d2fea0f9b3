import { type Ref, useEffect, useRef, useState } from 'react'
import { type RunWindow, type RunWindows, windowWords } from '#shared/run-window'
import { IconButton } from '../../ui/IconButton'
import { AddWindow } from './AddWindow'
import { WindowEditor } from './WindowEditor'
import { foreignZone, fullWords } from './window-words'

type RunWindowsFieldProps = {
  readonly label: string // 'Run windows, Fast'
  readonly value: RunWindows
  readonly onChange: (windows: RunWindows) => void
  /** One is being described and is not part of the value yet. */
  readonly onEditing?: (editing: boolean) => void
  readonly addRef?: Ref<HTMLButtonElement>
}
type Editing = { readonly at: number | 'new' } | null

/** When work may start, in words; each window can be changed or taken away, and more of them added. */
export function RunWindowsField({ label, value, onChange, onEditing, addRef }: RunWindowsFieldProps) {
  const [asked, setEditing] = useState<Editing>(null)
  const [focus, setFocus] = useState<{ readonly on: string } | null>(null)
  const root = useRef<HTMLDivElement>(null)
  const editing = typeof asked?.at === 'number' && asked.at >= value.length ? null : asked // it was taken away elsewhere

  // What had the focus is gone: it moves to what stands in its place.
  useEffect(() => {
    if (focus) root.current?.querySelector<HTMLElement>(`[data-part="${focus.on}"] button`)?.focus()
  }, [focus])

  function edit(next: Editing) {
    setEditing(next)
    onEditing?.(next !== null)
  }
  function close(next: RunWindows | null, on: number | 'new') {
    edit(null)
    setFocus({ on: String(on) })
    if (next) onChange(next)
  }
  const replaced = (at: number, window: RunWindow) => value.map((each, index) => (index === at ? window : each))

  return (
    // biome-ignore lint/a11y/useSemanticElements: a group by its role; a fieldset does not take part in the layout
    <div role="group" aria-label={label} ref={root} className="w-full min-w-0">
      {value.length === 0 && editing === null && (
        <span className="inline-flex h-6 items-center pr-1 align-top">Always</span>
      )}
      {value.length > 0 && (
        <ul>
          {value.map((window, index) =>
            editing?.at === index ? (
              <li key={fullWords(window)} className="py-1">
                <WindowEditor
                  label={`Change ${fullWords(window)}`}
                  window={window}
                  others={value.filter((_, other) => other !== index)}
                  onSave={(next) => close(replaced(index, next), index)}
                  onCancel={() => close(null, index)}
                />
              </li>
            ) : (
              <WindowLine
                key={fullWords(window)}
                part={String(index)}
                window={window}
                locked={editing !== null}
                onEdit={() => edit({ at: index })}
                onRemove={() => {
                  onChange(value.filter((_, other) => other !== index))
                  setFocus({ on: value.length === 1 ? 'new' : String(Math.min(index, value.length - 2)) })
                }}
              />
            ),
          )}
        </ul>
      )}
      {editing?.at === 'new' ? (
        <div className="py-1">
          <WindowEditor
            label="New run window"
            window={null}
            others={value}
            onSave={(window) => close([...value, window], 'new')}
            onCancel={() => close(null, 'new')}
          />
        </div>
      ) : (
        editing === null && (
          <span data-part="new" className={value.length > 0 ? '-ml-2 block' : ''}>
            <AddWindow
              label={`Add to ${label}`}
              windows={value}
              onAdd={(window) => onChange([...value, window])}
              {...(addRef ? { buttonRef: addRef } : {})}
              onOther={() => edit({ at: 'new' })}
            />
          </span>
        )
      )}
    </div>
  )
}

type LineProps = {
  readonly part: string
  readonly window: RunWindow
  readonly locked: boolean // while another one is described
  readonly onEdit: () => void
  readonly onRemove: () => void
}

function WindowLine({ part, window, locked, onEdit, onRemove }: LineProps) {
  const zone = foreignZone(window.timeZone)
  return (
    <li data-part={part} className="flex min-h-7 min-w-0 items-center gap-0.5">
      <span className="tn min-w-0 flex-1 py-0.5">
        {windowWords(window)}
        {zone && <span className="block truncate text-xs text-ink-3">{zone}</span>}
      </span>
      {!locked && (
        <>
          <IconButton icon="edit" size="sm" label={`Change ${fullWords(window)}`} onClick={onEdit} />
          <IconButton icon="close" size="sm" label={`Remove ${fullWords(window)}`} onClick={onRemove} />
        </>
      )}
    </li>
  )
}
