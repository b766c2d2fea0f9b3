import type { Batch } from '#shared/batch'
import { practiceProviderId } from '#shared/provider'
import type { BatchCost, Spend } from '#shared/spend'
import type { Attempt, TaskDetail } from '#shared/task'
import { counted, formatTokens, formatUsd } from '../../format'

/** What a batch cost until now: 'It cost $1.32 so far. The provider’s cache saved $0.40.' */
export function batchCostWords(cost: BatchCost | undefined): string {
  if (!cost) return 'Nothing was spent on it yet.'
  const { cost: spent, saved, savedByHalfPrice, unanswered, unpriced } = cost
  const byCache = saved - savedByHalfPrice
  return [
    `It cost ${formatUsd(spent)} so far.`,
    byCache > 0 ? `The provider’s cache saved ${formatUsd(byCache)}.` : '',
    savedByHalfPrice > 0 ? `Half price saved ${formatUsd(savedByHalfPrice)}.` : '',
    unanswered > 0 ? `Calls that were never answered may have cost ${formatUsd(unanswered)} more.` : '',
    unpriced > 0 ? `The price of ${counted(unpriced, 'call')} is not known.` : '',
  ]
    .filter(Boolean)
    .join(' ')
}

/** Below the sum of what was saved: 'caches $26.46, half price $4.10', or by which of them it was. */
export function savedNote({ saved, savedByHalfPrice }: Pick<Spend, 'saved' | 'savedByHalfPrice'>): string {
  const byCache = saved - savedByHalfPrice
  if (savedByHalfPrice !== 0)
    return byCache === 0 ? 'by half price' : `caches ${formatUsd(byCache)}, half price ${formatUsd(savedByHalfPrice)}`
  if (byCache < 0) return 'writing the cache cost more'
  return byCache > 0 ? 'by caches' : 'by caches and half price'
}

/** Beside a batch's name: '$1.32', or '$1.32 of $5.00'; '' before anything was spent on one without a budget. */
export function costChip({ cost, options }: Batch): string {
  const spent = (cost?.cost ?? 0) + (cost?.unanswered ?? 0)
  if (options.budget !== undefined) return `${formatUsd(spent)} of ${formatUsd(options.budget)}`
  return spent > 0 ? formatUsd(spent) : ''
}
export const batchCostHint = ({ cost }: Batch): string => batchCostWords(cost)

/** '38.9k tokens in (30.1k cached), 1,402 out'; '' where the provider did not say. */
export function usageWords({
  tokensIn,
  tokensOut,
  cachedIn,
}: Pick<Attempt, 'tokensIn' | 'tokensOut' | 'cachedIn'>): string {
  if (tokensIn === null && tokensOut === null) return ''
  const cached = cachedIn ? ` (${formatTokens(cachedIn)} cached)` : ''
  return `${formatTokens(tokensIn)} tokens in${cached}, ${formatTokens(tokensOut)} out`
}

/** '$0.0132', 'may have been billed: up to $0.01', or '' where nothing is known or it is free. */
export function attemptCostWords({ costNano, mayHaveBeenBilled, outcome }: Attempt): string {
  if (outcome === null) return ''
  if (mayHaveBeenBilled) return costNano ? `may have been billed: up to ${formatUsd(costNano)}` : 'may have been billed'
  return costNano ? formatUsd(costNano) : ''
}

/** All of a task: 'cost $0.1328 over 3 attempts', and what may have been billed besides. */
export function taskCostWords({ task, attempts }: TaskDetail): string {
  if (task.cached) return 'No call, no cost.'
  const ended = attempts.filter(({ outcome }) => outcome !== null)
  const sum = (pick: (attempt: Attempt) => number | null | undefined) =>
    ended.reduce((all, attempt) => all + (pick(attempt) ?? 0), 0)
  const answered = sum((attempt) => (attempt.mayHaveBeenBilled ? 0 : attempt.costNano))
  const open = sum((attempt) => (attempt.mayHaveBeenBilled ? attempt.costNano : 0))
  const input = sum(({ tokensIn }) => tokensIn)
  const output = sum(({ tokensOut }) => tokensOut)
  const cachedIn = sum((attempt) => attempt.cachedIn)
  const used = input + output > 0 ? usageWords({ tokensIn: input, tokensOut: output, cachedIn }) : ''
  const unknown = ended.some(
    ({ tokensIn, costNano, mayHaveBeenBilled }) => tokensIn !== null && !mayHaveBeenBilled && costNano == null,
  )
  const isPractice = task.providerId === practiceProviderId
  const cost = answered > 0 ? formatUsd(answered) : unknown && !isPractice ? 'price not known' : ''
  const total = [used, cost].filter(Boolean).join(', ')
  const more = open > 0 ? `May have been billed besides: up to ${formatUsd(open)}.` : ''
  return [total === '' ? '' : `In all: ${total}.`, more].filter(Boolean).join(' ')
}
