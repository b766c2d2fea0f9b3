import type { ModelInfo, ModelOverride, ModelPrices, ModelSource } from '#shared/model-info'
import type { ModelSizes, ToldModel } from '#shared/model-told'
import { type ModelsOfProvider, modelsData, type Row } from './data'
import { type DataName, providerOf } from './provider-of'
import { tokenizerOf } from './tokenizer'

/** A model as a provider offers it. */
export type ModelAt = {
  readonly providerId: string
  readonly preset: string
  readonly baseUrl: string | null
  readonly model: string
}
type Overrides = (providerId: string, model: string) => ModelOverride | undefined
type TellsOf = (providerId: string, model: string) => ToldModel | undefined

const free: ModelPrices = { input: 0, cachedInput: 0, cacheWrite: 0, output: 0, steps: [], batch: null }
/** Names come from prompts too, so not all are remembered for ever. */
const mostRemembered = 1_000

/**
 * What is known of models: what a person set goes before what the provider tells, and that before the dated file. A server on this machine costs
 * nothing, and its window is its own, whatever the model is called.
 * @param overrides asked each time
 * @param told asked each time
 */
export function createCatalogue(overrides: Overrides, told: TellsOf = () => undefined) {
  const remembered = new Map<string, Base>()

  function baseOf({ preset, baseUrl, model }: ModelAt): Base {
    const key = JSON.stringify([preset, baseUrl, model])
    const known = remembered.get(key)
    if (known) return known
    if (remembered.size >= mostRemembered) remembered.clear()
    const base = lookUp(providerOf(preset, baseUrl), model)
    remembered.set(key, base)
    return base
  }

  return {
    /** Never throws; what is not known is null. */
    info(at: ModelAt): ModelInfo {
      const base = baseOf(at)
      const set = overrides(at.providerId, at.model)
      const tells = told(at.providerId, at.model)
      const sizesFrom = hasSize(set) ? 'override' : hasSize(tells) ? 'provider' : hasSize(base) ? base.source : null
      const pricesFrom = set?.prices ? 'override' : base.prices ? base.source : null
      return {
        contextWindow: set?.contextWindow ?? tells?.contextWindow ?? base.contextWindow,
        maxOutput: set?.maxOutput ?? tells?.maxOutput ?? base.maxOutput,
        temperature: base.temperature,
        // Who sets a price seldom knows of the batch API's, which is the provider's for all of its models.
        prices: set?.prices ? { ...set.prices, batch: set.prices.batch ?? base.batch } : base.prices,
        tokenizer: base.tokenizer,
        source: strongest(sizesFrom, pricesFrom) ?? base.source,
        ...{ sizesFrom, pricesFrom },
        told: tells && sizesFrom === 'provider' ? { by: tells.by, at: tells.at } : null,
        asOf: base.asOf,
      }
    },
  }
}
export type Catalogue = ReturnType<typeof createCatalogue>

type Base = Omit<ModelInfo, 'sizesFrom' | 'pricesFrom' | 'told'> & {
  readonly source: 'data' | 'local' | null
  readonly batch: number | null
}

const hasSize = (of: ModelSizes | undefined) => of !== undefined && (of.contextWindow !== null || of.maxOutput !== null)
const byStrength = ['override', 'provider'] as const
const strongest = (...sources: (ModelSource | null)[]) => byStrength.find((source) => sources.includes(source))

function lookUp(provider: DataName | 'local' | null, model: string): Base {
  const tokenizer = tokenizerOf(model)
  const nothing = { contextWindow: null, maxOutput: null, temperature: null, prices: null, tokenizer, asOf: null }
  if (provider === 'local') return { ...nothing, prices: free, source: 'local', batch: null }
  const { providers, sources } = modelsData()
  const models = provider === null ? undefined : providers.get(provider)
  const row = models && provider && find(models.rows, provider, model)
  const batch = models?.batch ?? null
  if (!row) return { ...nothing, source: null, batch }
  return {
    contextWindow: row.window,
    maxOutput: row.maxOutput,
    temperature: row.temperature,
    prices: pricesOf(row, models),
    tokenizer,
    source: 'data',
    batch,
    asOf: sources[row.from]?.date ?? null,
  }
}

function pricesOf({ input, cachedInput, cacheWrite, output, steps }: Row, { batch }: ModelsOfProvider) {
  return input === null && output === null ? null : { input, cachedInput, cacheWrite, output, steps, batch }
}

/**
 * The row of a model under the names by which it is called: `models/` or its vendor before it, and a snapshot's date or version after it, which
 * goes only where there is no row of its own.
 */
function find(rows: ReadonlyMap<string, Row>, provider: DataName, model: string): Row | undefined {
  const given = model.toLowerCase().replace(/^models\//, '')
  const own = given.startsWith(`${provider}/`) ? [given, given.slice(provider.length + 1)] : [given]
  const undated = own.map((name) => name.replace(/[-@](\d{8}|\d{4}-\d{2}-\d{2}|\d{3}|latest)$/, ''))
  const all = [...own, ...undated, ...undated.map((name) => `${name}-latest`), ...undated.map((name) => `${name}-0`)]
  for (const name of all) {
    const row = rows.get(name)
    if (row) return row
  }
  return undefined
}
