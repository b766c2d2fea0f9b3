import { RunWindow, type RunWindows, type Weekday, weekdays } from '#shared/run-window'
import { machineZone } from '#shared/zoned-time'

/** A run window as it is typed. */
export type WindowDraft = {
  readonly days: readonly Weekday[]
  readonly from: string
  readonly to: string
  readonly timeZone: string
}
export type WindowProblems = Readonly<Partial<Record<keyof WindowDraft, string>>>
type Read =
  | { readonly ok: true; readonly value: RunWindow; readonly problems: WindowProblems }
  | { readonly ok: false; readonly problems: WindowProblems }

export const windowPresets = [
  { label: 'Nights 22:00 to 06:00', window: { days: [...weekdays], from: '22:00', to: '06:00' } },
  { label: 'Weekends', window: { days: ['sat', 'sun'], from: '00:00', to: '24:00' } },
] as const satisfies readonly { label: string; window: Omit<RunWindow, 'timeZone'> }[]

/** What a new window begins with. */
export const firstDraft = (): WindowDraft => ({
  ...{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '18:00', to: '08:00', timeZone: machineZone() },
})

/** '9', '9.30', '2200' and '10 pm' as the contract has them; what is no time stays as it was typed. */
export function readTime(text: string): string {
  const [, hours, minutes = '00', half] =
    /^(\d{1,2})(?:[:.h]?(\d{2}))?\s*([ap]m)?$/.exec(text.trim().toLowerCase().replace(/\./g, ':')) ?? []
  if (hours === undefined) return text.trim()
  const hour = Number(hours)
  if (half === undefined) return `${hours.padStart(2, '0')}:${minutes}`
  if (hour < 1 || hour > 12) return text.trim()
  return `${String((hour % 12) + (half === 'pm' ? 12 : 0)).padStart(2, '0')}:${minutes}`
}

/** What was typed, as a window that is not among the others; or what to put right, at its field. */
export function readWindow(draft: WindowDraft, others: RunWindows): Read {
  const { days, from, to, timeZone } = draft
  const typed = { days: [...days], from: readTime(from), to: readTime(to), timeZone: timeZone.trim() }
  const read = RunWindow.safeParse(typed)
  if (read.success) {
    if (!isAmong(read.data, others)) return { ok: true, value: read.data, problems: {} }
    return { ok: false, problems: { from: 'There is such a window already.' } }
  }
  const problems: Partial<Record<keyof WindowDraft, string>> = {}
  for (const { path, message } of read.error.issues) problems[path[0] as keyof WindowDraft] ??= message
  return { ok: false, problems }
}

export const isAmong = (window: RunWindow, others: RunWindows): boolean =>
  others.some((other) => JSON.stringify(inOrder(other)) === JSON.stringify(inOrder(window)))

const inOrder = ({ days, from, to, timeZone }: RunWindow) => [days, from, to, timeZone]
