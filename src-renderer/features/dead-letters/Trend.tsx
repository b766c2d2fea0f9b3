import { deadTrendBarMs } from '#shared/overview'
import { formatCount, formatTime } from '../../format'
import { Bars } from '../../ui/Bars'

/** When a group's letters died, a bar an hour. What it shows stands in its name. */
export function Trend({ bars, now }: { readonly bars: readonly number[]; readonly now: number }) {
  if (bars.length === 0) return null
  return <Bars bars={bars} height={12} fill="var(--ink-3)" name={trendWords(bars, now)} />
}

/** '31 in the last 24 hours, most from 14:00: 12'. @param bars the last of them is the hour of `now` */
function trendWords(bars: readonly number[], now: number): string {
  const sum = bars.reduce((all, bar) => all + bar, 0)
  if (sum === 0) return 'None in the last 24 hours'
  const most = Math.max(...bars)
  const first = (Math.floor(now / deadTrendBarMs) - bars.length + 1) * deadTrendBarMs
  const at = formatTime(first + bars.lastIndexOf(most) * deadTrendBarMs)
  return `${formatCount(sum)} in the last 24 hours, most from ${at}: ${formatCount(most)}`
}
