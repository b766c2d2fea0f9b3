const units = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000 } as const
type Unit = keyof typeof units
const words: Record<string, Unit> = {
  ...{ ms: 'ms', s: 's', sec: 's', second: 's', seconds: 's', m: 'min', min: 'min', minute: 'min', minutes: 'min' },
  ...{ h: 'h', hour: 'h', hours: 'h' },
}

/** A duration as it can be typed, in whole milliseconds; null where it cannot be read. A bare number is seconds: '90', '1.5 s', '10 min', '1 m 30 s'. */
export function parseDuration(text: string): number | null {
  const typed = text.trim().toLowerCase()
  if (/^\d+([.,]\d+)?$/.test(typed)) return inMs(typed, 's')
  if (!/^(\d+([.,]\d+)?\s*[a-z]+\s*)+$/.test(typed)) return null
  let total = 0
  for (const [, amount = '', word = ''] of typed.matchAll(/(\d+(?:[.,]\d+)?)\s*([a-z]+)/g)) {
    const unit = words[word]
    if (!unit) return null
    total += inMs(amount, unit)
  }
  return total
}

const inMs = (amount: string, unit: Unit): number => Math.round(Number(amount.replace(',', '.')) * units[unit])

/** The same duration in its largest unit that loses nothing, so that it can be edited: 250 ms, 60 s, 10 min. */
export function durationText(ms: number): string {
  if (ms >= 2 * units.h && ms % units.h === 0) return `${ms / units.h} h`
  if (ms >= 2 * units.min && ms % units.min === 0) return `${ms / units.min} min`
  if (ms === 0 || ms % 100 === 0) return `${ms / units.s} s`
  return `${ms} ms`
}
