import { useState } from 'react'

/** Up to so many attempts are all shown; of more, those between the first and the last few are folded away. */
type Shown = { readonly whole: number; readonly first: number; readonly last: number }
const inLists: Shown = { whole: 12, first: 2, last: 8 }
/** So many have room for their status. */
export const inRibbon: Shown = { whole: 8, first: 1, last: 4 }

/** Where of so many attempts the fold begins and ends (not included); null where all are shown. */
export const foldOf = (
  count: number,
  { whole, first, last }: Shown,
): { readonly from: number; readonly to: number } | null => (count <= whole ? null : { from: first, to: count - last })

type Fold = {
  /** Whether the attempt at that place is folded away. */
  readonly isHidden: (index: number) => boolean
  /** At that place stands what unfolds them, and so many there are; null for none. */
  readonly button: { readonly at: number; readonly count: number } | null
  readonly open: () => void
}

/** @param picked the place of the attempt that must be seen, -1 for none */
export function useFold(count: number, picked: number): Fold {
  const [isOpen, setOpen] = useState(false)
  const fold = foldOf(count, inLists)
  const isFolded = fold !== null && !isOpen && (picked < fold.from || picked >= fold.to)
  return {
    isHidden: (index) => isFolded && index >= fold.from && index < fold.to,
    button: isFolded ? { at: fold.from, count: fold.to - fold.from } : null,
    open: () => setOpen(true),
  }
}
