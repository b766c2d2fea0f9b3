import { type NanoUsd, nanoUsdPerUsd } from '#shared/spend'
import { formatCount, formatUsd } from '../../format'

/** Values beside the lines of a scale: short, and no more exact than a line is. */

const upToOneDecimal = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 })

/** 9,000, 20k, 2.5M, 1B */
export function axisCount(count: number): string {
  if (count < 10_000) return formatCount(count)
  if (count < 1_000_000) return `${upToOneDecimal.format(count / 1_000)}k`
  if (count < 1_000_000_000) return `${upToOneDecimal.format(count / 1_000_000)}M`
  return `${upToOneDecimal.format(count / 1_000_000_000)}B`
}

/** $25, $0.50, $0.0005, $20k */
export function axisUsd(nano: NanoUsd): string {
  const usd = nano / nanoUsdPerUsd
  if (usd >= 1 && Number.isInteger(usd)) return `$${axisCount(usd)}`
  return formatUsd(nano)
}

/** The unit of which the lines of a scale of times are round numbers, ms. */
export function timeUnit(most: number): number {
  if (most < 2_000) return 1
  if (most < 120_000) return 1_000
  if (most < 2 * 3_600_000) return 60_000
  return 3_600_000
}
