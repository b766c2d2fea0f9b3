import type { Estimate } from '#shared/estimate'
import { counted, formatCount, formatTokens, formatUsd } from '../../format'

/** The figures of an estimate: what it costs, and of what that is made up. */
export type EstimateWords = { readonly cost: string; readonly parts: string; readonly source: string }

/** More tokens in each of them than the model takes: then nothing would be sent. */
const isTooLong = ({ inputTokens, calls, models, window }: Estimate): boolean =>
  models === 1 && window != null && calls > 0 && inputTokens / calls > window

/** 'about $0.42', '310,000 tokens in, up to 120,000 out', 'price of gpt-5-mini as of 2026-11-10'. */
export function estimateWords(estimate: Estimate): EstimateWords {
  return { cost: costWords(estimate), parts: partWords(estimate), source: sourceWords(estimate) }
}

/** All of it as one line. */
export function estimateLine(estimate: Estimate): string {
  const { cost, parts, source } = estimateWords(estimate)
  return `${cost}: ${parts}${source === '' ? '' : `; ${source}`}`
}

function costWords(estimate: Estimate): string {
  const { price, cost, outputTokens } = estimate
  if (isTooLong(estimate)) return 'too long to be sent'
  if (price === 'free') return 'free on this computer'
  if (price === 'unknown' || cost === null) return 'price not known'
  const amount = cost < 100_000 ? formatUsd(cost) : `about ${formatUsd(cost)}`
  return outputTokens === null ? `${amount} and the answers` : amount
}

function partWords(estimate: Estimate): string {
  const { inputTokens, outputTokens, outputFrom, outputPrice, price, calls, model, window } = estimate
  if (isTooLong(estimate))
    return `${tokens(inputTokens)} tokens in${calls > 1 ? ` ${formatCount(calls)} prompts` : ''}, and ${model} takes ${tokens(window ?? 0)}${calls > 1 ? ' each' : ''}`
  const into = `${tokens(inputTokens)} tokens in`
  if (outputTokens === null) {
    const each = price === 'known' && outputPrice !== null ? `, ${formatUsd(outputPrice)} a million out` : ''
    return `${into}${each}`
  }
  return `${into}, ${outputFrom === 'limit' ? 'up to' : 'about'} ${tokens(outputTokens)} out`
}

function sourceWords(estimate: Estimate): string {
  const { price, unpriced, model, models, halfPrice, asOf, setByPerson } = estimate
  if (isTooLong(estimate)) return 'it would become a dead letter'
  if (price === 'free') return ''
  if (price === 'unknown') return `set it for ${unpriced ?? model} under Providers`
  const kind = halfPrice ? 'batch ' : ''
  const whose = models > 1 ? `${kind}prices of ${counted(models, 'model')}` : `${kind}price of ${model}`
  if (setByPerson) return `${whose} as you set it`
  return asOf === null ? '' : `${whose} as of ${asOf}`
}

/** What the count leaves open, for the pointer. */
export function estimateHint({ sampled, outputFrom, calls, outputTokens }: Estimate): string {
  return [
    sampled ? `Counted in some of the ${formatCount(calls)} prompts, the rest taken to be alike.` : '',
    outputTokens === null
      ? 'Nothing tells yet how long the answers are: set Max output tokens for the most they can cost.'
      : '',
    outputFrom === 'learned' ? 'Answers taken to be as long as those of this model were so far.' : '',
    'Retries and images are not in it, and nothing that a provider’s cache saves.',
  ]
    .filter(Boolean)
    .join(' ')
}

/** In full where that can be read at a glance. */
const tokens = (count: number): string => (count < 1_000_000 ? formatCount(round(count)) : formatTokens(count))
/** No more figures than an estimate has. */
const round = (count: number): number => (count < 1_000 ? count : Number(count.toPrecision(3)))
