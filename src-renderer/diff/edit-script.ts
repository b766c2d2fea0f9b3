/** A run of what two lists share, or of what only one of them has: positions in that list, the end excluded. */
export type Run = { readonly kind: 'same' | 'removed' | 'added'; readonly from: number; readonly to: number }
export type Bounds = {
  /** No more than so many changes are looked for: memory grows with their square. */
  readonly edits: number
  readonly isLate: () => boolean
}

/**
 * The shortest way to make one list of numbers into another by taking out and putting in: E. W. Myers, "An O(ND) Difference Algorithm and Its
 * Variations", Algorithmica 1 (1986), 251-266, in its greedy form. What is taken out comes before what is put in at the same place.
 * @returns null where there are more changes than `edits`, or it takes too long
 */
export function editScript(a: Int32Array, b: Int32Array, bounds: Bounds): Run[] | null {
  const { start, end } = endsAlike(a, b)
  const middle = walk(a.subarray(start, a.length - end), b.subarray(start, b.length - end), bounds)
  if (!middle) return null
  return joined([
    { kind: 'same', from: 0, to: start },
    ...middle.map(({ kind, from, to }): Run => ({ kind, from: from + start, to: to + start })),
    { kind: 'same', from: a.length - end, to: a.length },
  ])
}

/** How many two lists share at the beginning, and of the rest at the end. */
export function endsAlike(a: Int32Array, b: Int32Array): { readonly start: number; readonly end: number } {
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1
  let end = 0
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1
  return { start, end }
}

function walk(a: Int32Array, b: Int32Array, { edits, isLate }: Bounds): Run[] | null {
  const most = Math.min(a.length + b.length, edits)
  const offset = most + 1
  const reached = new Int32Array(2 * most + 3) // how far along `a` each diagonal has come
  const before: Int32Array[] = [] // the same before each round, for the way back
  const at = (k: number) => reached[offset + k] ?? 0
  for (let round = 0; round <= most; round += 1) {
    if (isLate()) return null
    before.push(reached.slice(offset - round, offset + round + 1))
    for (let k = -round; k <= round; k += 2) {
      const isDown = k === -round || (k !== round && at(k - 1) < at(k + 1))
      let x = isDown ? at(k + 1) : at(k - 1) + 1
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x += 1
      reached[offset + k] = x
      if (x >= a.length && x - k >= b.length) return wayBack(before, round, a.length, b.length)
    }
  }
  return null
}

function wayBack(before: readonly Int32Array[], rounds: number, endOfA: number, endOfB: number): Run[] {
  const steps: Run[] = []
  let [x, y] = [endOfA, endOfB]
  for (let round = rounds; round > 0; round -= 1) {
    const reached = before[round]
    const at = (k: number) => reached?.[round + k] ?? 0
    const k = x - y
    const isDown = k === -round || (k !== round && at(k - 1) < at(k + 1))
    const fromX = at(isDown ? k + 1 : k - 1)
    const fromY = fromX - (isDown ? k + 1 : k - 1)
    const sharedX = isDown ? fromX : fromX + 1
    if (x > sharedX) steps.push({ kind: 'same', from: sharedX, to: x })
    steps.push(isDown ? { kind: 'added', from: fromY, to: fromY + 1 } : { kind: 'removed', from: fromX, to: fromX + 1 })
    ;[x, y] = [fromX, fromY]
  }
  if (x > 0) steps.push({ kind: 'same', from: 0, to: x })
  return steps.reverse()
}

/** Neighbours of one kind as one, and of each change first what goes. */
function joined(runs: readonly Run[]): Run[] {
  const result: Run[] = []
  let removed: Run | null = null
  let added: Run | null = null
  const settle = () => {
    if (removed) result.push(removed)
    if (added) result.push(added)
    removed = null
    added = null
  }
  for (const run of runs) {
    if (run.to === run.from) continue
    if (run.kind === 'removed') removed = longer(removed, run)
    else if (run.kind === 'added') added = longer(added, run)
    else {
      settle()
      const last = result.at(-1)
      if (last?.kind === 'same') result[result.length - 1] = longer(last, run)
      else result.push(run)
    }
  }
  settle()
  return result
}
const longer = (run: Run | null, next: Run): Run => (run ? { ...run, to: next.to } : next)
