import type { DiffLine } from '../../diff/line-diff'

/** What stands in the pane of the original, from top to bottom. */
export type OriginalRow =
  | { readonly kind: 'line'; readonly number: number; readonly text: string; readonly isRemoved: boolean }
  | { readonly kind: 'fold'; readonly at: number; readonly hidden: number } // removed lines that are folded away, from line `at`
  | { readonly kind: 'gap'; readonly at: number; readonly lines: number } // as high as lines that were added beside it

/** Of a longer run of removed lines, that many are shown. */
const shownOfRun = 4

/** The original's lines with gaps where lines were added, so that what is equal stands side by side while lines do not wrap.
 *  Long runs of removed lines are folded, unless all are to be shown. */
export function originalRows(lines: readonly DiffLine[], showAll: boolean): OriginalRow[] {
  const rows: OriginalRow[] = []
  let removed: Extract<DiffLine, { kind: 'removed' }>[] = []
  let added = 0
  let number = 1

  const endChange = () => {
    const fold = !showAll && removed.length > shownOfRun + 1
    const shown = fold ? removed.slice(0, shownOfRun) : removed
    for (const { before, text } of shown) rows.push({ kind: 'line', number: before, text, isRemoved: true })
    if (fold) rows.push({ kind: 'fold', at: number + shownOfRun, hidden: removed.length - shownOfRun })
    if (added > removed.length) rows.push({ kind: 'gap', at: number, lines: added - removed.length })
    number += removed.length
    removed = []
    added = 0
  }
  for (const line of lines) {
    if (line.kind === 'removed') removed.push(line)
    else if (line.kind === 'added') added++
    else {
      endChange()
      rows.push({ kind: 'line', number: line.before, text: line.text, isRemoved: false })
      number = line.before + 1
    }
  }
  endChange()
  return rows
}

/** "2 lines out, 1 in"; empty where nothing changed. */
export function changeWords({ removed, added }: { removed: number; added: number }, count: (value: number) => string) {
  const out = removed === 0 ? '' : `${count(removed)} ${removed === 1 ? 'line' : 'lines'} out`
  if (added === 0) return out
  return out === '' ? `${count(added)} ${added === 1 ? 'line' : 'lines'} in` : `${out}, ${count(added)} in`
}
