import { useEffect, useRef, useState } from 'react'
import { useWidth } from '../../frame/use-width'
import { useScope } from '../../state/scope'
import { useStore } from '../../state/store'
import { IconButton } from '../../ui/IconButton'
import { Input } from '../../ui/Input'
import { Kbd } from '../../ui/Kbd'
import { Menu } from '../../ui/Menu'
import { Tabs } from '../../ui/Tabs'
import { ColumnChoices } from './ColumnItems'
import { parseFilter } from './parse-filter'
import { queueTabs } from './tabs'

/** Below this the filter is a button until it is wanted. */
const fieldFrom = 660

/** Which tasks: tabs with their counts, and a filter. */
export function FilterRow() {
  const [measure, width] = useWidth()
  const { counts, held } = useScope()
  const known = useStore((store) => store.overview !== null)
  const tab = useStore((store) => store.tab)
  const showTab = useStore((store) => store.showTab)
  const hasFilter = useStore((store) => store.filterText !== '')
  const [wanted, setWanted] = useState(false)
  const narrow = width > 0 && width < fieldFrom
  const open = !narrow || wanted || hasFilter
  useFilterKey(() => setWanted(true))
  return (
    <div ref={measure} className="flex h-10 shrink-0 items-center gap-2 px-3">
      {!(narrow && open) && (
        <Tabs
          label="Which tasks"
          value={tab}
          tabs={queueTabs(known ? counts : null, held, width, tab)}
          onChange={showTab}
        />
      )}
      <span className="flex-1" />
      {open ? (
        <FilterField wide={width >= 900} grow={narrow} onLeave={() => setWanted(false)} />
      ) : (
        <IconButton icon="search" label="Filter" keys="/" onClick={() => setWanted(true)} />
      )}
      {!narrow && (
        <Menu align="end" trigger={<IconButton icon="rules" label="Columns and rows" />}>
          <ColumnChoices />
        </Menu>
      )}
    </div>
  )
}

function useFilterKey(act: () => void) {
  useEffect(() => {
    window.addEventListener('trilane:filter', act)
    return () => window.removeEventListener('trilane:filter', act)
  })
}

type FieldProps = { readonly wide: boolean; readonly grow: boolean; readonly onLeave: () => void }

function FilterField({ wide, grow, onLeave }: FieldProps) {
  const text = useStore((store) => store.filterText)
  const setFilterText = useStore((store) => store.setFilterText)
  const field = useRef<HTMLInputElement>(null)
  useFilterKey(() => {
    field.current?.focus()
    field.current?.select()
  })
  useEffect(() => {
    if (grow) field.current?.focus()
  }, [grow])
  const { problem } = parseFilter(text)
  return (
    <search className={`relative ${grow ? 'flex-[100]' : wide ? 'w-[250px]' : 'w-[180px]'}`}>
      <Input
        inputRef={field}
        label="Filter"
        hideLabel
        icon="search"
        type="search"
        placeholder={wide ? 'Search, or lane:heavy' : 'Filter'}
        value={text}
        onChange={(event) => setFilterText(event.target.value)}
        onBlur={onLeave}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          event.preventDefault()
          setFilterText('')
          field.current?.blur()
        }}
        trailing={
          text === '' ? (
            <Kbd keys="/" />
          ) : (
            <IconButton
              icon="close"
              label="Clear the filter"
              size="sm"
              iconSize={12}
              onClick={() => setFilterText('')}
            />
          )
        }
      />
      {problem && (
        <p
          role="status"
          className="absolute top-full right-0 z-20 mt-1 rounded-sm bg-raised px-2 py-1 text-xs text-ink-2 shadow-2"
        >
          {problem}
        </p>
      )}
    </search>
  )
}
