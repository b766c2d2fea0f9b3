import type { ReactNode } from 'react'

type PartProps = {
  readonly title: string
  readonly note?: string
  readonly action?: ReactNode
  readonly children: ReactNode
}

/** A part of the inspector under its name. */
export function Part({ title, note = '', action, children }: PartProps) {
  return (
    <section aria-label={title}>
      <div className="flex h-6 items-center gap-2 text-2xs font-medium text-ink-3">
        <h3>{title}</h3>
        <span className="tn font-normal">{note}</span>
        <span className="flex-1" />
        {action}
      </div>
      {children}
    </section>
  )
}
