const unitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 }

/** A moment that was: '30m', '2h' and '7d' are so long ago; else a date, or date and time, of this machine's clock. Null for anything else. */
export function parseWhen(word: string, now: number): number | null {
  const [, count = '', unit = ''] = /^(\d{1,6})([mhd])$/.exec(word) ?? []
  const ms = unitMs[unit]
  if (ms !== undefined) return now - Number(count) * ms
  const isMoment = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:?\d\d)?)?$/.test(word)
  if (!isMoment) return null
  // A date alone would be read as UTC's midnight.
  const at = Date.parse(word.length === 10 ? `${word}T00:00` : word)
  return Number.isNaN(at) ? null : at
}
