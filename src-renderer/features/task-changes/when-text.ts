import type { EpochMs } from '#shared/task'
import { parseWhen } from '#shared/when'
import { formatAhead, formatMoment } from '../../format'

/** When something starts, as it is typed: at once, at a moment, or not readable yet. */
export type StartRead =
  | { readonly kind: 'now' }
  | { readonly kind: 'at'; readonly at: EpochMs; readonly words: string }
  | { readonly kind: 'unreadable'; readonly advice: string }

const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone

/** Times are those of this computer's clock. */
export function readStart(text: string, now: EpochMs): StartRead {
  if (/^(now)?$/i.test(text.trim())) return { kind: 'now' }
  const when = parseWhen(text, now, timeZone)
  if (!when.ok) return { kind: 'unreadable', advice: when.message }
  const ahead = formatAhead(when.at, now)
  const words = `${formatMoment(when.at)}${ahead.startsWith('in ') ? `, ${ahead}` : ''}.`
  return { kind: 'at', at: when.at, words: when.note === null ? words : `${words} ${when.note}` }
}

/** Offered beside the field; each is a text that can be read. */
export const startExamples = ['in 1 h', '22:00', 'tomorrow 9:00', 'monday 8:00'] as const
