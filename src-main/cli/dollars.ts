import { type NanoUsd, nanoUsdPerUsd } from '#shared/spend'

/** An amount with two places behind the point, or as many as a small one needs to show two figures. */
export function dollars(amount: NanoUsd): string {
  const usd = amount / nanoUsdPerUsd
  const places = usd === 0 || usd >= 0.1 ? 2 : Math.min(9, 1 - Math.floor(Math.log10(usd)))
  return usd.toFixed(places)
}
