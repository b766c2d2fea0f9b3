import type { Estimate } from '#shared/estimate'
import { counted, formatCount, formatTokens, formatUsd } from '../../format'

/** The figures of an estimate: what it costs, and of what that is made up. */
export type EstimateWords = { readonly cost: string; readonly parts: string; readonly source: string }

/** 'about $0.42', '310,000 tokens in, up to 120,000 out', 'price of gpt-5-mini as of 2026-11-10'. */
export function estimateWords(estimate: Estimate): EstimateWords {
  return { cost: costWords(estimate), parts: partWords(estimate), source: sourceWords(estimate) }
}

/** All of it as one line. */
export function estimateLine(estimate: Estimate): string {
  const { cost, parts, source } = estimateWords(estimate)
  return `${cost}: ${parts}${source === '' ? '' : `; ${source}`}`
}

function costWords({ price, cost, outputTokens }: Estimate): string {
  if (price === 'free') return 'free on this computer'
  if (price === 'unknown' || cost === null) return 'price not known'
  const amount = cost < 100_000 ? formatUsd(cost) : `about ${formatUsd(cost)}`
  return outputTokens === null ? `${amount} and the answers` : amount
}

function partWords({ inputTokens, outputTokens, outputFrom, outputPrice, price }: Estimate): string {
  const into = `${tokens(inputTokens)} tokens in`
  if (outputTokens === null) {
    const each = price === 'known' && outputPrice !== null ? `, ${formatUsd(outputPrice)} a million out` : ''
    return `${into}${each}`
  }
  return `${into}, ${outputFrom === 'limit' ? 'up to' : 'about'} ${tokens(outputTokens)} out`
}

function sourceWords({ price, unpriced, model, models, halfPrice, asOf, setByPerson }: Estimate): string {
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
