import { Menu as Base } from '@base-ui/react/menu'
import type { ReactElement, ReactNode } from 'react'
import { Icon } from './Icon'

type MenuProps = {
  readonly trigger: ReactElement // a button that takes a ref
  readonly align?: 'start' | 'end'
  readonly children: ReactNode
}

const popup =
  'max-h-(--available-height) min-w-44 max-w-96 overflow-y-auto rounded-lg bg-raised p-1 shadow-2 outline-none'
const item =
  'flex h-7 items-center gap-2 rounded-[6px] px-2 outline-none data-highlighted:bg-selected data-disabled:text-ink-disabled'

/** A list of things to do or to choose, under the button that opens it. */
export function Menu({ trigger, align = 'start', children }: MenuProps) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align={align} className="z-50">
          <Base.Popup className={popup}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

export function MenuItem({ onClick, children }: { readonly onClick: () => void; readonly children: ReactNode }) {
  return (
    <Base.Item onClick={onClick} className={item}>
      {children}
    </Base.Item>
  )
}

type ChoicesProps<V extends string> = {
  readonly value: V
  readonly onChange: (value: V) => void
  readonly choices: readonly { readonly value: V; readonly label: string; readonly hint?: string }[]
}

/** Choices of which one holds. */
export function MenuChoices<V extends string>({ value, onChange, choices }: ChoicesProps<V>) {
  return (
    <Base.RadioGroup value={value} onValueChange={(next) => onChange(next as V)}>
      {choices.map((choice) => (
        <Base.RadioItem key={choice.value} value={choice.value} closeOnClick className={item}>
          <span className="w-3.5">
            <Base.RadioItemIndicator>
              <Icon name="check" size={14} />
            </Base.RadioItemIndicator>
          </span>
          <span className="min-w-0 flex-1 truncate">{choice.label}</span>
          {choice.hint && <span className="tn pl-3 text-xs text-ink-3">{choice.hint}</span>}
        </Base.RadioItem>
      ))}
    </Base.RadioGroup>
  )
}
