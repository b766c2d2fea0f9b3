import { useState } from 'react'
import type { ComparedRow } from '#shared/contract/compare'
import type { Json } from '#shared/request'
import { missing } from '../../format'
import { Button } from '../../ui/Button'
import { TextBlocks } from '../../ui/text/TextBlocks'

type SourceRowProps = {
  readonly row: ComparedRow
  readonly columns: readonly string[] | null
  readonly promptsShown: boolean // in the columns of the answers
  readonly onPrompts: (() => void) | null // null: they are the same, or hidden with the names
  readonly prompt: string | null // of all answers; null where they differ
}

/** What the row held, and what was asked. */
export function SourceRow({ row, columns, promptsShown, onPrompts, prompt }: SourceRowProps) {
  const { cells } = row
  const [asked, setAsked] = useState(false)
  const isPromptShown = prompt !== null && (asked || columns === null)
  return (
    <div className="flex max-h-[max(30%,120px)] min-h-[52px] shrink-0 flex-col border-b border-line bg-canvas">
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
        tabIndex={0}
        aria-label="The row"
        data-selectable
        className="min-h-0 overflow-y-auto px-4 py-2.5 -outline-offset-2"
      >
        {columns !== null &&
          (cells === null ? (
            <p className="text-xs text-ink-3">What this row held was removed to save space.</p>
          ) : (
            <dl className="flex flex-wrap gap-x-6 gap-y-2">
              {columns.map((column, at) => {
                const text = cellText(cells[at] ?? null)
                return (
                  <div key={column} className="min-w-0" style={{ flex: widthFor(column, text) }}>
                    <dt className="truncate text-2xs font-medium text-ink-3">{column}</dt>
                    <dd className="whitespace-pre-wrap wrap-anywhere">{text}</dd>
                  </div>
                )
              })}
            </dl>
          ))}
        {isPromptShown && (
          <div className={`text-xs text-ink-2 ${columns === null ? '' : 'mt-2.5 rounded-md bg-code px-2.5 py-2'}`}>
            <TextBlocks text={prompt} />
          </div>
        )}
        {columns !== null && prompt !== null && (
          <span className="mt-1.5 -ml-2 inline-block">
            <Button size="sm" look="ghost" aria-expanded={asked} onClick={() => setAsked(!asked)}>
              {asked ? 'Hide the prompt' : 'Show the prompt'}
            </Button>
          </span>
        )}
        {onPrompts && (
          <span className="mt-1.5 -ml-2 inline-block">
            <Button size="sm" look="ghost" aria-pressed={promptsShown} onClick={onPrompts}>
              {promptsShown ? 'Hide the prompts' : 'Show the prompts, which differ'}
            </Button>
          </span>
        )}
      </section>
    </div>
  )
}

function cellText(value: Json): string {
  if (value === null || value === '') return missing
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** Long texts get the room that short ones leave: an id takes no third of the window. */
function widthFor(column: string, text: string): string {
  const chars = Math.max(6, column.length, Math.min(text.length, 400))
  return `${chars > 40 ? chars : 0} 1 ${Math.min(360, chars * 8)}px`
}
