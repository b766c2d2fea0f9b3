import type { ReactNode } from 'react'
import { Icon, type IconName } from './Icon'

type BannerProps = {
  readonly hue: 'wait' | 'dead' | 'plain'
  readonly icon: IconName
  readonly title: string
  readonly children?: ReactNode // the rest of the sentence
  readonly hint?: string // all of it, for the pointer
  readonly action?: ReactNode
}
const hues = { wait: 'bg-wait-tint', dead: 'bg-dead-tint', plain: 'bg-selected' }
const iconHues = { wait: 'text-wait', dead: 'text-dead', plain: 'text-ink-3' }

/** A message of the window: above the table, gone by itself when solved. */
export function Banner({ hue, icon, title, children, hint, action }: BannerProps) {
  return (
    <div
      title={hint}
      role={hue === 'dead' ? 'alert' : 'status'}
      className={`mx-4 mt-2 flex min-h-[34px] shrink-0 items-center gap-2.5 rounded-[8px] px-3 py-1.5 text-[12.5px] ${hues[hue]}`}
    >
      <Icon name={icon} size={14} className={iconHues[hue]} />
      <span className="min-w-0 flex-1">
        <b className="font-semibold">{title}</b>{' '}
        {/* Told with the banner when it comes; the numbers in it change by the second, and would be told each time. */}
        <span aria-live="off" className="text-ink-2">
          {children}
        </span>
      </span>
      {action && <span className="flex shrink-0 items-center gap-2">{action}</span>}
    </div>
  )
}
