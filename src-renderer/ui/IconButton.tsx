import type { ComponentProps } from 'react'
import type { ButtonLook } from './Button'
import { lookClasses } from './Button'
import { Icon, type IconName } from './Icon'
import { Tooltip } from './Tooltip'

type IconButtonProps = Omit<ComponentProps<'button'>, 'className' | 'children'> & {
  readonly icon: IconName
  readonly label: string // its name, and its tooltip
  readonly keys?: string
  readonly look?: Exclude<ButtonLook, 'primary'>
  readonly size?: 'md' | 'sm'
  readonly iconSize?: 12 | 14 | 16
}

/** A button that is only a drawing. */
export function IconButton({ icon, label, keys, look = 'ghost', size = 'md', iconSize, ...rest }: IconButtonProps) {
  const box = size === 'md' ? 'size-7 rounded-md' : 'size-6 rounded-[6px]'
  return (
    <Tooltip text={label} keys={keys}>
      <button
        {...rest}
        type="button"
        aria-label={label}
        className={`grid shrink-0 place-items-center transition-colors duration-(--dur-instant) disabled:pointer-events-none disabled:text-ink-disabled ${box} ${lookClasses[look]}`}
      >
        <Icon name={icon} size={iconSize ?? (size === 'md' ? 16 : 14)} />
      </button>
    </Tooltip>
  )
}
