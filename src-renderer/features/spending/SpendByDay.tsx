import { type DaySpend, type LocalDay, noSpend } from '#shared/spend'
import { formatCount, formatDay, formatTokens, formatUsd, missing } from '../../format'

type ByDayProps = { readonly days: readonly LocalDay[]; readonly spent: readonly DaySpend[] }

const head = 'h-6 px-2.5 text-2xs font-medium text-ink-3 first:pl-4 last:pr-4'
const cell = 'tn h-7 px-2.5 whitespace-nowrap first:pl-4 last:pr-4'

/** Each day with a bar of what it cost, the newest first; what was never answered is hatched after it. */
export function SpendByDay({ days, spent }: ByDayProps) {
  const rows = days.toReversed().map((day) => spent.find((each) => each.day === day) ?? { day, ...noSpend })
  const most = Math.max(1, ...rows.map(({ cost, unansweredCost }) => cost + unansweredCost))
  return (
    <section aria-labelledby="spend-days" className="max-w-[1640px] pt-5 pb-8">
      <h2 id="spend-days" className="px-4 pb-1 font-medium">
        By day
      </h2>
      <table className="w-full table-fixed border-collapse text-xs">
        <thead>
          <tr className="border-b border-line text-left">
            <th className={`${head} w-[120px]`}>Day</th>
            <th className={head}>
              <span className="sr-only">Share of the dearest day</span>
            </th>
            <th className={`${head} w-[76px] text-right`}>Calls</th>
            <th className={`${head} w-[104px] text-right`}>Tokens</th>
            <th className={`${head} w-[116px] text-right`}>Cost</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <DayRow key={row.day} spend={row} most={most} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function DayRow({ spend, most }: { readonly spend: DaySpend; readonly most: number }) {
  const { day, calls, tokensIn, tokensOut, cost, unansweredCost } = spend
  const width = (part: number) => ({ width: `${(part / most) * 100}%` })
  const quiet = calls === 0 ? 'text-ink-3' : ''
  return (
    <tr className="border-b border-line">
      <td className={`${cell} ${quiet}`}>{formatDay(day)}</td>
      <td className={cell}>
        <span
          aria-hidden
          className="flex h-2 gap-px"
          title={unansweredCost > 0 ? `May have cost ${formatUsd(unansweredCost)} more` : undefined}
        >
          {cost > 0 && <span data-fill className="h-full min-w-0.5 rounded-xs bg-ink-2" style={width(cost)} />}
          {unansweredCost > 0 && (
            <span data-fill className="hatch-solid h-full min-w-0.5 rounded-xs" style={width(unansweredCost)} />
          )}
        </span>
      </td>
      <td className={`${cell} text-right ${quiet}`}>{calls === 0 ? missing : formatCount(calls)}</td>
      <td className={`${cell} text-right ${quiet}`}>{calls === 0 ? missing : formatTokens(tokensIn + tokensOut)}</td>
      <td className={`${cell} text-right ${calls === 0 ? 'text-ink-3' : 'font-medium'}`}>
        {calls === 0 ? missing : formatUsd(cost)}
      </td>
    </tr>
  )
}
