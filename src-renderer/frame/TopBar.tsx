import type { ReactNode } from 'react'

type TopBarProps = { readonly title: ReactNode; readonly children?: ReactNode }

/** The bar over a view: its name, then what the view puts there. */
export function TopBar({ title, children }: TopBarProps) {
  return (
    <header className="drag-region flex h-titlebar shrink-0 items-center gap-2 border-b border-line bg-canvas pr-3 pl-4">
      {typeof title === 'string' ? <h1 className="text-base font-semibold whitespace-nowrap">{title}</h1> : title}
      {children}
    </header>
  )
}
