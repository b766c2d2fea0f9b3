/** One line of a comparison. Numbers count from 1: `before` in the original, `after` in the edited text. */
export type DiffLine =
  | { readonly kind: 'same'; readonly before: number; readonly after: number; readonly text: string }
  | { readonly kind: 'removed'; readonly before: number; readonly text: string }
  | { readonly kind: 'added'; readonly after: number; readonly text: string }

/** Cells of the table below: 1,000 changed lines against 1,000 take some 5 ms, little enough for every key stroke. */
const mostCells = 1_000_000

/** Compares two texts line by line, by their longest common subsequence. Where the part that differs is too large for that
 *  (over a million pairs of lines), that part counts as removed and added as a whole. Removed lines come before added ones. */
export function lineDiff(original: string, edited: string): DiffLine[] {
  const before = original.split('\n')
  const after = edited.split('\n')
  let start = 0
  while (start < before.length && start < after.length && before[start] === after[start]) start++
  let end = 0
  while (end < before.length - start && end < after.length - start && before.at(-1 - end) === after.at(-1 - end)) end++

  const kept = commonPairs(before.slice(start, before.length - end), after.slice(start, after.length - end))
  const pairs: Pair[] = []
  for (let index = 0; index < start; index++) pairs.push([index, index])
  for (const [b, a] of kept) pairs.push([b + start, a + start])
  for (let index = end; index > 0; index--) pairs.push([before.length - index, after.length - index])
  return merge(before, after, pairs)
}

/** How many lines went and came. */
export function countChanges(lines: readonly DiffLine[]): { removed: number; added: number } {
  let removed = 0
  let added = 0
  for (const { kind } of lines) {
    if (kind === 'removed') removed++
    if (kind === 'added') added++
  }
  return { removed, added }
}

type Pair = readonly [before: number, after: number]

/** The longest run of pairs of equal lines, rising in both. */
function commonPairs(before: readonly string[], after: readonly string[]): Pair[] {
  if (before.length * after.length > mostCells) return []
  const width = after.length + 1
  // longest[b * width + a]: the length of the longest common subsequence of before[b..] and after[a..]
  const longest = new Uint32Array((before.length + 1) * width)
  const at = (b: number, a: number) => longest[b * width + a] ?? 0
  for (let b = before.length - 1; b >= 0; b--) {
    for (let a = after.length - 1; a >= 0; a--) {
      longest[b * width + a] = before[b] === after[a] ? at(b + 1, a + 1) + 1 : Math.max(at(b + 1, a), at(b, a + 1))
    }
  }
  const pairs: Pair[] = []
  for (let b = 0, a = 0; b < before.length && a < after.length; ) {
    if (before[b] === after[a]) pairs.push([b++, a++])
    else if (at(b + 1, a) >= at(b, a + 1)) b++
    else a++
  }
  return pairs
}

function merge(before: readonly string[], after: readonly string[], pairs: readonly Pair[]): DiffLine[] {
  const lines: DiffLine[] = []
  let b = 0
  let a = 0
  const upTo = (nextBefore: number, nextAfter: number) => {
    for (; b < nextBefore; b++) lines.push({ kind: 'removed', before: b + 1, text: before[b] ?? '' })
    for (; a < nextAfter; a++) lines.push({ kind: 'added', after: a + 1, text: after[a] ?? '' })
  }
  for (const [nextBefore, nextAfter] of pairs) {
    upTo(nextBefore, nextAfter)
    lines.push({ kind: 'same', before: ++b, after: ++a, text: before[nextBefore] ?? '' })
  }
  upTo(before.length, after.length)
  return lines
}
