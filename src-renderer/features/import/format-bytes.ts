const units = ['bytes', 'kB', 'MB', 'GB'] as const
const upToOneDecimal = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 })
const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 })

/** A file's size in powers of a thousand, as file managers tell it: 750 kB, 2.1 MB. */
export function formatBytes(bytes: number): string {
  let size = Math.max(0, bytes)
  let unit = 0
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1_000
    unit += 1
  }
  return `${(size < 10 && unit > 1 ? upToOneDecimal : whole).format(size)} ${units[unit]}`
}
