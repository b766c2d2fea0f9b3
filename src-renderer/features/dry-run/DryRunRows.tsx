import type { DryRunAnswer, DryRunDetail } from '#shared/dry-run'
import type { TaskId } from '#shared/task'
import { formatCount } from '../../format'
import { useStore } from '../../state/store'
import { Button } from '../../ui/Button'
import { insteadWords, usedWords } from './dry-run-words'

/** Each row with its prompt and, under every variant, what it was answered. */
export function DryRunRows({ detail: { rows, variants } }: { readonly detail: DryRunDetail }) {
  const names = new Map(variants.map(({ variant, name }) => [variant, name]))
  return (
    <ol aria-label="Rows of the dry run">
      {rows.map(({ row, answers }) => (
        <li
          key={row}
          className="grid grid-cols-[40px_minmax(0,2fr)_minmax(0,3fr)] gap-x-4 border-t border-line px-5 py-3 first:border-t-0"
        >
          <span className="tn text-xs/[18px] text-ink-3">{formatCount(row)}</span>
          <p data-selectable className="line-clamp-6 text-xs/[18px] whitespace-pre-wrap wrap-anywhere text-ink-2">
            {answers[0]?.prompt}
          </p>
          <div className="flex min-w-0 flex-col gap-3">
            {answers.map((answer) => (
              <Answer
                key={answer.taskId}
                answer={answer}
                name={answer.variant === null || variants.length < 2 ? null : (names.get(answer.variant) ?? '')}
              />
            ))}
          </div>
        </li>
      ))}
    </ol>
  )
}

function Answer({ answer, name }: { readonly answer: DryRunAnswer; readonly name: string | null }) {
  const instead = insteadWords(answer)
  const used = usedWords(answer)
  return (
    <article>
      {instead ? (
        <p className={`text-xs/[18px] wrap-break-word ${instead.dead ? 'text-dead' : 'text-ink-3'}`}>{instead.text}</p>
      ) : (
        <p data-selectable className="line-clamp-8 whitespace-pre-wrap wrap-anywhere">
          {answer.answer}
        </p>
      )}
      <p className="tn mt-1 flex items-center gap-2 text-xs text-ink-3">
        <span className="min-w-0 flex-1 truncate">
          {name !== null && <b className="font-medium text-ink-2">{name} </b>}
          {used}
        </span>
        <span className="-my-1">
          <Button size="sm" look="ghost" aria-label={`Open task ${answer.taskId}`} onClick={() => open(answer.taskId)}>
            Open
          </Button>
        </span>
      </p>
    </article>
  )
}

function open(id: TaskId): void {
  const { closeSheets, goTo, scopeTo, openTask } = useStore.getState()
  closeSheets()
  goTo('queue')
  scopeTo(null)
  openTask(id)
}
