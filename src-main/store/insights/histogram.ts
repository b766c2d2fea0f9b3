/**
 * How long things took: counts in buckets of a fixed logarithmic scale, eight for each doubling, so that histograms can be added and a
 * percentile of the sum is off by 4.4 % at most. As bytes: for each bucket that has any, in order, its number and its count as LEB128.
 */
export type Histogram = Float64Array

const perDoubling = 8
const buckets = 256 // the last from 46 days on

export const newHistogram = (): Histogram => new Float64Array(buckets)

export const bucketOf = (ms: number): number =>
  ms > 1 ? Math.min(buckets - 1, Math.floor(Math.log2(ms) * perDoubling)) : 0

/** The middle of a bucket on its scale, ms. */
const middleOf = (bucket: number): number => 2 ** ((bucket + 0.5) / perDoubling)

function add(histogram: Histogram, bucket: number, n: number): void {
  histogram[bucket] = (histogram[bucket] ?? 0) + n
}

/** One more that took so many milliseconds; below zero, as after a clock that was set back, counts as zero. */
export const count = (histogram: Histogram, ms: number): void => add(histogram, bucketOf(ms), 1)

export function encode(histogram: Histogram): Uint8Array {
  const bytes: number[] = []
  for (let bucket = 0; bucket < buckets; bucket++) {
    let rest = histogram[bucket] ?? 0
    if (rest === 0) continue
    bytes.push(bucket)
    for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128)
    bytes.push(rest)
  }
  return Buffer.from(bytes)
}

/** Adds what the bytes hold, to another one as well. Bytes that end too soon, as of a damaged file, give what stands before that. */
export function decodeInto(histogram: Histogram, bytes: Uint8Array, also?: Histogram): Histogram {
  for (let at = 0; at < bytes.length; ) {
    const bucket = bytes[at++] ?? 0
    let n = 0
    for (let factor = 1; at < bytes.length; factor *= 128) {
      const byte = bytes[at++] ?? 0
      n += (byte & 127) * factor
      if (byte < 128) {
        add(histogram, bucket, n)
        if (also) add(also, bucket, n)
        break
      }
    }
  }
  return histogram
}

const scratch = newHistogram() // that of `merge` alone, which each commit asks some times

export function merge(a: Uint8Array, b: Uint8Array): Uint8Array {
  scratch.fill(0)
  return encode(decodeInto(decodeInto(scratch, a), b))
}

export function size(histogram: Histogram): number {
  let sum = 0
  for (const n of histogram) sum += n
  return sum
}

/**
 * The times within which those shares of them came, by nearest rank, ms; of nothing there are none. In one pass: a view asks for them of
 * each of its points.
 * @param shares above 0, up to 1, rising
 */
export function percentiles(histogram: Histogram, shares: readonly number[]): { n: number; at: number[] } {
  const n = size(histogram)
  const at: number[] = []
  if (n === 0) return { n, at }
  let below = 0
  for (let bucket = 0; bucket < buckets && at.length < shares.length; bucket++) {
    below += histogram[bucket] ?? 0
    while (at.length < shares.length && below >= Math.ceil(n * (shares[at.length] ?? 1))) at.push(middleOf(bucket))
  }
  return { n, at }
}
