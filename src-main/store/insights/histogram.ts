/**
 * How long things took: counts in buckets of a fixed logarithmic scale, eight for each doubling, so that histograms can be added and a
 * percentile of the sum is off by 4.4 % at most. As bytes: for each bucket that has any, in order, its number and its count as LEB128.
 */
export type Histogram = Map<number, number>

const perDoubling = 8
const lastBucket = 255 // from 46 days on

export const bucketOf = (ms: number): number =>
  ms > 1 ? Math.min(lastBucket, Math.floor(Math.log2(ms) * perDoubling)) : 0

/** The middle of a bucket on its scale, ms. */
const middleOf = (bucket: number): number => 2 ** ((bucket + 0.5) / perDoubling)

/** One more that took so many milliseconds; below zero, as after a clock that was set back, counts as zero. */
export function count(histogram: Histogram, ms: number): void {
  const bucket = bucketOf(ms)
  histogram.set(bucket, (histogram.get(bucket) ?? 0) + 1)
}

export const nothing: Uint8Array = Buffer.alloc(0)

export function encode(histogram: Histogram): Uint8Array {
  if (histogram.size === 0) return nothing
  const bytes: number[] = []
  for (const [bucket, n] of [...histogram].sort(([a], [b]) => a - b)) {
    bytes.push(bucket)
    let rest = n
    for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128)
    bytes.push(rest)
  }
  return Buffer.from(bytes)
}

/** Adds what the bytes hold. Bytes that end too soon, as of a damaged file, give what stands before that. */
export function decodeInto(histogram: Histogram, bytes: Uint8Array): Histogram {
  for (let at = 0; at < bytes.length; ) {
    const bucket = bytes[at++] ?? 0
    let n = 0
    for (let factor = 1; at < bytes.length; factor *= 128) {
      const byte = bytes[at++] ?? 0
      n += (byte & 127) * factor
      if (byte < 128) {
        histogram.set(bucket, (histogram.get(bucket) ?? 0) + n)
        break
      }
    }
  }
  return histogram
}

export const merge = (a: Uint8Array, b: Uint8Array): Uint8Array => encode(decodeInto(decodeInto(new Map(), a), b))

export const size = (histogram: Histogram): number => [...histogram.values()].reduce((sum, n) => sum + n, 0)

/**
 * The time within which that share of them came, by nearest rank, ms; null where there are none.
 * @param share above 0, up to 1
 */
export function percentile(histogram: Histogram, share: number): number | null {
  const all = size(histogram)
  if (all === 0) return null
  let left = Math.ceil(all * share)
  for (const [bucket, n] of [...histogram].sort(([a], [b]) => a - b)) {
    left -= n
    if (left <= 0) return middleOf(bucket)
  }
  return null
}
