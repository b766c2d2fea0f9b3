/** A moment, and how many calls had left by then. */
export type Moment = { readonly at: number; readonly seq: number }

/**
 * The rate at which a bucket that was empty at each of these moments was refilled, given the calls that it let through. Calls by time would be it
 * if the bucket had never been full in between, when what it was refilled with is lost; how much it holds is told by the greatest burst
 * that it let through.
 * A rate at which a call would have been refused though there was more than one in the bucket is too low: it makes the bucket too large.
 * @param atLeast calls by time
 * @param spreadMs how much sooner or later than another one a call may reach the provider
 */
export function refillRate(
  accepted: readonly Moment[],
  empties: readonly Moment[],
  atLeast: number,
  spreadMs: number,
): number {
  const [first, last] = [empties[0], empties.at(-1)]
  const oldest = accepted[0]
  if (!first || !last || !oldest || oldest.at > first.at) return atLeast
  const between = accepted.filter((some) => some.seq > first.seq && some.seq < last.seq)
  const levelAtEnd = (perMs: number): number => {
    const capacity = greatestBurst(accepted, perMs)
    let level = 0
    let at = first.at
    for (const call of between) {
      level = Math.min(capacity, level + (call.at - at) * perMs) - 1
      at = call.at
    }
    return Math.min(capacity, level + (last.at - at) * perMs)
  }
  let [low, high] = [atLeast, atLeast * 2]
  for (let i = 0; i < 20; i++) {
    const middle = (low + high) / 2
    if (levelAtEnd(middle) < 0.5) low = middle
    else high = middle
  }
  const isRefuted = (perMs: number) => mostLeft(accepted, empties, perMs) > 1.2 + 2 * perMs * spreadMs
  if (!isRefuted(low)) return low
  for (let perMs = low * 1.05; perMs < 3 * low; perMs *= 1.05) if (!isRefuted(perMs)) return perMs
  return low
}

/** With how much in such a bucket a call would have been refused at least once. */
function mostLeft(accepted: readonly Moment[], empties: readonly Moment[], perMs: number): number {
  const capacity = greatestBurst(accepted, perMs)
  let most = 0
  let level = 0
  let n = 0
  let at = 0
  for (const end of empties) {
    for (let call = accepted[n]; call && call.seq < end.seq; call = accepted[++n]) {
      level = Math.min(capacity, level + (call.at - at) * perMs) - 1
      at = call.at
    }
    if (end !== empties[0]) most = Math.max(most, Math.min(capacity, level + (end.at - at) * perMs))
    level = 0
    at = end.at
  }
  return most
}

/** The most that came through at once, beyond what was refilled meanwhile: a bucket of that rate holds no less. */
export function greatestBurst(accepted: readonly Moment[], perMs: number): number {
  let most = 1
  let burst = 0
  let at = accepted[0]?.at ?? 0
  for (const call of accepted) {
    burst = Math.max(0, burst - (call.at - at) * perMs) + 1
    at = call.at
    most = Math.max(most, burst)
  }
  return most
}
