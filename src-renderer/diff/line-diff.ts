import { editScript, endsAlike, type Run } from './edit-script'

/** One line of a comparison. Numbers count from 1: `before` in the original, `after` in the edited text. */
export type DiffLine =
  | { readonly kind: 'same'; readonly before: number; readonly after: number; readonly text: string }
  | { readonly kind: 'removed'; readonly before: number; readonly text: string }
  | { readonly kind: 'added'; readonly after: number; readonly text: string }

/** So many changed lines take some milliseconds, little enough for every key stroke; memory grows with their square. */
const mostEdits = 1_500

/** Compares two texts line by line: the fewest lines that go and come. Where more than 1,500 do, the part that differs counts as removed
 *  and added as a whole. Removed lines come before added ones. */
export function lineDiff(original: string, edited: string): DiffLine[] {
  const before = original.split('\n')
  const after = edited.split('\n')
  const known = new Map<string, number>()
  const numbered = (lines: readonly string[]) =>
    Int32Array.from(lines, (line) => {
      const number = known.get(line) ?? known.size
      known.set(line, number)
      return number
    })
  const [a, b] = [numbered(before), numbered(after)]
  return linesOf(before, after, editScript(a, b, { edits: mostEdits, isLate: () => false }) ?? asAWhole(a, b))
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

/** The part between what both begin and end with, as one change. */
function asAWhole(a: Int32Array, b: Int32Array): Run[] {
  const { start, end } = endsAlike(a, b)
  return [
    { kind: 'same', from: 0, to: start },
    { kind: 'removed', from: start, to: a.length - end },
    { kind: 'added', from: start, to: b.length - end },
    { kind: 'same', from: a.length - end, to: a.length },
  ]
}

function linesOf(before: readonly string[], after: readonly string[], runs: readonly Run[]): DiffLine[] {
  const lines: DiffLine[] = []
  let next = 0 // in `after`
  for (const { kind, from, to } of runs)
    for (let at = from; at < to; at += 1)
      if (kind === 'removed') lines.push({ kind, before: at + 1, text: before[at] ?? '' })
      else if (kind === 'added') lines.push({ kind, after: ++next, text: after[at] ?? '' })
      else lines.push({ kind, before: at + 1, after: ++next, text: before[at] ?? '' })
  return lines
}
