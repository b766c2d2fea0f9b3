import type { Attempt, TaskView } from '#shared/task'
import { formatClock, formatDuration, formatLongDay, missing } from '../../format'
import { useStore } from '../../state/store'
import { Spoken } from '../../ui/Spoken'
import { useElapsed, useNow } from '../../use-now'
import { usageWords } from '../spending/cost-words'
import { attemptNote, codeOf, counts, outcomeLabel, waitWords, wayWords } from './attempt-words'
import { FoldButton } from './FoldButton'
import { useFold } from './fold'
import { PartialAnswer } from './PartialAnswer'
import { pickedOf } from './picked-attempt'

/** From so many on, only those in sight are laid out. */
const many = 100
const laidOutInSight = '[contain-intrinsic-block-size:auto_28px] [content-visibility:auto]'

type LinesProps = { readonly task: TaskView; readonly attempts: readonly Attempt[]; readonly running: boolean }

/** One line per attempt, with what it used and how it went where there is something to say, and one per wait. */
export function AttemptLines({ task, attempts, running }: LinesProps) {
  const now = useNow()
  const picked = pickedOf(
    { task, attempts },
    useStore((store) => store.pickedAttempt),
  )
  const pickAttempt = useStore((store) => store.pickAttempt)
  const isRaw = useStore((store) => store.pane !== 'text')
  const fold = useFold(attempts.length, isRaw && picked ? attempts.indexOf(picked) : -1)
  const [first, last] = [attempts[0], attempts.at(-1)]
  const manyDays = first && last && dayOf(first) !== dayOf(last)
  return (
    <ol className="-mx-2 mt-1.5">
      {attempts.map((attempt, index) => {
        const isLast = index === attempts.length - 1
        if (index === fold.button?.at)
          return (
            <li key="fold" className="px-2">
              <FoldButton count={fold.button.count} onOpen={fold.open} />
            </li>
          )
        if (fold.isHidden(index)) return null
        return (
          <li key={attempt.number} className={`px-2 ${attempts.length > many ? laidOutInSight : ''}`}>
            {manyDays && isNewDay(attempts, index, fold.isHidden) && (
              <p className="pt-1.5 pl-6 text-[11.5px]/[15px] font-medium text-ink-3">
                {formatLongDay(attempt.startedAt)}
              </p>
            )}
            <AttemptLine
              attempt={attempt}
              live={running && attempt.outcome === null && isLast}
              isPicked={isRaw && attempt === picked}
              onPick={() => pickAttempt(task.id, attempt.number)}
            />
            <Details task={task} attempt={attempt} />
            {attempt.answer != null && <PartialAnswer attempt={attempt} open={isLast && task.state.kind === 'dead'} />}
            {attempt.wait && (
              <div className="grid grid-cols-[14px_1fr] items-center gap-x-2.5 py-px text-[11.5px]/[15px] text-ink-2">
                <span aria-hidden className="hatch-solid ml-px h-[17px] w-[5px] rounded-[1px]" />
                <span>{waitWords(attempt.wait, attempt.wait.until <= now, attempts[index + 1], task)}</span>
              </div>
            )}
          </li>
        )
      })}
    </ol>
  )
}

const dayOf = ({ startedAt }: Attempt): string => new Date(startedAt).toDateString()

/** Whether an attempt was on another day than the one that is seen before it; clocks alone would not tell. */
function isNewDay(attempts: readonly Attempt[], index: number, isHidden: (index: number) => boolean): boolean {
  const [attempt, before] = [attempts[index], attempts[index - 1]]
  return attempt !== undefined && (!before || isHidden(index - 1) || dayOf(attempt) !== dayOf(before))
}

const line =
  'tn -mx-2 grid w-[calc(100%+16px)] grid-cols-[14px_minmax(60px,auto)_56px_minmax(0,1fr)_auto] items-baseline gap-x-2.5 rounded-sm px-2 py-1.5 text-left text-xs hover:bg-hover aria-pressed:bg-selected'

type LineProps = {
  readonly attempt: Attempt
  readonly live: boolean
  readonly isPicked: boolean
  readonly onPick: () => void
}

/** Picks whose request and response are shown. */
function AttemptLine({ attempt, live, isPicked, onPick }: LineProps) {
  const { number, startedAt, endedAt, failure, outcome, lane } = attempt
  const hue = live ? (lane === 'fast' ? 'text-fast' : 'text-heavy') : 'text-ink-3'
  const note = attemptNote(attempt)
  const ofStatus = failure?.status && failure.status >= 400
  return (
    <button type="button" aria-pressed={isPicked} onClick={onPick} className={line} title={failure?.message}>
      <span className={`font-semibold ${hue}`}>
        <Spoken>Attempt</Spoken> {number}
        <Spoken>, at</Spoken>{' '}
      </span>
      <span className="whitespace-nowrap text-ink-2">
        {formatClock(startedAt)}
        <Spoken>,</Spoken>{' '}
      </span>
      <span className={live ? `font-medium ${hue}` : 'text-ink-2'}>
        {live ? <Since at={startedAt} /> : endedAt === null ? missing : formatDuration(endedAt - startedAt)}
        <Spoken>,</Spoken>{' '}
      </span>
      <span className="truncate">
        {live ? (
          <span className={hue}>Running</span>
        ) : (
          <>
            <b className={outcome === 'succeeded' || !counts(attempt) ? 'font-medium' : 'font-semibold'}>
              {outcomeLabel(attempt)}
            </b>{' '}
            {failure && ofStatus && <span className="text-ink-2">{codeOf(failure)}</span>}
          </>
        )}
      </span>
      <span className="whitespace-nowrap text-ink-3">
        {note !== '' && <Spoken>,</Spoken>} {note}
      </span>
    </button>
  )
}

/** What it used, how soon its answer began, and what was called in place of the task's own model. */
function Details({ task, attempt }: Pick<LinesProps, 'task'> & { readonly attempt: Attempt }) {
  const providers = useStore((store) => store.overview?.providers)
  const { firstTokenMs } = attempt
  const parts = [
    wayWords(attempt, task, providers ?? []).join(', '),
    usageWords(attempt),
    firstTokenMs == null ? '' : `first token after ${formatDuration(firstTokenMs)}`,
  ].filter(Boolean)
  if (parts.length === 0) return null
  return (
    <p className="-mt-1 flex flex-wrap gap-x-2.5 pb-1.5 pl-6 text-[11.5px]/[15px] text-ink-3">
      {parts.map((part) => (
        <span key={part}>{part}</span>
      ))}
    </p>
  )
}

const Since = ({ at }: { readonly at: number }) => formatDuration(useElapsed(at))
