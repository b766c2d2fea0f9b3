const factors: Readonly<Record<string, number>> = { '': 1, k: 1_000, m: 1_000_000 }

/** A whole number above 0 as it can be typed: 600, 200,000, 200k, 1.5M. Null where it cannot be read. */
export function parseCount(text: string): number | null {
  const typed = text
    .trim()
    .toLowerCase()
    .replace(/[\s_']/g, '')
  const plain = typed.replace(/(\d)[,.](?=\d{3}(\D|$))/g, '$1') // separators of thousands
  const [, digits, unit = ''] = /^(\d+(?:[.,]\d+)?)([km]?)$/.exec(unitOf(typed) === '' ? plain : typed) ?? []
  if (digits === undefined) return null
  const value = Number(digits.replace(',', '.')) * (factors[unit] ?? 1)
  return Number.isInteger(Math.round(value * 1e6) / 1e6) && value >= 1 ? Math.round(value) : null
}
const unitOf = (typed: string): string => /[km]$/.exec(typed)?.[0] ?? ''

/** Dollars as they can be typed: 3, 0.15, $2.50; 0 is free. Null where it cannot be read. */
export function parseDollars(text: string): number | null {
  const typed = text
    .trim()
    .replace(/^\$\s*/, '')
    .replace(',', '.')
  return /^\d+(\.\d+)?$|^\.\d+$/.test(typed) ? Number(typed) : null
}
