import type { ReactNode } from 'react'

type TickingProps = {
  /** The moment that it runs to or from, which stands still: 'next try at 14:32:41'. */
  readonly spoken: string
  readonly children: ReactNode
}

/** A clock that ticks for the eyes. Who hears the window hears the moment, when they come by; nothing is announced each second. */
export const Ticking = ({ spoken, children }: TickingProps) => (
  <span role="timer" aria-label={spoken}>
    {children}
  </span>
)
