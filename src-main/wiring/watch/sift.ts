import type { WaitingFile } from '#shared/watch'
import type { StoredWatchFile } from '#store/watches'
import type { FoundFile } from './scan-folder'

/** Files that are looked at until they stand still, as they were last seen; since: by a clock that only rises. */
export type Settling = Map<string, { readonly size: number; readonly mtime: string; readonly since: number }>
export type Sifted = {
  readonly ready: readonly FoundFile[] // complete, and not dealt with
  readonly settling: Settling
  readonly waiting: readonly WaitingFile[] // those that settle, or have nothing in them
  readonly waitMs: number | null // until the next of them may be complete; null: none is on its way
}
type Seen = {
  readonly found: readonly FoundFile[]
  readonly known: ReadonlyMap<string, StoredWatchFile>
  readonly settling: ReadonlyMap<string, { readonly size: number; readonly mtime: string; readonly since: number }>
  readonly settleMs: number
  readonly now: number // by the clock that only rises
}

/**
 * Which files are complete and new. A file is dealt with once it was taken, refused or left out as it is now, by its size and date; another
 * size or date makes it a new one, whose contents then decide. It is complete once both have stood still for the settle time under the eye
 * of this process: a date alone says nothing, since copies keep that of their original.
 */
export function sift({ found, known, settling, settleMs, now }: Seen): Sifted {
  const ready: FoundFile[] = []
  const next: Settling = new Map()
  const waiting: WaitingFile[] = []
  let waitMs: number | null = null
  for (const file of found) {
    const { path, size, mtime } = file
    const row = known.get(path)
    const isSame = row !== undefined && row.size === size && row.mtime === mtime
    if (isSame && !isOpen(row)) continue
    if (size === 0) {
      waiting.push({ path, why: 'empty' })
      continue
    }
    if (isSame) {
      ready.push(file) // it stood still when it was looked at before
      continue
    }
    const before = settling.get(path)
    const since = before && before.size === size && before.mtime === mtime ? before.since : now
    if (now - since >= settleMs) {
      ready.push(file)
      next.set(path, { size, mtime, since }) // until it is dealt with
      continue
    }
    next.set(path, { size, mtime, since })
    waiting.push({ path, why: 'changing' })
    waitMs = Math.min(waitMs ?? settleMs, since + settleMs - now)
  }
  return { ready, settling: next, waiting, waitMs }
}

/** What is looked at once more as it is: a person asked for it, or it could not be read. */
const isOpen = ({ state, problem }: StoredWatchFile): boolean =>
  state === 'asked' || (state === 'failed' && problem === 'unreadable')
