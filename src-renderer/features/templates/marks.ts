import { parseTemplate, type TemplateProblem } from '#shared/template'

/** A stretch of a text as it is drawn: plain, the place of a column, or something that cannot be used. */
export type Mark = { readonly text: string; readonly kind: 'plain' | 'column' | 'problem' }

/** A template's text cut into stretches, none of them empty; together they are the text. */
export function marksOf(text: string, problems: readonly TemplateProblem[]): Mark[] {
  const parsed = parseTemplate(text)
  const wrong = problems.filter(({ from, to }) => to > from)
  const columns = parsed.parts.flatMap((part) => (typeof part === 'string' ? [] : [part]))
  const isWrong = (from: number, to: number) => wrong.some((each) => each.from < to && each.to > from)
  const places = [
    ...columns.map(({ from, to }) => ({
      from,
      to,
      kind: isWrong(from, to) ? ('problem' as const) : ('column' as const),
    })),
    ...wrong
      .filter(({ from, to }) => !columns.some((column) => column.from < to && column.to > from))
      .map(({ from, to }) => ({ from, to, kind: 'problem' as const })),
  ].sort((a, b) => a.from - b.from)

  const marks: Mark[] = []
  let at = 0
  for (const { from, to, kind } of places) {
    if (from < at) continue // it lies inside of another
    if (from > at) marks.push({ text: text.slice(at, from), kind: 'plain' })
    marks.push({ text: text.slice(from, to), kind })
    at = to
  }
  if (at < text.length) marks.push({ text: text.slice(at), kind: 'plain' })
  return marks
}
