import { create } from 'zustand'
import { ReleasePace } from '#shared/release'
import { counted, formatCount } from '../../format'

/** How the rest is to go back: at which pace, and whether by itself once the one ahead has succeeded. */
export type PaceChoice = { readonly pace: ReleasePace; readonly byItself: boolean }
type Store = PaceChoice & { readonly choose: (choice: Partial<PaceChoice>) => void }

const place = 'trilane:release-pace'

function remembered(): PaceChoice {
  try {
    const known: unknown = JSON.parse(localStorage.getItem(place) ?? 'null')
    const { pace, byItself } = known as { pace: unknown; byItself: unknown }
    return { pace: ReleasePace.parse(pace), byItself: byItself === true }
  } catch {
    return { pace: { kind: 'all' }, byItself: false }
  }
}

/** What was chosen last holds for the next ones too, also after a restart. */
export const usePace = create<Store>()((set, get) => ({
  ...remembered(),
  choose(choice) {
    set(choice)
    const { pace, byItself } = get()
    localStorage.setItem(place, JSON.stringify({ pace, byItself }))
  },
}))

/** 'all at once', '5 at a time', '20 a minute'. */
export function paceWords(pace: ReleasePace): string {
  if (pace.kind === 'all') return 'all at once'
  return pace.kind === 'together' ? `${formatCount(pace.n)} at a time` : `${formatCount(pace.n)} a minute`
}

/** About how long the sending takes; '' where only the lane can tell. */
export function paceLasts(pace: ReleasePace, count: number): string {
  if (pace.kind !== 'per_minute' || count === 0) return ''
  const minutes = Math.ceil(count / pace.n)
  return minutes < 90 ? `about ${counted(minutes, 'minute')}` : `about ${counted(Math.round(minutes / 60), 'hour')}`
}
