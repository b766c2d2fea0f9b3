import { createBudgets } from '#engine/budget'
import { withCosts } from '#engine/costs'
import type { EngineStore, Providers } from '#engine/ports'
import { mostTokensOf, nothingSaved, type Pricing } from '#engine/pricing'
import { type Catalogue, createCatalogue } from '#models/catalogue'
import { createContextCheck, mayNeedCheck } from '#models/context-check'
import { createTokenCounter } from '#models/counting/counter'
import { promptTexts } from '#models/prompt-texts'
import type { Adapters } from '#providers/adapters'
import { createLoadedWindows } from '#providers/loaded-windows'
import { costOf, mostItCanCost, savedByBatch, savedByCache } from '#shared/cost'
import type { KnownLimits } from '#shared/limits'
import type { ModelOverride, ModelPrices } from '#shared/model-info'
import type { ModelSettings } from '#shared/model-settings'
import { parallelOf, presetOf } from '#shared/presets'
import { type Protocol, practiceProviderId } from '#shared/provider'
import type { EpochMs } from '#shared/task'
import type { Way } from '#shared/work'
import type { Store } from '#store/store'
import { cachesFrom } from './caches-from'
import { mostOutputOf } from './most-output'

type Parts = {
  readonly store: Store
  readonly adapters: Pick<Adapters, 'adapter' | 'endpoint' | 'keysOf' | 'hasBatchApi' | 'batchApi'>
  readonly now: () => EpochMs
  /** A day's budget began anew: what it held may go. */
  readonly onOpened: () => void
  /** What the budgets hold is not what it was. */
  readonly onChange?: () => void
}

/** What an engine needs of the providers of a store: how each is called and paced, what its models take, and what calls to them cost. */
export function assemble({ store, adapters, now, onOpened, onChange }: Parts) {
  const windows = createLoadedWindows({ endpoint: adapters.endpoint, monotonic: () => performance.now() })
  const told = (providerId: string, model: string) => {
    const contextWindow = windows.told({ providerId, model })
    return contextWindow === undefined ? undefined : { contextWindow, maxOutput: null }
  }
  const overrides = (providerId: string, model: string) => overrideOf(store.modelSettings.get(providerId, model))
  const catalogue = createCatalogue(overrides, told)
  const unset = createCatalogue(() => undefined, told)
  const counter = createTokenCounter()
  const contextCheck = createContextCheck({ counter, catalogue })
  const memo = untilNextCommit(store)
  const providerOf = memo((id: string) => store.providers.get(id))
  const at = (providerId: string, model: string) => {
    const { preset = 'custom', baseUrl = null } = providerOf(providerId) ?? {}
    return { providerId, preset, baseUrl, model }
  }
  const infoOf = memo((providerId: string, model: string) => catalogue.info(at(providerId, model)))
  const pricing = pricingBy(infoOf, (providerId) => providerOf(providerId)?.protocol)

  const providers: Providers = {
    adapter: adapters.adapter,
    keysOf: memo(adapters.keysOf),
    hasBatchApi: adapters.hasBatchApi,
    batchApi: adapters.batchApi,
    mayRefuse: (providerId) =>
      providerId !== practiceProviderId && presetOf(at(providerId, '').preset).key === 'needed',
    limits(providerId, model) {
      const provider = providerOf(providerId)
      const parallel = provider ? parallelOf(provider) : null
      const { limits } = store.modelSettings.get(providerId, model)
      const set = provider?.options.parallel ?? null
      const concurrency = Math.min(limits.concurrency ?? Number.POSITIVE_INFINITY, set ?? Number.POSITIVE_INFINITY)
      return {
        set: { ...limits, concurrency: Number.isFinite(concurrency) ? concurrency : null },
        preset: parallel === null ? {} : atOnce(parallel, now()),
      }
    },
    fallbacks(providerId, model) {
      const { fallbacks, fallbackAfterMs } = store.modelSettings.get(providerId, model)
      return { to: fallbacks, afterMs: fallbackAfterMs ?? Number.POSITIVE_INFINITY }
    },
    check({ providerId, model }, request) {
      const { contextWindow } = store.modelSettings.get(providerId, model)
      const asked = contextWindow === null && isLong(request) ? windows.refresh(at(providerId, model)) : null
      if (asked) return asked.then(() => contextCheck.check(at(providerId, model), request))
      return mayNeedCheck(infoOf(providerId, model), request)
        ? contextCheck.check(at(providerId, model), request)
        : null
    },
    cachesFrom: (providerId, model) => cachesFrom(at(providerId, model), providerOf(providerId)?.protocol),
  }
  const budgets = createBudgets({
    ...{ pricing, dayBudget: store.loadDayBudget(), days: store.days, now, onOpened },
    inputTokens: ({ request }, { model }) => mostTokensOf(request, model),
    ...(onChange ? { onChange } : {}),
  })
  return {
    ...{ providers, pricing, budgets, infoOf, countTokens: counter.count },
    /** What is known of a model apart from what a person set. */
    knownOf: (providerId: string, model: string) => unset.info(at(providerId, model)),
    /** The store as an engine needs it that keeps to budgets. */
    withMoney: <S extends EngineStore>(of: S): S => withCosts(of, { pricing, budgets }),
    /** Ends the counting of tokens, and what local servers are still asked. */
    async closeCounter(): Promise<void> {
      windows.close()
      await counter.close()
    },
  }
}

