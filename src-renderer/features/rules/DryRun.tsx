import type { RuleDryRun } from '#shared/rule'
import { counted, formatCount } from '../../format'
import { Skeleton } from '../../ui/Skeleton'

type DryRunProps = { readonly run: RuleDryRun | null; readonly problem: string | null; readonly short?: boolean }

/** What a rule would do to the letters that are here now; nothing is done. */
export function DryRun({ run, problem, short = false }: DryRunProps) {
  if (problem !== null) return <p className="text-xs text-dead">This could not be tried. {problem}</p>
  if (!run) return <Skeleton width={60} />
  const { seen, matched, examples } = run
  return (
    <div className="text-xs text-ink-2">
      <p role="status" className="tn">
        <b className="font-medium text-ink">
          {seen === 0 ? 'No letter is here now.' : `${formatCount(matched)} of ${counted(seen, 'letter')} would match.`}
        </b>{' '}
        {runWords(run)}
      </p>
      {!short && examples.length > 0 && (
        <ul aria-label="Letters that would match" className="mt-2 flex flex-col gap-1.5">
          {examples.slice(0, 5).map(({ taskId, title, message }) => (
            <li key={taskId} className="min-w-0">
              <span className="block truncate text-ink" title={title}>
                {title}
              </span>
              <span className="block truncate text-ink-3" title={message}>
                {message}
              </span>
            </li>
          ))}
          {matched > 5 && <li className="tn text-ink-3">and {formatCount(matched - 5)} more</li>}
        </ul>
      )}
    </div>
  )
}

function runWords({ matched, requeued, usedUp, others }: RuleDryRun): string {
  const were = (n: number) => (n === 1 ? 'it' : 'them')
  return [
    requeued > 0 && requeued < matched ? `It would requeue ${formatCount(requeued)} of them.` : '',
    requeued > 0 && requeued === matched ? `It would requeue ${were(matched)}.` : '',
    usedUp > 0
      ? `${usedUp === 1 ? 'One was' : `${formatCount(usedUp)} were`} already requeued as often as it may.`
      : '',
    others > 0 ? `${formatCount(others)} it would leave: another rule comes first, or they crashed the app.` : '',
  ]
    .filter(Boolean)
    .join(' ')
}
