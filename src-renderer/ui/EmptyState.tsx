import type { ReactNode } from 'react'

/** A table or pane with nothing in it: why, and what to do about it. */
export function EmptyState({ title, children }: { readonly title: ReactNode; readonly children?: ReactNode }) {
  return (
    <div className="flex h-full flex-col items-center justify-center gap-0.5 px-6 text-center">
      <div className="font-medium">{title}</div>
      {children && <div className="text-xs text-ink-3">{children}</div>}
    </div>
  )
}
