import { memo, useMemo } from 'react'
import type { DryRun } from '#shared/bulk'
import type { EditExample } from '#shared/prompt-edit'
import { lineDiff } from '../../diff/line-diff'
import { formatCount, formatTokens } from '../../format'
import { EmptyState } from '../../ui/EmptyState'
import { changedWords } from './changed-words'

type PreviewProps = {
  readonly dryRun: DryRun | null
  readonly isOld: boolean // a newer one is on its way
  readonly needs: string | null
}

/** Some of the prompts before and after, and what that makes of all. */
export function EditPreview({ dryRun, isOld, needs }: PreviewProps) {
  const { edit, split } = dryRun ?? {}
  const isEmpty = (edit?.examples.length ?? 0) + (split?.examples.length ?? 0) === 0
  return (
    <section
      aria-label="Preview"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
      tabIndex={0}
      className={`min-h-0 overflow-y-auto bg-canvas -outline-offset-2 ${isOld ? 'opacity-60' : ''}`}
    >
      {(needs !== null || isEmpty) && (
        <EmptyState title={needs ?? (dryRun ? 'No prompt would change.' : 'Looking through the prompts…')}>
          {needs === null && dryRun ? 'They stay as they are.' : 'What changes is shown here before anything is done.'}
        </EmptyState>
      )}
      {needs === null && edit?.tokens && edit.changed > 0 && (
        <p className="tn border-b border-line px-4 py-2 text-xs text-ink-2">
          {edit.tokens.sampled ? 'About ' : ''}
          {formatTokens(edit.tokens.before)} tokens become {formatTokens(edit.tokens.after)}
          {edit.examples.length < edit.changed && `. The first ${formatCount(edit.examples.length)} are shown`}
        </p>
      )}
      {needs === null && edit?.examples.map((example) => <Example key={example.id} example={example} />)}
      {needs === null &&
        split?.examples.map(({ id, title, parts }) => (
          <article key={id} className="border-b border-line px-4 py-3">
            <h3 className="mb-1.5 truncate text-xs font-medium">{title}</h3>
            <ol className="flex flex-col gap-1">
              {parts.map((part, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place
                <li key={index} className="code edge rounded-sm bg-code px-2 py-1 text-ink-2">
                  <span className="mr-2 text-ink-3">{index + 1}</span>
                  {part}
                </li>
              ))}
            </ol>
          </article>
        ))}
    </section>
  )
}

/** Lines that differ, with one on either side. The sign says what the colour says. */
const Example = memo(function Example({ example: { title, before, after, from } }: { readonly example: EditExample }) {
  const { lines, marks } = useMemo(() => {
    const diff = lineDiff(before, after)
    return { lines: diff, marks: changedWords(diff) }
  }, [before, after])
  const shown = lines.filter((_, at) => lines.slice(Math.max(0, at - 1), at + 2).some(({ kind }) => kind !== 'same'))
  return (
    <article className="border-b border-line py-3">
      <h3 className="mb-1.5 flex gap-2 px-4 text-xs">
        <span className="truncate font-medium">{title}</span>
        {from > 0 && <span className="tn shrink-0 text-ink-3">from character {formatCount(from + 1)}</span>}
      </h3>
      <div className="code leading-5">
        {shown.map((line) => {
          const span =
            line.kind === 'removed'
              ? marks.before.get(line.before)
              : line.kind === 'added'
                ? marks.after.get(line.after)
                : undefined
          const key = line.kind === 'removed' ? `-${line.before}` : `+${line.after}`
          return (
            <div key={key} className={`grid grid-cols-[16px_minmax(0,1fr)] px-4 ${looks[line.kind]}`}>
              <span className="text-ink-3 select-none">{signs[line.kind]}</span>
              <span className={`wrap-anywhere whitespace-pre-wrap ${line.kind === 'same' ? 'text-ink-2' : 'text-ink'}`}>
                {span === undefined ? (
                  line.text
                ) : (
                  <>
                    {line.text.slice(0, span.start)}
                    <mark
                      className={`rounded-[2px] text-inherit ${line.kind === 'removed' ? 'bg-del-word' : 'bg-add-word'}`}
                    >
                      {line.text.slice(span.start, span.end)}
                    </mark>
                    {line.text.slice(span.end)}
                  </>
                )}
              </span>
            </div>
          )
        })}
      </div>
    </article>
  )
})

const looks = { same: '', removed: 'bg-del-line', added: 'bg-add-line' }
const signs = { same: '', removed: '−', added: '+' }
