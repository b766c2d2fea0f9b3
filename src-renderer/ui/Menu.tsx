import { Menu as Base } from '@base-ui/react/menu'
import type { ReactElement, ReactNode } from 'react'
import { Icon, type IconName } from './Icon'
import { Kbd } from './Kbd'

type MenuProps = {
  readonly trigger: ReactElement // a button that takes a ref
  readonly align?: 'start' | 'end'
  readonly children: ReactNode
}

export const popupLook =
  'max-h-(--available-height) min-w-44 max-w-96 overflow-y-auto rounded-lg bg-raised p-1 shadow-2 outline-none'
const item =
  'flex h-7 items-center gap-2 rounded-[6px] px-2 whitespace-nowrap outline-none data-highlighted:bg-selected data-popup-open:bg-selected data-disabled:text-ink-disabled'

/** A list of things to do or to choose, under the button that opens it. */
export function Menu({ trigger, align = 'start', children }: MenuProps) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align={align} className="z-50">
          <Base.Popup className={popupLook}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

type ItemProps = {
  readonly icon?: IconName
  readonly keys?: string // shown at the end
  readonly danger?: boolean
  readonly disabled?: boolean
  readonly onClick: () => void
  readonly children: ReactNode
}

export function MenuItem({ icon, keys, danger = false, disabled = false, onClick, children }: ItemProps) {
  return (
    <Base.Item onClick={onClick} disabled={disabled} className={`${item} ${danger ? 'text-dead' : ''}`}>
      {icon && <Icon name={icon} size={14} className={danger ? '' : 'text-ink-3'} />}
      {keys ? (
        <>
          <span className="flex-1">{children}</span>
          <Kbd keys={keys} bare />
        </>
      ) : (
        children
      )}
    </Base.Item>
  )
}

type MenuSwitchProps = {
  readonly icon?: IconName
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
  readonly stays?: boolean // the menu stays open: there are several to set
  readonly children: ReactNode
}

/** Something that is on or off. */
export function MenuSwitch({ icon, checked, onChange, stays = false, children }: MenuSwitchProps) {
  return (
    <Base.CheckboxItem checked={checked} onCheckedChange={onChange} closeOnClick={!stays} className={item}>
      {icon && <Icon name={icon} size={14} className="text-ink-3" />}
      <span className="flex-1">{children}</span>
      <span className="w-3.5">
        <Base.CheckboxItemIndicator>
          <Icon name="check" size={14} />
        </Base.CheckboxItemIndicator>
      </span>
    </Base.CheckboxItem>
  )
}

type SubmenuProps = {
  readonly icon?: IconName
  readonly label: string
  readonly hint?: string
  readonly children: ReactNode
}

/** Items of one kind, beside the item that names them. */
export function Submenu({ icon, label, hint, children }: SubmenuProps) {
  return (
    <Base.SubmenuRoot>
      <Base.SubmenuTrigger className={item}>
        {icon && <Icon name={icon} size={14} className="text-ink-3" />}
        <span className="flex-1">{label}</span>
        {hint && <span className="tn pl-3 text-xs text-ink-3">{hint}</span>}
        <Icon name="right" size={12} className="text-ink-3" />
      </Base.SubmenuTrigger>
      <Base.Portal>
        <Base.Positioner sideOffset={2} alignOffset={-4} className="z-50">
          <Base.Popup className={popupLook}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.SubmenuRoot>
  )
}

export const MenuLine = () => <Base.Separator className="mx-1 my-1 h-px bg-line" />

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
