import type { BatchDryRun, DryRunAnswer, DryRunForecast } from '#shared/dry-run'
import type { SlowedBy } from '#shared/work-time'
import { counted, formatAboutUsd, formatCount, formatDuration, formatTaskCost, formatTokens } from '../../format'

/** How it stands: '4 of 5 rows answered', '5 answered, 1 dead letter'. */
export function standWords({ state, tasks, succeeded, dead, cancelled }: BatchDryRun): string {
  const ended = succeeded + dead + cancelled
  if (state === 'running') return `${formatCount(ended)} of ${formatCount(tasks)} ended`
  return [
    `${formatCount(succeeded)} answered`,
    ...(dead > 0 ? [counted(dead, 'dead letter')] : []),
    ...(cancelled > 0 ? [`${formatCount(cancelled)} cancelled`] : []),
  ].join(', ')
}

const slowed: Readonly<Record<SlowedBy, string>> = {
  lane: 'the slots of its lane',
  requests_per_minute: 'requests a minute',
  tokens_per_minute: 'tokens a minute',
  concurrency: 'calls at a time',
  gate: 'a closed gate',
}

/** What the rest comes to, as pairs of a name and a figure; what is not known is left out. */
export function forecastFacts({ tasks, tokensIn, tokensOut, cost, halfPrice, dead, time }: DryRunForecast) {
  return [
    { name: 'The rest', value: counted(tasks, 'task') },
    ...(cost === null ? [] : [{ name: halfPrice ? 'Cost, half price' : 'Cost', value: formatAboutUsd(cost) }]),
    ...(time?.seconds == null ? [] : [{ name: 'Time', value: `about ${formatDuration(time.seconds * 1_000)}` }]),
    ...(time?.slowedBy ? [{ name: 'Slowed by', value: slowed[time.slowedBy] }] : []),
    ...(tokensIn === null ? [] : [{ name: 'Tokens in', value: formatTokens(tokensIn) }]),
    ...(tokensOut === null ? [] : [{ name: 'Tokens out', value: formatTokens(tokensOut) }]),
    ...(dead === 0 ? [] : [{ name: 'Dead letters', value: `about ${formatCount(dead)}` }]),
  ]
}

const waits = {
  ...{ waiting: 'Waits for other tasks', scheduled: 'Starts later', queued: 'In line', running: 'Running…' },
  ...{ backing_off: 'Waits for its next try', cancelled: 'Cancelled' },
} as const

/** What stands in the place of an answer; null where there is one. */
export function insteadWords({
  state,
  answer,
}: DryRunAnswer): { readonly text: string; readonly dead: boolean } | null {
  if (state.kind === 'dead') return { text: state.failure.message, dead: true }
  if (state.kind === 'succeeded') return answer === null ? { text: 'Its answer was removed.', dead: false } : null
  return { text: waits[state.kind], dead: false }
}

/** '118 in, 64 out, $0.0002, 1.4 s'. */
export function usedWords({ tokensIn, tokensOut, cost, answerMs, cached }: DryRunAnswer): string {
  return [
    ...(cached ? ['stored answer'] : []),
    ...(tokensIn === null ? [] : [`${formatTokens(tokensIn)} in`]),
    ...(tokensOut === null ? [] : [`${formatTokens(tokensOut)} out`]),
    ...(cost === null || cached ? [] : [formatTaskCost(cost)]),
    ...(answerMs === null ? [] : [formatDuration(answerMs)]),
  ].join(', ')
}
