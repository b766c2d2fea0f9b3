import type { ProviderView } from '#shared/provider'
import type { WorkTime } from '#shared/work-time'
import { counted, formatDayTime, formatSpan, formatTime, missing } from '../../format'

type Providers = readonly Pick<ProviderView, 'id' | 'name'>[]
const minuteMs = 60_000
const dayMs = 86_400_000

/** '2 h 7 m': no more of it than is known; an en dash where it waits for a person. */
export function timeFigure({ seconds }: WorkTime): string {
  if (seconds === null) return missing
  return seconds < 60 ? 'under 1 m' : formatSpan(Math.ceil((seconds * 1_000) / minuteMs) * minuteMs)
}

/** What the figure is: 'time, about'. */
export function timeCaption({ seconds, atMost }: WorkTime): string {
  if (seconds === null) return 'waits for you'
  return atMost ? 'time, at most' : 'time, about'
}

/** The bottleneck, by name; '' where there is none to name. */
export function slowedWords({ slowedBy, providerId }: WorkTime, providers: Providers): string {
  const its = providers.find(({ id }) => id === providerId)?.name ?? 'the provider'
  switch (slowedBy) {
    case null:
      return ''
    case 'lane':
      return 'the slots of its lane'
    case 'requests_per_minute':
      return `${its}’s requests a minute`
    case 'tokens_per_minute':
      return `${its}’s tokens a minute`
    case 'concurrency':
      return `calls at once to ${its}`
    case 'gate':
      return `${its}, which is paused`
  }
}

/** When the first of it starts, where that is not at once; '' where it is. */
export function startsWords({ startsAt }: WorkTime, now: number): string {
  if (startsAt === null || startsAt <= now) return ''
  return startsAt - now < dayMs ? formatTime(startsAt) : formatDayTime(startsAt)
}

/** What it takes turns with; '' where nothing is in line. */
export const turnsWords = ({ inLine }: WorkTime): string => (inLine > 0 ? counted(inLine, 'other task') : '')
