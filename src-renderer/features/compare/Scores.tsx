import { type CompareProgress, type VariantScore, wilson } from '#shared/rating'
import { formatCount } from '../../format'
import type { Named } from './compare-words'

type ScoresProps = { readonly progress: CompareProgress; readonly variants: readonly Named[] }

/** How often each variant was the best, and how sure that is. */
export function Scores({ progress, variants }: ScoresProps) {
  const { ties, none, stale } = progress
  return (
    <div className="w-full max-w-[560px] text-left">
      <table className="tn w-full text-[12.5px]">
        <caption className="sr-only">How often each variant was the best</caption>
        <thead>
          <tr className="text-2xs text-ink-3">
            <th scope="col" className="pb-1 text-left font-medium">
              Variant
            </th>
            <th scope="col" className="pb-1 text-right font-medium">
              Best
            </th>
            <th scope="col" className="w-[46%] pb-1 pl-4 text-left font-medium">
              Share, and where it lies with 95% confidence
            </th>
            <th scope="col" className="pb-1 pl-3 text-right font-medium whitespace-nowrap">
              No answer
            </th>
          </tr>
        </thead>
        <tbody>
          {variants.map(({ variant, name }) => {
            const score = progress.scores.find((each) => each.variant === variant)
            return score && <Score key={variant} name={name} score={score} />
          })}
        </tbody>
      </table>
      <p className="tn mt-2 text-xs text-ink-3">
        {`${formatCount(progress.rated)} of ${formatCount(progress.comparable)} rows rated. As good as each other: ${formatCount(ties)}. None good: ${formatCount(none)}.`}
        {stale === 1 && ' One changed since it was rated, and does not count.'}
        {stale > 1 && ` ${formatCount(stale)} changed since they were rated, and do not count.`}
      </p>
    </div>
  )
}

function Score({ name, score }: { readonly name: string; readonly score: VariantScore }) {
  const { wins, rated, failed } = score
  const between = wilson(wins, rated)
  return (
    <tr className="border-t border-line">
      <th scope="row" className="max-w-[160px] truncate py-1.5 text-left font-medium normal-nums" title={name}>
        {name}
      </th>
      <td className="py-1.5 text-right">{formatCount(wins)}</td>
      <td className="py-1.5 pl-4">
        {between ? (
          <span className="flex items-center gap-2.5">
            <span className="w-9 text-right">{`${Math.round((wins / rated) * 100)}%`}</span>
            <span aria-hidden className="relative h-1.5 min-w-16 flex-1 rounded-[3px] bg-line">
              <span
                className="absolute inset-y-0 rounded-[3px] bg-ink-3/45"
                style={{ left: `${between.low * 100}%`, right: `${(1 - between.high) * 100}%` }}
              />
              <span
                className="absolute -inset-y-0.5 w-0.5 rounded-full bg-ink"
                style={{ left: `calc(${(wins / rated) * 100}% - 1px)` }}
              />
            </span>
            {/* Of one width, so that the bars are of one length. */}
            <span className="w-[62px] shrink-0 whitespace-nowrap text-ink-3">
              {`${Math.round(between.low * 100)}–${Math.round(between.high * 100)}%`}
            </span>
          </span>
        ) : (
          <span className="text-ink-3">Not rated yet</span>
        )}
      </td>
      <td className={`py-1.5 pl-3 text-right ${failed > 0 ? '' : 'text-ink-3'}`}>{formatCount(failed)}</td>
    </tr>
  )
}
