import { Bars } from '../../ui/Bars'

const hues = { fast: 'var(--fast-fill)', heavy: 'var(--heavy-fill)', dead: 'var(--dead-fill)' }

type HistoryProps = { readonly bars: readonly number[]; readonly hue: keyof typeof hues }

/** Tasks brought to an end, a bar per quarter of a minute, the oldest left. The one in progress is the strongest. */
export function History({ bars, hue }: HistoryProps) {
  const ended = bars.reduce((sum, bar) => sum + bar, 0)
  return <Bars bars={bars} height={22} fill={hues[hue]} name={`${ended} in the last 7 minutes`} lastStandsOut />
}
