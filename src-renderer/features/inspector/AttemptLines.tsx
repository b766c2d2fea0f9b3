import type { Attempt } from '#shared/task'
import { formatClock, formatDuration, formatTokens, missing } from '../../format'
import { useElapsed, useNow } from '../../use-now'
import { attemptNote, codeOf, counts, outcomeLabel, waitWords } from './attempt-words'

type LinesProps = { readonly attempts: readonly Attempt[]; readonly running: boolean }

/** One line per attempt and one per wait. */
export function AttemptLines({ attempts, running }: LinesProps) {
  const now = useNow()
  return (
    <ol className="mt-1.5">
      {attempts.map((attempt, index) => (
        <li key={attempt.number}>
          <AttemptLine attempt={attempt} live={running && attempt.outcome === null && index === attempts.length - 1} />
          {attempt.wait && (
            <div className="grid grid-cols-[14px_1fr] items-center gap-x-2.5 py-px text-[11.5px]/[15px] text-ink-2">
              <span aria-hidden className="hatch-solid ml-px h-[17px] w-[5px] rounded-[1px]" />
              <span className="tn">{waitWords(attempt.wait, attempt.wait.until <= now)}</span>
            </div>
          )}
        </li>
      ))}
    </ol>
  )
}

const line =
  'tn grid grid-cols-[14px_minmax(60px,auto)_56px_minmax(0,1fr)_auto] items-baseline gap-x-2.5 py-1.5 text-xs'

function AttemptLine({ attempt, live }: { readonly attempt: Attempt; readonly live: boolean }) {
  const { number, startedAt, endedAt, failure, outcome, lane } = attempt
  const hue = live ? (lane === 'fast' ? 'text-fast' : 'text-heavy') : 'text-ink-3'
  return (
    <div className={line} title={failure?.message}>
      <span className={`font-semibold ${hue}`}>{number}</span>
      <span className="whitespace-nowrap text-ink-2">{formatClock(startedAt)}</span>
      <span className={live ? `font-medium ${hue}` : 'text-ink-2'}>
        {live ? <Since at={startedAt} /> : endedAt === null ? missing : formatDuration(endedAt - startedAt)}
      </span>
      <span className="truncate">
        {live ? (
          <span className={hue}>Running</span>
        ) : (
          <>
            <b className={outcome === 'succeeded' || !counts(attempt) ? 'font-medium' : 'font-semibold'}>
              {outcomeLabel(attempt)}
            </b>{' '}
            {failure?.status && <span className="text-ink-2">{codeOf(failure)}</span>}
          </>
        )}
      </span>
      <span className="whitespace-nowrap text-ink-3">
        {outcome === 'succeeded' ? `${formatTokens(attempt.tokensOut)} tokens` : attemptNote(attempt)}
      </span>
    </div>
  )
}

const Since = ({ at }: { readonly at: number }) => formatDuration(useElapsed(at))
