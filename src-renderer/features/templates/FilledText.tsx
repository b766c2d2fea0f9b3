import { filledText } from './filled-text'

type FilledTextProps = {
  readonly template: string
  readonly made: string
  readonly cells: readonly { readonly column: string; readonly text: string }[]
  readonly isOld: boolean // a newer one is on its way
}

/** A text as it will be sent, with what comes from the row in bold. */
export function FilledText({ template, made, cells, isOld }: FilledTextProps) {
  const byName = new Map(cells.map(({ column, text }) => [column.toLowerCase(), text]))
  const cellOf = (column: string) =>
    cells.find((cell) => cell.column === column)?.text ?? byName.get(column.toLowerCase()) ?? null
  const filled =
    made.length > mostShown
      ? [{ text: `${made.slice(0, mostShown)}…`, isValue: false }]
      : filledText(template, made, cellOf)
  let at = 0
  return (
    <p
      data-selectable
      className={`px-3.5 py-[11px] text-[13px]/[21px] whitespace-pre-wrap wrap-anywhere ${isOld ? 'text-ink-3' : 'text-ink-2'}`}
    >
      {filled.map(({ text, isValue }) => {
        const key = at
        at += text.length
        return isValue ? (
          <b key={key} className={`font-semibold ${isOld ? '' : 'text-ink'}`}>
            {text}
          </b>
        ) : (
          <span key={key}>{text}</span>
        )
      })}
    </p>
  )
}

/** Characters of which the window draws a text; all of it is sent. */
const mostShown = 20_000