/** What is read from the store for each call: remembered until something is committed, which is once for many calls. */
function untilNextCommit(store: Pick<Store, 'onNews'>) {
  const known = new Set<Map<string, unknown>>()
  store.onNews(() => {
    for (const answers of known) answers.clear()
  })
  return <Asked extends readonly string[], Answer>(read: (...asked: Asked) => Answer) => {
    const answers = new Map<string, Answer>()
    known.add(answers)
    return (...asked: Asked): Answer => {
      const key = asked.length === 1 ? (asked[0] ?? '') : asked.join('\n')
      const seen = answers.get(key)
      if (seen !== undefined) return seen
      const answer = read(...asked)
      answers.set(key, answer)
      return answer
    }
  }
}

/** The smallest window that a local server has by default is 2,048 tokens (older Ollama); a token is at least a byte, and a character at most three. */
const isLong = (request: LlmRequest): boolean =>
  promptTexts(request).texts.reduce((sum, text) => sum + text.length, 0) > 2_048 / 3

function atOnce(value: number, at: EpochMs): Partial<KnownLimits> {
  return { concurrency: { value, windowMs: null, burst: null, source: 'preset', at } }
}

function overrideOf({ contextWindow, maxOutput, prices }: ModelSettings): ModelOverride {
  return { contextWindow, maxOutput, prices }
}

function pricingBy(
  infoOf: (providerId: string, model: string) => ReturnType<Catalogue['info']>,
  protocolOf: (providerId: string) => Protocol | undefined,
): Pricing {
  const pricesOf = ({ providerId, model }: Pick<Way, 'providerId' | 'model'>) => infoOf(providerId, model).prices
  return {
    most(way, request, inputTokens) {
      const { prices, maxOutput } = infoOf(way.providerId, way.model)
      if (prices && isFree(prices)) return 0
      const called = { protocol: protocolOf(way.providerId), model: way.model, maxOutput }
      const most = { inputTokens, maxOutput: mostOutputOf(request, called) }
      return prices && mostItCanCost(most, prices, { batch: way.halfPrice === true })
    },
    of(way, usage) {
      const prices = pricesOf(way)
      return prices && costOf(usage, prices, { batch: way.halfPrice === true })
    },
    saved(way, usage) {
      const prices = pricesOf(way)
      if (!prices) return nothingSaved
      const byHalfPrice = way.halfPrice ? (savedByBatch(usage, prices) ?? 0) : 0
      return { byCache: savedByCache(usage, prices) ?? 0, byHalfPrice }
    },
  }
}

const isFree = ({ input, output, steps }: ModelPrices) => input === 0 && output === 0 && steps.length === 0
