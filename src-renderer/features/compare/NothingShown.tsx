import { formatCount } from '../../format'
import { Button } from '../../ui/Button'
import { EmptyState } from '../../ui/EmptyState'
import { Scores } from './Scores'
import type { Comparison, useComparison } from './use-comparison'

type NothingShownProps = { readonly view: ReturnType<typeof useComparison>; readonly comparison: Comparison }

/** The filter has no rows: all are rated, or none of them is like that. */
export function NothingShown({ view, comparison }: NothingShownProps) {
  const { progress, variants } = comparison
  const { rated, seen, rows, toRate } = progress
  const all = (
    <Button onClick={() => void view.choose('all')}>
      {rows === 0 ? 'Look again' : `Show all ${formatCount(seen)} rows`}
    </Button>
  )
  if (seen < rows)
    return (
      <EmptyState title="Looking through the answers…">{`${formatCount(seen)} of ${formatCount(rows)} rows`}</EmptyState>
    )
  if (view.filter === 'to_rate' && toRate === 0 && rated > 0)
    return (
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="flex min-h-full flex-col items-center justify-center gap-4 px-6 py-6">
          <h2 className="text-md font-semibold">
            {rated === 1 ? 'The one row is rated.' : `All ${formatCount(rated)} rows are rated.`}
          </h2>
          <Scores progress={progress} variants={variants} />
          <div className="flex gap-2">
            {all}
            <Button icon="export" onClick={() => void view.exportRatings('csv')}>
              Export ratings
            </Button>
          </div>
        </div>
      </div>
    )
  const words =
    rows === 0
      ? ['No rows yet.', 'They appear here once the batch has some.']
      : view.filter === 'to_rate'
        ? ['Nothing can be rated yet.', 'A row can be once all of its variants have ended and two of them answered.']
        : ['No row is like that.', 'Choose other rows above.']
  return (
    <EmptyState title={words[0]}>
      {words[1]}
      <span className="mt-3 flex justify-center">{all}</span>
    </EmptyState>
  )
}
