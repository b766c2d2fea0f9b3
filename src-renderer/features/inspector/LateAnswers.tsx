import type { LateAnswer } from '#shared/task'
import { formatClock, formatTokens, formatUsd } from '../../format'
import { LongText } from './LongText'
import { Part } from './Part'

/** Answers to tries that had been given up: they changed nothing, and may have cost money. */
export function LateAnswers({ answers }: { readonly answers: readonly LateAnswer[] }) {
  if (answers.length === 0) return null
  return (
    <Part title={answers.length === 1 ? 'Late answer' : 'Late answers'} note="kept, and changed nothing else">
      <ul className="flex flex-col gap-1.5">
        {answers.map((late) => (
          <li key={`${late.attempt} ${late.at}`} className="rounded-md bg-code px-3 py-2 text-xs">
            <div className="tn flex flex-wrap gap-x-2 text-ink-2">
              <b className="font-medium text-ink">To try {late.attempt}</b>
              <span>at {formatClock(late.at)}</span>
              <span className="ml-auto">{costWords(late)}</span>
            </div>
            {late.text !== null && (
              <div className="mt-1">
                {late.text === '' ? 'The answer is empty.' : <LongText text={late.text} quiet={false} />}
              </div>
            )}
          </li>
        ))}
      </ul>
    </Part>
  )
}

/** What the provider charges for it, as far as it said so. */
function costWords({ tokensIn, tokensOut, costNano }: LateAnswer): string {
  if (tokensIn === null && tokensOut === null) return 'may have been billed'
  return `${formatTokens(tokensIn)} tokens in, ${formatTokens(tokensOut)} out: billed${costNano ? ` ${formatUsd(costNano)}` : ''}`
}
