import type { Engine } from '#engine/engine'
import type { Load } from '#engine/pace/work-time'
import type { TokenCount } from '#models/counting/counter'
import { promptTexts } from '#models/prompt-texts'
import { autoLane } from '#shared/auto-lane'
import { estimateCost } from '#shared/cost'
import type { Estimate } from '#shared/estimate'
import type { LaneName } from '#shared/lane'
import type { ModelInfo } from '#shared/model-info'
import type { LlmRequest } from '#shared/request'
import type { NanoUsd } from '#shared/spend'

/** A call as it would be made. */
export type Call = {
  readonly request: LlmRequest
  readonly providerId: string
  readonly model: string
  readonly lane?: LaneName | undefined // left out: the one that suits it
}
/** Some of the calls, and how many there are of them in all. halfPrice: they are to go through the provider's batch API. */
export type Sample = { readonly calls: readonly Call[]; readonly total: number; readonly halfPrice?: boolean }

type Parts = {
  readonly infoOf: (providerId: string, model: string) => ModelInfo
  readonly countTokens: (texts: readonly string[], model: string, signal?: AbortSignal) => Promise<TokenCount>
  /** How many tokens an answer of that model had so far, as a mean; null before the first. */
  readonly outputEach: (providerId: string, model: string) => number | null
}

/** How many tokens an answer of a model had so far, as a mean; null before the first. */
export const outputEachOf =
  (engine: Pick<Engine, 'gates'>) =>
  (providerId: string, model: string): number | null =>
    engine.gates().find((gate) => gate.providerId === providerId && gate.model === model)?.limits.outputTokensEach ??
    null

/** Tokens around each message, and before the answer. Source: OpenAI's cookbook, "How to count tokens"; other providers have about as many. */
const tokensPerMessage = 3
const tokensPerCall = 3

/** What work would cost, counted with the models' own tokenizers, off this thread. Of a sample, scaled to all. */
export function createEstimates({ infoOf, countTokens, outputEach }: Parts) {
  async function ofModel(calls: readonly Call[], batch: boolean, signal: AbortSignal) {
    const [first] = calls
    if (!first) throw new Error('no call to estimate')
    const { providerId, model } = first
    const lane = laneOf(first)
    const info = infoOf(providerId, model)
    const texts = calls.map(({ request }) => promptTexts(request))
    const counted = await countTokens(
      texts.flatMap((each) => each.texts),
      model,
      signal,
    )
    const frames = texts.reduce((sum, each) => sum + each.texts.length * tokensPerMessage + tokensPerCall, 0)
    const inputTokens = counted.tokens + frames
    const learned = outputEach(providerId, model)
    const limits = calls.map(({ request }, n) => (request.kind === 'embedding' ? 0 : (texts[n]?.maxOutput ?? null)))
    const outputs = limits.map((limit) => limit ?? learned)
    const outputTokens = outputs.reduce<number | null>((sum, n) => (sum === null || n === null ? null : sum + n), 0)
    const outputFrom = limits.includes(null) ? ('learned' as const) : ('limit' as const)
    const cost = info.prices && estimateCost({ inputTokens, outputTokens: outputTokens ?? 0 }, info.prices, { batch })
    return {
      providerId,
      lane,
      model,
      info,
      exact: counted.exact,
      calls: calls.length,
      inputTokens,
      outputTokens,
      outputFrom,
      cost,
    }
  }

  return {
    /** Rejects with the signal's reason, and for nothing else. */
    of: async (sample: Sample, signal: AbortSignal): Promise<Estimate> => (await measure(sample, signal)).estimate,
    /** The same, with how much of it each lane and model has to do. */
    measure,
  }

  async function measure(
    { calls, total, halfPrice = false }: Sample,
    signal: AbortSignal,
  ): Promise<{ estimate: Estimate; loads: Omit<Load, 'callMs'>[] }> {
    const byModel = Map.groupBy(calls, (call) => `${call.providerId}\n${call.model}\n${laneOf(call)}`)
    const parts = await Promise.all([...byModel.values()].map((group) => ofModel(group, halfPrice, signal)))
    const [main] = parts.toSorted((a, b) => b.calls - a.calls)
    if (!main) throw new Error('no call to estimate')
    const scale = (n: number) => Math.round((n * total) / calls.length)
    const cost = sum(parts.map((part) => part.cost))
    const outputTokens = sum(parts.map((part) => part.outputTokens))
    const isFree = parts.every(({ info }) => info.pricesFrom === 'local')
    const models = new Set(parts.map(({ providerId, model }) => `${providerId}\n${model}`)).size
    const loads = parts.map((part) => ({
      ...{ lane: part.lane, providerId: part.providerId, model: part.model, calls: scale(part.calls) },
      tokensIn: scale(part.inputTokens),
      tokensOut: part.outputTokens === null ? null : scale(part.outputTokens),
    }))
    const estimate = {
      ...{ model: main.model, models, calls: total },
      inputTokens: scale(parts.reduce((all, part) => all + part.inputTokens, 0)),
      outputTokens: outputTokens === null ? null : scale(outputTokens),
      outputFrom:
        outputTokens === null
          ? null
          : parts.every((part) => part.outputFrom === 'limit')
            ? ('limit' as const)
            : ('learned' as const),
      cost: cost === null ? null : scale(cost),
      outputPrice: main.info.prices && estimateCost(million, main.info.prices, { batch: halfPrice }),
      halfPrice: halfPrice && (main.info.prices?.batch ?? 1) < 1,
      price: isFree ? ('free' as const) : cost === null ? ('unknown' as const) : ('known' as const),
      unpriced: parts.find((part) => part.cost === null)?.model ?? null,
      asOf: main.info.pricesFrom === 'override' ? null : main.info.asOf,
      window: main.exact ? main.info.contextWindow : null, // with another encoding the provider has the last word
      takes: main.info.contextWindow,
      setByPerson: main.info.pricesFrom === 'override',
      sampled: total > calls.length,
    }
    return { estimate, loads }
  }
}

const laneOf = ({ lane, request, model }: Call): LaneName => lane ?? autoLane(request, model)

const million = { inputTokens: 0, outputTokens: 1_000_000 }

const sum = (values: readonly (NanoUsd | null)[]) =>
  values.reduce<NanoUsd | null>((all, n) => (all === null || n === null ? null : all + n), 0)
