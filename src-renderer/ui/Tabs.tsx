import { Tabs as Base } from '@base-ui/react/tabs'
import { formatCount } from '../format'

export type TabItem<V extends string> = {
  readonly value: V
  readonly label: string
  readonly count?: number
  readonly alarming?: boolean // its count is for a person to look at
}
type TabsProps<V extends string> = {
  readonly label: string
  readonly value: V
  readonly tabs: readonly TabItem<V>[]
  readonly onChange: (value: V) => void
}

/** A row of tabs with counts; what they show is elsewhere. */
export function Tabs<V extends string>({ label, value, tabs, onChange }: TabsProps<V>) {
  return (
    <Base.Root value={value} onValueChange={(next) => onChange(next as V)} className="min-w-0">
      <Base.List aria-label={label} activateOnFocus className="flex items-center gap-0.5">
        {tabs.map(({ value: tab, label: name, count, alarming = false }) => (
          <Base.Tab
            key={tab}
            value={tab}
            className="inline-flex h-[26px] items-center gap-1.5 rounded-[6px] px-[9px] text-[12.5px] whitespace-nowrap text-ink-2 hover:text-ink aria-selected:bg-selected aria-selected:font-medium aria-selected:text-ink"
          >
            {name}{' '}
            {count !== undefined && (
              <span
                className={`tn text-[11.5px] ${alarming && count > 0 ? 'font-medium text-dead' : 'font-normal text-ink-3'}`}
              >
                {formatCount(count)}
              </span>
            )}
          </Base.Tab>
        ))}
      </Base.List>
    </Base.Root>
  )
}
