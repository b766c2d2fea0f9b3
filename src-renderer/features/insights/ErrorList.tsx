import type { ErrorInsight, Insights } from '#shared/insights'
import { counted, formatCount, missing } from '../../format'
import { Card, Strong } from './Card'
import { errorHead, errorWords } from './insight-words'
import { Scroll } from './Scroll'

const head = 'sticky top-0 bg-canvas h-5 pb-1 text-2xs font-medium text-ink-3'
const bar = 'min-w-0.5 rounded-[2px] forced-color-adjust-none'
const cell = 'tn h-[31px] border-t border-line'

/** Each way of failing: how often a task went on after it, and how often it did not. */
export function ErrorList({ insights }: { readonly insights: Insights }) {
  const { errors, sums } = insights
  const rescued = Math.max(0, sums.answered - sums.firstTry)
  const most = Math.max(1, ...errors.map(({ tries, dead }) => Math.max(tries, dead)))
  return (
    <Card
      title="Errors and where they ended"
      says={
        rescued > 0 ? (
          <Strong>{counted(rescued, 'task was', 'tasks were')} answered after another try.</Strong>
        ) : (
          'How often a task went on after an error, and how often it did not.'
        )
      }
      legend={[
        { look: 'quiet', name: 'went on' },
        { look: 'dead', name: 'dead letter' },
      ]}
    >
      {errors.length === 0 ? (
        <p className="py-6 text-center text-xs text-ink-3">No call failed in this time.</p>
      ) : (
        <Scroll label="Errors">
          <table className="w-full table-fixed border-separate border-spacing-0 text-xs">
            <thead>
              <tr className="text-left">
                <th scope="col" className={`${head} w-[46%]`}>
                  Error
                </th>
                <th scope="col" className={head}>
                  <span className="sr-only">Share</span>
                </th>
                <th scope="col" className={`${head} w-[68px] text-right`}>
                  Went on
                </th>
                <th scope="col" className={`${head} w-[78px] text-right`}>
                  Dead letters
                </th>
              </tr>
            </thead>
            <tbody>
              {errors.map((error) => (
                <ErrorRow key={`${error.code} ${error.status}`} error={error} most={most} />
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </Card>
  )
}

function ErrorRow({ error, most }: { readonly error: ErrorInsight; readonly most: number }) {
  const { code, status, tries, dead } = error
  const wentOn = Math.max(0, tries - dead)
  const { words } = errorWords[code]
  const width = (part: number) => ({ width: `${(part / most) * 100}%` })
  return (
    <tr>
      <th scope="row" className={`${cell} truncate pr-2 text-left font-normal text-ink-2`} title={words}>
        <b className="font-semibold text-ink">{errorHead(code, status)}</b> {words}
      </th>
      <td className={cell}>
        <span aria-hidden className="flex h-2.5 gap-px">
          {wentOn > 0 && (
            <span className={`${bar} bg-line-control forced-colors:bg-[GrayText]`} style={width(wentOn)} />
          )}
          {dead > 0 && <span className={`${bar} bg-dead-fill forced-colors:bg-[CanvasText]`} style={width(dead)} />}
        </span>
      </td>
      <td className={`${cell} text-right ${wentOn === 0 ? 'text-ink-3' : ''}`}>
        {wentOn === 0 ? missing : formatCount(wentOn)}
      </td>
      <td className={`${cell} text-right ${dead === 0 ? 'text-ink-3' : 'font-medium text-dead'}`}>
        {dead === 0 ? missing : formatCount(dead)}
      </td>
    </tr>
  )
}
