import { useState } from 'react'

/** Up to so many attempts are all shown; of more, those between the first and the last few are folded away. */
const mostWhole = 12
const firstShown = 2
const lastShown = 8

/** Where of so many attempts the fold begins and ends (not included); null where all are shown. */
export const foldOf = (count: number): { readonly from: number; readonly to: number } | null =>
  count <= mostWhole ? null : { from: firstShown, to: count - lastShown }

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
  const fold = foldOf(count)
  const isFolded = fold !== null && !isOpen && (picked < fold.from || picked >= fold.to)
  return {
    isHidden: (index) => isFolded && index >= fold.from && index < fold.to,
    button: isFolded ? { at: fold.from, count: fold.to - fold.from } : null,
    open: () => setOpen(true),
  }
}
