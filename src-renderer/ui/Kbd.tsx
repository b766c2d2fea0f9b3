import { shownKeys } from '../platform'

/** A key combination, as 'Mod N'; `bare` inside a button. */
export function Kbd({ keys, bare = false }: { readonly keys: string; readonly bare?: boolean }) {
  return (
    <kbd
      aria-hidden={bare}
      className={`inline-flex h-[17px] items-center justify-center rounded-[4px] font-sans text-2xs/none font-medium tracking-[0.02em] whitespace-nowrap ${
        bare
          ? 'ml-0.5 text-ink-3 group-data-[look=primary]/button:text-current group-data-[look=primary]/button:opacity-70 group-disabled/button:text-current'
          : 'edge-strong min-w-[17px] bg-surface px-1 text-ink-3'
      }`}
    >
      {shownKeys(keys)}
    </kbd>
  )
}
