import { nearestNames } from '#shared/nearest-name'
import { formatTemplate } from '#shared/template'
import { filterNames, templateFilters } from '#shared/template-filters'

/** What may be meant at the caret. Choosing an option puts its text in place of what stands from `from` to `to`. */
export type Completion = { readonly from: number; readonly to: number; readonly options: readonly CompletionOption[] }
/** caret: where it stands afterwards, counted in the inserted text. select: so many characters before it are selected. */
export type CompletionOption = {
  readonly label: string
  readonly hint: string
  readonly insert: string
  readonly select?: number
}

const most = 12

/** A column in braces, as it is read again. */
export const slotOf = (column: string): string => formatTemplate([{ column, filters: [], from: 0, to: 0 }])

/**
 * Columns while one is being typed after `{{`, and filters after a `|`; null elsewhere.
 * @param columns with a value of each, shown beside it
 */
export function completionAt(
  text: string,
  caret: number,
  columns: readonly { readonly name: string; readonly first: string }[],
): Completion | null {
  const before = text.slice(0, caret)
  const open = before.lastIndexOf('{{')
  if (open === -1 || slashesBefore(text, open) % 2 === 1) return null
  const typed = before.slice(open + 2)
  if (/[}\n]/.test(typed) || /^\s*steps\./.test(typed)) return null
  const closes = /^\s*\}\}/.exec(text.slice(caret))
  const to = caret + (closes?.[0].length ?? 0)
  const bar = typed.lastIndexOf('|')
  return bar === -1
    ? columnsAt(typed.replace(/^\s*"?/, ''), open, to, columns)
    : filtersAt(typed.slice(bar + 1), open + 2 + bar + 1, to)
}

function columnsAt(typed: string, from: number, to: number, columns: Parameters<typeof completionAt>[2]) {
  const names = matching(
    typed,
    columns.map(({ name }) => name),
  )
  const first = new Map(columns.map((column) => [column.name, column.first]))
  const options = names.map((name) => ({ label: name, hint: first.get(name) ?? '', insert: slotOf(name) }))
  return options.length === 0 ? null : { from, to, options }
}

function filtersAt(typed: string, from: number, to: number): Completion | null {
  const word = typed.trimStart()
  if (/\s/.test(word)) return null // its arguments are being typed
  const options = matching(word, filterNames).map((name) => {
    const { usage, what } = templateFilters[name as keyof typeof templateFilters]
    return { label: usage, hint: what, insert: ` ${usage}}}` }
  })
  return options.length === 0 ? null : { from, to, options }
}

/** Those that begin with it, then those that have it in them, then those that are near. */
function matching(typed: string, names: readonly string[]): string[] {
  const wanted = typed.trim().toLowerCase()
  if (wanted === '') return names.slice(0, most)
  const begin = names.filter((name) => name.toLowerCase().startsWith(wanted))
  const hold = names.filter((name) => !begin.includes(name) && name.toLowerCase().includes(wanted))
  const found = [...begin, ...hold]
  return (found.length > 0 ? found : nearestNames(wanted, names)).slice(0, most)
}

function slashesBefore(text: string, place: number): number {
  let at = place
  while (at > 0 && text[at - 1] === '\\') at--
  return place - at
}
