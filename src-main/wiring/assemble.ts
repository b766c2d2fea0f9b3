import { createBudgets } from '#engine/budget'
import { withCosts } from '#engine/costs'
import type { EngineStore, Providers } from '#engine/ports'
import { mostTokensOf, nothingSaved, type Pricing } from '#engine/pricing'
import { type Catalogue, createCatalogue, type ModelAt } from '#models/catalogue'
import { createContextCheck, mayNeedCheck } from '#models/context-check'
import { createTokenCounter } from '#models/counting/counter'
import { createCutCheck } from '#models/cut-prompt'
import type { Adapters } from '#providers/adapters'
import { limitClassOf } from '#providers/limit-class'
import { createLoadedWindows, tellsWindow } from '#providers/loaded-windows'
import { costOf, mostItCanCost, savedByBatch, savedByCache } from '#shared/cost'
import type { KnownLimits } from '#shared/limits'
import type { ModelOverride, ModelPrices } from '#shared/model-info'
import type { ModelSettings } from '#shared/model-settings'
import type { Outcome, ProviderAdapter, ProviderCall } from '#shared/outcome'
import { parallelOf, presetOf } from '#shared/presets'
import { type Protocol, practiceProviderId } from '#shared/provider'
import type { LlmRequest } from '#shared/request'
import type { EpochMs } from '#shared/task'
import type { Way } from '#shared/work'
import type { Store } from '#store/store'
import { cachesFrom } from './caches-from'
import { mostOutputOf } from './most-output'
import { createToldWindows } from './told-windows'

type Parts = {
  readonly store: Store
  readonly adapters: Pick<Adapters, 'adapter' | 'keysOf' | 'hasBatchApi' | 'batchApi' | 'endpoint'>
  readonly now: () => EpochMs
  /** Ms that only rise; left out: of this process. */
  readonly monotonic?: () => number
  /** A day's budget began anew: what it held may go. */
  readonly onOpened: () => void
  /** What the budgets hold is not what it was. */
  readonly onChange?: () => void
}

/** What an engine needs of the providers of a store: how each is called and paced, what its models take, and what calls to them cost. */
export function assemble({ store, adapters, now, onOpened, onChange, monotonic = () => performance.now() }: Parts) {
  const loaded = createLoadedWindows({ endpoint: adapters.endpoint, monotonic })
  const told = createToldWindows({ store, loaded, now })
  const catalogue = createCatalogue(
    (providerId, model) => overrideOf(store.modelSettings.get(providerId, model)),
    told.of,
  )
  const unset = createCatalogue(() => undefined, told.of)
  const counter = createTokenCounter()
  const contextCheck = createContextCheck({ counter, catalogue })
  const cutCheck = createCutCheck({ counter })
  const memo = untilNextCommit(store)
  const providerOf = memo((id: string) => store.providers.get(id))
  const at = (providerId: string, model: string) => {
    const { preset = 'custom', baseUrl = null } = providerOf(providerId) ?? {}
    return { providerId, preset, baseUrl, model }
  }
  const infoOf = memo((providerId: string, model: string) => catalogue.info(at(providerId, model)))
  const pricing = pricingBy(infoOf, (providerId) => providerOf(providerId)?.protocol)

  /** A check that broke off, for a cancelled task or for any other reason, refuses nothing. */
  const checked = (where: ModelAt, request: LlmRequest, signal: AbortSignal): Promise<Outcome | null> =>
    contextCheck.check(where, request, signal).catch(() => null)

  /** After a call: what a refusal tells is learned, and a prompt that was cut in silence is no success. */
  async function looked(where: ModelAt, { request, signal }: ProviderCall, outcome: Outcome): Promise<Outcome> {
    if (outcome.kind === 'permanent') await told.refused(where, outcome)
    if (outcome.kind !== 'succeeded') return outcome
    return cutCheck.check(where.model, { request, signal }, outcome, () => told.ask(where, false))
  }
  const watched = new WeakMap<ProviderAdapter, ProviderAdapter>()
  function watch(providerId: string, adapter: ProviderAdapter): ProviderAdapter {
    const cuts = at(providerId, '').preset === cutsInSilence
    const known = watched.get(adapter) ?? {
      call: (call) =>
        adapter
          .call(call)
          .then((outcome) =>
            outcome.kind === 'permanent' || (cuts && outcome.kind === 'succeeded')
              ? looked(at(providerId, call.model), call, outcome)
              : outcome,
          ),
    }
    watched.set(adapter, known)
    return known
  }

  const providers: Providers = {
    adapter: async (providerId, keyId) => watch(providerId, await adapters.adapter(providerId, keyId)),
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
        shared: provider ? limitClassOf(provider.baseUrl, provider.protocol, model) : null,
      }
    },
    fallbacks(providerId, model) {
      const { fallbacks, fallbackAfterMs } = store.modelSettings.get(providerId, model)
      return { to: fallbacks, afterMs: fallbackAfterMs ?? Number.POSITIVE_INFINITY }
    },
    check({ providerId, model }, request, signal) {
      const where = at(providerId, model)
      const info = infoOf(providerId, model)
      if (tellsWindow(where.preset) && store.modelSettings.get(providerId, model).contextWindow === null)
        return mayNeedCheck({ ...info, contextWindow: anyTakes }, request)
          ? told.ask(where).then(() => checked(where, request, signal))
          : null
      return mayNeedCheck(info, request) ? checked(where, request, signal) : null
    },
    cachesFrom: (providerId, model) => cachesFrom(at(providerId, model), providerOf(providerId)?.protocol),
  }
  const budgets = createBudgets({
    ...{ pricing, dayBudget: store.loadDayBudget(), watchBudget: store.watches.dayBudget },
    ...{ days: store.days, now, onOpened },
    inputTokens: ({ request }, { model }) => mostTokensOf(request, model),
    ...(onChange ? { onChange } : {}),
  })
  return {
    ...{ providers, pricing, budgets, infoOf, countTokens: counter.count, onListed: told.listed },
    /** A local server is asked what context that model has there now, so that what is shown is so. Never rejects. */
    async askSizes(providerId: string, model: string): Promise<void> {
      const where = at(providerId, model)
      if (tellsWindow(where.preset)) await told.ask(where, false)
    },
    /** What is known of a model apart from what a person set. */
    knownOf: (providerId: string, model: string) => unset.info(at(providerId, model)),
    /** The store as an engine needs it that keeps to budgets. */
    withMoney: <S extends EngineStore>(of: S): S => withCosts(of, { pricing, budgets }),
    /** Ends the counting of tokens, and what local servers are still asked. */
    async closeCounter(): Promise<void> {
      loaded.close()
      await counter.close()
    },
  }
}

/** The kind of server that shortens a prompt beyond its context and answers what is left, with no word of it. */
const cutsInSilence = 'ollama'
/** Tokens that every local server takes: its context is asked only for longer prompts. Older versions of Ollama had no more by default. */
const anyTakes = 2_048

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
