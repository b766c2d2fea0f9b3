import { isMac, isWindows } from '../platform'

/** The mark: three lanes. On a Mac its place belongs to the window's own buttons, on Windows it is in the title bar. */
export function Brand({ rail }: { readonly rail: boolean }) {
  if (isWindows) return <div className="h-2 shrink-0" />
  return (
    <div className="drag-region flex h-titlebar shrink-0 items-center gap-2.5 px-2">
      {!isMac && (
        <>
          <Mark />
          {!rail && <span className="font-semibold tracking-[-0.01em]">Trilane</span>}
        </>
      )}
    </div>
  )
}

export function Mark() {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      <rect x="1" y="2" width="14" height="3" rx="1" fill="var(--fast-fill)" />
      <rect x="1" y="6.5" width="9" height="3" rx="1" fill="var(--heavy-fill)" />
      <rect x="1" y="11" width="3.4" height="3" rx="1" fill="var(--dead-fill)" />
    </svg>
  )
}
