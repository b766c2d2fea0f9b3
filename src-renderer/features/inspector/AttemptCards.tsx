import type { Attempt, TaskDetail, TaskView } from '#shared/task'
import { formatClock, formatDuration, formatTokens, missing } from '../../format'
import { useStore } from '../../state/store'
import { Spoken } from '../../ui/Spoken'
import { StateGlyph } from '../../ui/StateGlyph'
import { useElapsed, useNow } from '../../use-now'
import { attemptNote, codeOf, outcomeLabel, waitWords } from './attempt-words'
import { FoldButton } from './FoldButton'
import { useFold } from './fold'
import { usePicked } from './picked-attempt'

/** From so many on, only those in sight are laid out. */
const many = 100
const laidOutInSight = '[contain-intrinsic-block-size:auto_48px] [content-visibility:auto]'

/** The attempts one below the other, each a way to its request and response, with the waits between them. */
export function AttemptCards({ detail }: { readonly detail: TaskDetail }) {
  const { task, attempts } = detail
  const now = useNow()
  const picked = usePicked(detail)
  const pickAttempt = useStore((store) => store.pickAttempt)
  // The newest is picked at first, and is never folded away.
  const fold = useFold(attempts.length, picked ? attempts.indexOf(picked) : -1)
  if (attempts.length === 0)
    return (
      <p className="px-4 text-xs text-ink-3">
        {task.cached ? 'None was needed: an identical request was answered before.' : 'Not tried yet.'}
      </p>
    )
  return (
    <ol className="px-2">
      {attempts.map((attempt, at) =>
        at === fold.button?.at ? (
          <li key="fold" className="px-2">
            <FoldButton count={fold.button.count} onOpen={fold.open} />
          </li>
        ) : fold.isHidden(at) ? null : (
          <li key={attempt.number} className={attempts.length > many ? laidOutInSight : ''}>
            <Card
              {...{ attempt, task, isPicked: attempt === picked }}
              onPick={() => pickAttempt(task.id, attempt.number)}
            />
            {attempt.wait && (
              <div className="my-1 grid grid-cols-[16px_minmax(0,1fr)] gap-x-2 pr-2 pl-2 text-[11.5px]/[15px] text-ink-2">
                <span aria-hidden className="hatch-solid ml-[5px] min-h-[17px] w-[5px] rounded-[1px]" />
                <span className="py-0.5">
                  {waitWords(attempt.wait, attempt.wait.until <= now, attempts[at + 1], task)}
                </span>
              </div>
            )}
          </li>
        ),
      )}
    </ol>
  )
}

type CardProps = {
  readonly attempt: Attempt
  readonly task: TaskView
  readonly isPicked: boolean
  readonly onPick: () => void
}

function Card({ attempt, task, isPicked, onPick }: CardProps) {
  const { number, startedAt, endedAt, failure, outcome, tokensOut, lane } = attempt
  const live = outcome === null && task.state.kind === 'running'
  const hue = live ? (lane === 'fast' ? 'text-fast' : 'text-heavy') : ''
  const note = attemptNote(attempt)
  return (
    <button
      type="button"
      aria-pressed={isPicked}
      onClick={onPick}
      title={failure?.message}
      className="tn grid w-full grid-cols-[16px_minmax(0,1fr)] gap-x-2 rounded-md px-2 py-1.5 text-left text-xs hover:bg-hover aria-pressed:bg-selected"
    >
      <span className="grid h-[18px] place-items-center">
        {outcome === 'succeeded' || live ? (
          <span aria-hidden>
            <StateGlyph glyph={live ? 'running' : 'succeeded'} lane={lane} size={14} />
          </span>
        ) : (
          <span aria-hidden className="size-1.5 rounded-full bg-ink-3" />
        )}
      </span>
      <span className="min-w-0">
        <span className="flex gap-1.5 text-[12.5px]/[18px]">
          <b className="font-semibold">
            <Spoken>Attempt</Spoken> {number}
            <Spoken>,</Spoken>{' '}
          </b>
          <b className={`font-semibold ${hue}`}>{live ? 'running' : outcomeLabel(attempt)}</b>
          {failure && failure.status !== null && failure.status >= 400 && (
            <span className="truncate text-ink-2">{codeOf(failure)}</span>
          )}
        </span>
        <span className="flex flex-wrap justify-between gap-x-2 text-ink-3">
          <span className="whitespace-nowrap">
            <Spoken>, at</Spoken> {formatClock(startedAt)}
            <Spoken>,</Spoken>{' '}
          </span>
          <span className="truncate">
            {live ? <Since at={startedAt} /> : endedAt === null ? missing : formatDuration(endedAt - startedAt)}
            {tokensOut !== null && `, ${formatTokens(tokensOut)} tokens`}
          </span>
        </span>
        {note !== '' && (
          <span className="block truncate text-ink-3">
            <Spoken>,</Spoken> {note}
          </span>
        )}
      </span>
    </button>
  )
}

const Since = ({ at }: { readonly at: number }) => formatDuration(useElapsed(at))
