/** Whether an id is among these, which are in rising order. */
export function hasId(sorted: Float64Array, id: number): boolean {
  let [low, high] = [0, sorted.length - 1]
  while (low <= high) {
    const middle = (low + high) >> 1
    const at = sorted[middle] ?? 0
    if (at === id) return true
    if (at < id) low = middle + 1
    else high = middle - 1
  }
  return false
}
