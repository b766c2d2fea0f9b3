import type { ReactNode } from 'react'

/** What may be taller than its room: it can be scrolled without a pointer as well (WCAG 2.1.1). */
export function Scroll({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys scroll only what has the focus
      tabIndex={0}
      className="relative min-h-0 flex-1 overflow-auto"
    >
      {children}
    </section>
  )
}
