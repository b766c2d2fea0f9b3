import type { DiffLine } from '../../diff/line-diff'
import type { Marks } from './changed-words'
import { DiffLineRow, gutterPx, rightPx } from './DiffLineRow'

type EditedPaneProps = {
  readonly text: string
  readonly lines: readonly DiffLine[]
  readonly marks: Marks['after']
  readonly onChange: (text: string) => void
}

/** The editor, over line numbers and marks that wrap exactly as it does. It grows with its text; the pane around it scrolls. */
export function EditedPane({ text, lines, marks, onChange }: EditedPaneProps) {
  return (
    <div className="relative min-w-0 border-l border-line py-1">
      <div aria-hidden>
        {lines.map((line) => {
          if (line.kind === 'removed') return null
          const span = line.kind === 'added' ? marks.get(line.after) : undefined
          return (
            <DiffLineRow
              key={line.after}
              number={line.after}
              text={line.text}
              change={line.kind}
              start={span?.start}
              end={span?.end}
              ghost
            />
          )
        })}
      </div>
      <textarea
        aria-label="Edited prompt"
        // biome-ignore lint/a11y/noAutofocus: it was opened to be typed in
        autoFocus
        spellCheck={false}
        value={text}
        onChange={(event) => onChange(event.target.value)}
        className="absolute inset-0 size-full resize-none overflow-hidden bg-transparent py-1 wrap-anywhere whitespace-pre-wrap text-ink caret-ink outline-none"
        style={{ paddingLeft: gutterPx, paddingRight: rightPx }}
      />
    </div>
  )
}
