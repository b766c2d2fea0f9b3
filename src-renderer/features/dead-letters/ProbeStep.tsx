import type { ReactNode } from 'react'
import { Icon } from '../../ui/Icon'
import { StateGlyph } from '../../ui/StateGlyph'

export const Arrow = () => (
  <li aria-hidden className="grid place-items-center text-ink-3">
    <Icon name="right" size={14} />
  </li>
)

type StepProps = {
  readonly title: string
  readonly done?: boolean
  readonly failed?: boolean
  readonly off?: boolean
  readonly next?: boolean // what to do now
  readonly children: ReactNode
}

/** One of the steps, with what came of it. */
export function Step({ title, done = false, failed = false, off = false, next = false, children }: StepProps) {
  return (
    <li
      className={`min-w-0 rounded-md px-2.5 py-1.5 ${next ? 'shadow-[inset_0_0_0_1.5px_var(--line-control)]' : 'edge-strong'}`}
    >
      <span className={`flex items-center gap-[7px] font-medium ${off ? 'text-ink-3' : ''}`}>
        {done && <StateGlyph glyph="succeeded" label="Done" />}
        {failed && <StateGlyph glyph="dead" label="Failed" />}
        <span className="tn truncate">{title}</span>
      </span>
      <div className={`flex min-h-6 flex-col justify-center text-xs ${off ? 'text-ink-3' : 'text-ink-2'}`}>
        {children}
      </div>
    </li>
  )
}
