import type { Multiplied } from './provider'

/** What a layer that repeats calls means, and what to do about it. */
export const multipliedWords = ({ calls, layer }: Multiplied): string =>
  `A layer in front of it repeats calls: ${calls} for one, by ${layer}. Turn its retries off, or limits cannot be kept.`
