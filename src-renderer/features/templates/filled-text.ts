import { type Part, parseTemplate, slotText } from '#shared/template'

/** A stretch of what is sent. isValue: it came from a cell. */
export type Filled = { readonly text: string; readonly isValue: boolean }

/**
 * What a template made, with the stretches that came from cells told apart. Cells are known up to a length; where one is longer, its value ends
 * before the next words of the template. What fits nowhere is drawn as one plain text.
 * @param cellOf the beginning of a column's cell, or null where the row has none
 */
export function filledText(template: string, made: string, cellOf: (column: string) => string | null): Filled[] {
  const { parts } = parseTemplate(template)
  const plain = [{ text: made, isValue: false }]
  const filled: Filled[] = []
  let at = 0
  for (const [index, part] of parts.entries()) {
    if (typeof part === 'string') {
      if (!made.startsWith(part, at)) return plain
      filled.push({ text: part, isValue: false })
      at += part.length
      continue
    }
    const end = endOf(made, at, parts[index + 1] ?? null, guess(part, cellOf(part.column)))
    if (end === null) return plain
    if (end > at) filled.push({ text: made.slice(at, end), isValue: true })
    at = end
  }
  return at === made.length ? filled : plain
}

function guess(slot: Parameters<typeof slotText>[0], cell: string | null): string {
  const value = slotText(slot, cell)
  return typeof value === 'string' ? value : ''
}

/** Where a value ends that begins here: as it is known to be, or before the words that follow it. @param next null: nothing follows */
function endOf(made: string, at: number, next: Part | null, known: string): number | null {
  if (next === null) return made.length
  const fits = made.startsWith(known, at)
  if (typeof next !== 'string') return fits && known.length < longestCell ? at + known.length : null
  if (fits && made.startsWith(next, at + known.length)) return at + known.length
  const found = made.indexOf(next, at + (fits ? known.length : 0))
  return found === -1 ? null : found
}

/** Cells come cut at this length. */
const longestCell = 500
