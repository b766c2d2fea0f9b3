import type { NanoUsd, Spend } from '#shared/spend'
import { formatAboutUsd, formatCount, formatPercent, formatTokens, formatUsd } from '../../format'
import { savedNote } from './cost-words'

type FiguresProps = {
  readonly spend: Spend
  readonly month?: NanoUsd | null // what this month may come to, where it is shown
}

/** The sums over a view, each with what it is made of. */
export function SpendFigures({ spend, month = null }: FiguresProps) {
  const { calls, tokensIn, cachedIn, tokensOut, cost, saved, unanswered, unansweredCost } = spend
  const answered = calls - unanswered
  const each = answered > 0 && cost > 0 ? `${formatUsd(Math.round(cost / answered))} a call` : 'for answered calls'
  return (
    <dl className="grid grid-cols-3 border-b border-line min-[1200px]:auto-cols-[minmax(0,272px)] min-[1200px]:grid-flow-col min-[1200px]:grid-cols-none">
      <Figure
        title="Spent"
        value={formatUsd(cost)}
        note={month === null || month === 0 ? each : `${formatAboutUsd(month)} by the month’s end`}
      />
      <Figure
        title="Calls"
        value={formatCount(calls)}
        note={unanswered > 0 ? `${formatCount(answered)} answered` : 'all answered or refused'}
      />
      <Figure
        title="Tokens in"
        value={formatTokens(tokensIn)}
        note={cachedIn > 0 ? `${formatPercent(cachedIn, tokensIn)} from a cache` : 'none from a cache'}
      />
      <Figure title="Tokens out" value={formatTokens(tokensOut)} note="thoughts included" />
      <Figure title="Saved" value={formatUsd(saved)} note={savedNote(spend)} />
      {unanswered > 0 && (
        <Figure
          title="Never answered"
          value={formatCount(unanswered)}
          note={unansweredCost > 0 ? `may have cost ${formatUsd(unansweredCost)} more` : 'may have been billed'}
        />
      )}
    </dl>
  )
}

type FigureProps = { readonly title: string; readonly value: string; readonly note: string }

function Figure({ title, value, note }: FigureProps) {
  return (
    <div className="flex flex-col px-4 py-3">
      <dt className="text-xs text-ink-2">{title}</dt>
      <dd className="tn text-[20px]/7 font-medium tracking-[-0.016em]">{value}</dd>
      <dd className="tn text-2xs text-ink-3">{note}</dd>
    </div>
  )
}
