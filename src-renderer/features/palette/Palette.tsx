import { Dialog } from '@base-ui/react/dialog'
import { type KeyboardEvent, useCallback, useEffect, useId, useMemo, useRef, useState } from 'react'
import { counted } from '../../format'
import { hasMod } from '../../platform'
import { leaveSheets } from '../../state/leave-sheets'
import { useScope } from '../../state/scope'
import { useStore } from '../../state/store'
import { focusAtOnce } from '../../ui/focus-at-once'
import { Icon } from '../../ui/Icon'
import { Kbd } from '../../ui/Kbd'
import { useDialogMark } from '../../ui/use-dialog-mark'
import { parseFilter } from '../queue/parse-filter'
import { type Group, groupsOf, type Item } from './items'
import { PaletteItem } from './PaletteItem'
import { noteAction, recentActions } from './recent'
import { useFoundTasks } from './use-found-tasks'

const page = 8

/** Every action with its key, every place to go to, and every task, by a few letters. */
export function Palette() {
  const open = useStore((store) => store.palette)
  return open && <OpenPalette />
}

function OpenPalette() {
  useDialogMark(true)
  const close = useStore((store) => store.closePalette)
  const { name: scope } = useScope()
  const field = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState('')
  const { groups, items, active, setActive } = useItems(typed)
  const listId = useId()
  const optionId = (id: string) => `${listId} ${id}`.replaceAll(' ', '-')

  const choose = useCallback(
    ({ id, chosen, problem, task, leaves }: Item) => {
      if (problem !== null) return
      if (chosen.kind === 'type') return setTyped(chosen.text)
      if (!task) noteAction(id)
      if (!leaves) close()
      else if (!leaveSheets()) return
      // The focus first returns to where it was, so that what is run can move it on.
      requestAnimationFrame(chosen.run)
    },
    [close],
  )
  const point = useCallback((id: string) => setActive(id), [setActive])

  const activeDomId = active && optionId(active.id)
  useEffect(() => {
    if (activeDomId) document.getElementById(activeDomId)?.scrollIntoView?.({ block: 'nearest' })
  }, [activeDomId])

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return
    const step = steps[event.key]
    if (step !== undefined && !hasMod(event)) {
      event.preventDefault()
      const at = items.findIndex(({ id }) => id === active?.id)
      const next =
        Math.abs(step) === 1
          ? (at + step + items.length) % items.length
          : Math.max(0, Math.min(items.length - 1, at + step))
      setActive(items[next]?.id ?? null)
    } else if (event.key === 'Enter') {
      event.preventDefault()
      if (active) choose(active)
    } else if (hasMod(event) && event.key.toLowerCase() === 'k') {
      event.preventDefault()
      close()
    }
  }

  return (
    <Dialog.Root open onOpenChange={(next) => !next && close()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fade-in fixed inset-0 z-40 bg-scrim" />
        <Dialog.Popup
          initialFocus={focusAtOnce(field)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape' || event.nativeEvent.isComposing) return
            event.stopPropagation() // a sheet below stays
            close()
          }}
          className="fade-in fixed top-[min(104px,12vh)] left-1/2 z-50 flex max-h-[min(560px,80vh)] w-[640px] max-w-[calc(100vw-48px)] -translate-x-1/2 flex-col overflow-hidden rounded-xl bg-raised shadow-3 outline-none"
        >
          <Dialog.Title className="sr-only">Commands</Dialog.Title>
          <div className="flex h-[52px] shrink-0 items-center gap-[11px] border-b border-line px-[18px]">
            <Icon name="search" className="text-ink-3" />
            <input
              ref={field}
              role="combobox"
              aria-label="Search actions, places and tasks"
              aria-expanded
              aria-controls={listId}
              aria-autocomplete="list"
              aria-activedescendant={activeDomId ?? undefined}
              autoComplete="off"
              spellCheck={false}
              maxLength={200}
              placeholder="Search actions, batches and tasks"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              onKeyDown={onKeyDown}
              className="h-full min-w-0 flex-1 bg-transparent text-lg outline-none"
            />
            <span className="max-w-40 truncate text-xs text-ink-3">{scope}</span>
          </div>
          <div
            role="listbox"
            id={listId}
            aria-label="Commands"
            className="min-h-0 flex-1 scroll-py-2 overflow-y-auto px-2 pt-1.5 pb-2"
          >
            {groups.map(({ title, items: shown }) => (
              // biome-ignore lint/a11y/useSemanticElements: a group of options, and no set of form fields
              <div key={title} role="group" aria-labelledby={optionId(`group ${title}`)}>
                <div
                  id={optionId(`group ${title}`)}
                  role="presentation"
                  className="px-2.5 pt-[9px] pb-1 text-2xs font-medium text-ink-3"
                >
                  {title}
                </div>
                {shown.map((item) => (
                  <PaletteItem
                    key={item.id}
                    item={item}
                    id={optionId(item.id)}
                    active={item.id === active?.id}
                    onPoint={point}
                    onChoose={choose}
                  />
                ))}
              </div>
            ))}
          </div>
          {items.length === 0 && <NoMatch typed={typed} />}
          <p role="status" className="sr-only">
            {typed === '' || items.length === 0 ? '' : counted(items.length, 'result')}
          </p>
          <Legend />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

const steps: Partial<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page }

/** The list, as of what is typed: it holds still while the queue moves on, so that nothing slips away under the hand. */
function useItems(typed: string) {
  const found = useFoundTasks(typed)
  const [recent] = useState(recentActions)
  const [chosen, setActive] = useState<string | null>(null)
  const [chosenFor, setChosenFor] = useState(typed)
  const groups: readonly Group[] = useMemo(
    () => groupsOf(useStore.getState(), typed, recent, found),
    [typed, recent, found],
  )
  if (chosenFor !== typed) {
    setChosenFor(typed)
    setActive(null) // other words, and so the first of what they find
  }
  const items = useMemo(() => groups.flatMap((group) => group.items), [groups])
  const active =
    items.find(({ id }) => id === chosen) ?? items.find(({ problem }) => problem === null) ?? items[0] ?? null
  return { groups, items, active, setActive }
}

function NoMatch({ typed }: { readonly typed: string }) {
  const { problem } = parseFilter(typed.replace(/^[>:#]/, ''))
  return (
    <p role="status" className="px-[18px] pb-4 text-ink-2">
      {problem ?? `Nothing is called “${typed.trim()}”. A prompt is found by any of its words.`}
    </p>
  )
}

/** How the list is used, and what a first sign narrows it to. */
function Legend() {
  return (
    <div
      aria-hidden
      className="flex h-[38px] shrink-0 items-center gap-4 overflow-hidden border-t border-line bg-canvas px-[18px] text-xs whitespace-nowrap text-ink-3"
    >
      <span className="flex items-center gap-1.5">
        <Kbd keys="↑" />
        <Kbd keys="↓" /> move
      </span>
      <span className="flex items-center gap-1.5">
        <Kbd keys="Enter" /> run
      </span>
      <span className="flex-1" />
      <span className="flex items-center gap-1.5">
        Type <Kbd keys=">" /> actions <Kbd keys=":" /> filters <Kbd keys="#" /> rows
      </span>
    </div>
  )
}
