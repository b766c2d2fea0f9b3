import type { DiffLine } from '../../diff/line-diff'

/** Where in a line its words changed: from `start` up to, not including, `end`, in UTF-16 units. */
export type Span = { readonly start: number; readonly end: number }

/** The part in which two lines differ, in whole words; null where they share too little for a mark to help. */
export function changedSpans(before: string, after: string): { before: Span; after: Span } | null {
  const was = words(before)
  const is = words(after)
  const least = Math.min(was.length, is.length)
  let head = 0
  while (head < least && was[head] === is[head]) head++
  let tail = 0
  while (tail < least - head && was.at(-1 - tail) === is.at(-1 - tail)) tail++
  const start = lengthOf(was.slice(0, head))
  const shared = start + lengthOf(was.slice(was.length - tail))
  if (shared * 4 <= Math.max(before.length, after.length)) return null
  return {
    before: { start, end: lengthOf(was.slice(0, was.length - tail)) },
    after: { start, end: lengthOf(is.slice(0, is.length - tail)) },
  }
}

export type Marks = { readonly before: ReadonlyMap<number, Span>; readonly after: ReadonlyMap<number, Span> }

/** The changed words of a comparison, by line number. Of a change, the first removed line goes with the first added, and so on. */
export function changedWords(lines: readonly DiffLine[]): Marks {
  const before = new Map<number, Span>()
  const after = new Map<number, Span>()
  let removed: Extract<DiffLine, { kind: 'removed' }>[] = []
  let paired = 0
  for (const line of lines) {
    if (line.kind === 'same') {
      removed = []
      paired = 0
      continue
    }
    if (line.kind === 'removed') {
      removed.push(line)
      continue
    }
    const partner = removed[paired++]
    const spans = partner && changedSpans(partner.text, line.text)
    if (!partner || !spans) continue
    before.set(partner.before, spans.before)
    after.set(line.after, spans.after)
  }
  return { before, after }
}

/** Words, runs of blanks and single signs; joined they are the line again. */
const words = (line: string): string[] => line.match(/[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu) ?? []
const lengthOf = (parts: readonly string[]): number => parts.reduce((sum, part) => sum + part.length, 0)
