import type { InsightSums } from '#shared/insights'
import { formatCount, formatShare, formatTokens, formatUsd } from '../../format'

/** The sums of a time, each in large figures. */
export function Figures({ sums }: { readonly sums: InsightSums }) {
  const { answered, cached, firstTry, dead, cost, tokensIn, tokensOut } = sums
  const all = answered + cached
  const rescued = Math.max(0, answered - firstTry)
  const ended = all + dead
  return (
    <dl className="grid shrink-0 auto-rows-fr grid-cols-3 border-b border-line min-[820px]:grid-cols-6">
      <Figure value={formatCount(all)} name={cached > 0 ? `answered, ${formatCount(cached)} from store` : 'answered'} />
      <Figure value={formatShare(firstTry, answered)} name="on the first try" />
      <Figure value={formatCount(rescued)} name="rescued by a retry" />
      <Figure
        value={formatCount(dead)}
        name={dead > 0 ? `dead letters, ${formatShare(dead, ended)}` : 'dead letters'}
        alarming={dead > 0}
      />
      <Figure value={formatTokens(tokensIn + tokensOut)} name={`tokens, ${formatTokens(tokensOut)} out`} />
      <Figure
        value={formatUsd(cost)}
        name={cost > 0 && answered > 0 ? `spent, ${formatUsd(Math.round(cost / answered))} each` : 'spent'}
      />
    </dl>
  )
}

type FigureProps = { readonly value: string; readonly name: string; readonly alarming?: boolean }

function Figure({ value, name, alarming = false }: FigureProps) {
  return (
    <div className="flex min-w-0 flex-col-reverse justify-end border-line px-4 py-3 max-[819px]:not-nth-[3n+1]:border-l max-[819px]:nth-[n+4]:border-t min-[820px]:not-first:border-l min-[820px]:max-[999px]:not-first:px-3">
      <dt className="truncate text-2xs text-ink-3 min-[1000px]:text-xs" title={name}>
        {name}
      </dt>
      <dd
        title={value}
        className={`tn truncate text-[24px]/7 font-medium tracking-[-0.022em] ${alarming ? 'text-dead' : ''}`}
      >
        {value}
      </dd>
    </div>
  )
}
