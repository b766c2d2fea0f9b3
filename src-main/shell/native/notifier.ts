import type { DesktopSettings, NotificationKind } from '#shared/desktop'
import { createCoalescer } from './coalesce'
import type { Happening } from './happenings'
import { type NameOf, notificationOf, type Told } from './notification-words'
import type { Standing } from './standing'

type Parts = {
  readonly now: () => number
  readonly wanted: () => DesktopSettings['notify']
  /** A person looks at one of our windows, which shows it all. */
  readonly isFocused: () => boolean
  readonly nameOf: NameOf
  /** To the system. */
  readonly show: (kind: NotificationKind, told: Told) => void
}

/** Under which setting it is told: a batch of which too many died is about dead letters, and a dry run that ended waits for a person. */
const settingOf = (kind: Happening['kind']): NotificationKind =>
  kind === 'dead_share' ? 'dead_letters' : kind === 'dry_run' ? 'needs_person' : kind

/** Tells the system what happened while nobody looks: what is wanted, and never more than once a minute for each kind. */
export function createNotifier({ now, wanted, isFocused, nameOf, show }: Parts) {
  let standing: Standing | null = null
  const isNews = (kind: Happening['kind']) => wanted()[settingOf(kind)] && !isFocused()
  const coalescer = createCoalescer<Happening>({
    now,
    tell(_kind, gathered) {
      const [first] = gathered
      const told = first && isNews(first.kind) ? notificationOf(gathered.filter(stillTrue), nameOf) : null
      if (!first || !told) return false
      show(settingOf(first.kind), told)
      return true
    },
  })

  /** Between a closed gate and its notification somebody may have opened it. */
  const stillTrue = (happening: Happening) =>
    happening.kind !== 'needs_person' ||
    standing === null ||
    standing.stuck.some(({ gateId }) => gateId === happening.stuck.gateId)

  return {
    look(next: Standing, happenings: readonly Happening[]) {
      standing = next
      for (const happening of happenings) if (isNews(happening.kind)) coalescer.add(happening.kind, happening)
    },
    /** A window of ours got the focus. */
    seen: coalescer.forget,
  }
}
