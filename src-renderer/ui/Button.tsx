import type { ComponentProps, ReactNode } from 'react'
import { Icon, type IconName } from './Icon'
import { Kbd } from './Kbd'

export type ButtonLook = 'primary' | 'default' | 'ghost' | 'danger'
export type ButtonProps = Omit<ComponentProps<'button'>, 'className'> & {
  readonly look?: ButtonLook
  readonly size?: 'md' | 'sm'
  readonly icon?: IconName
  readonly keys?: string // shown beside the label
  readonly children: ReactNode
}

export const lookClasses: Record<ButtonLook, string> = {
  primary: 'bg-primary text-on-primary hover:bg-primary-hover',
  default: 'edge-strong bg-surface text-ink hover:bg-hover active:bg-selected',
  ghost: 'text-ink-2 hover:bg-selected hover:text-ink',
  danger: 'edge-strong bg-surface text-dead hover:bg-dead-tint',
}
const off =
  'aria-disabled:pointer-events-none aria-disabled:text-ink-disabled disabled:pointer-events-none disabled:text-ink-disabled disabled:[&_svg]:text-ink-disabled data-[look=primary]:disabled:bg-selected data-[look=primary]:aria-disabled:bg-selected'

/** A button with a label; its name is the label alone. One primary per surface. */
export function Button({ look = 'default', size = 'md', icon, keys, children, type = 'button', ...rest }: ButtonProps) {
  const box = size === 'md' ? 'h-7 rounded-md px-2.5 text-[12.5px]' : 'h-6 rounded-[6px] px-2 text-xs'
  const iconHue = look === 'default' || look === 'ghost' ? 'text-ink-3' : ''
  return (
    <button
      {...rest}
      type={type}
      data-look={look}
      className={`group/button inline-flex shrink-0 items-center gap-1.5 font-medium whitespace-nowrap transition-colors duration-(--dur-instant) ${box} ${lookClasses[look]} ${off}`}
    >
      {icon && <Icon name={icon} size={14} className={iconHue} />}
      {children}
      {keys && <Kbd keys={keys} bare />}
    </button>
  )
}
