import type { Adapters } from '#providers/adapters'
import { type AskedWindow, askWindow, tellsWindow } from '#providers/ask-window'
import { contextNumbers } from '#providers/fitting'
import type { ModelSizes, ToldModel } from '#shared/model-told'
import type { Outcome } from '#shared/outcome'
import type { EpochMs } from '#shared/task'
import type { Store } from '#store/store'

/** What a local server said holds for so long: it may be started anew with another context. */
const freshMs = 60_000
/** What a refusal told holds for so long: behind one name there may be another model tomorrow, and to find out again costs one call. */
const refusedHoldsMs = 86_400_000
/** No model takes fewer tokens: a smaller number in a refusal is something else. */
const smallest = 256
/** Names come from prompts too, so not all are remembered for ever. */
const mostRemembered = 1_000
/** Names that stand for whichever model a router chooses: what one of those takes says nothing of the next. */
const isRouter = (model: string) => /^openrouter\//.test(model)

type At = { readonly providerId: string; readonly preset: string; readonly model: string }
type Parts = {
  readonly store: Pick<Store, 'modelTold' | 'changes' | 'write'>
  readonly adapters: Pick<Adapters, 'endpoint'>
  readonly now: () => EpochMs
}
type Answered = { readonly at: EpochMs; readonly said: AskedWindow | null }

/** The windows of models as their providers tell them: kept with their time, and asked anew where they may have changed. */
export function createToldWindows({ store, adapters, now }: Parts) {
  const answers = new Map<string, Answered>()
  const asking = new Map<string, Promise<AskedWindow | null>>()

  /** A window is worth no stop of the work: what cannot be written now is learned again. */
  async function write(change: () => void): Promise<void> {
    try {
      await store.write(() => {
        change()
        store.changes.news('provider')
      })
    } catch {
      // the disk has its own watch
    }
  }

  async function ask({ providerId, preset, model }: At): Promise<AskedWindow | null> {
    const endpoint = await adapters.endpoint(providerId).catch(() => null)
    if (!endpoint) return null
    try {
      return await askWindow({ ...endpoint, preset }, model)
    } finally {
      await endpoint.dispatcher.destroy()
    }
  }

  async function askAndKeep(at: At): Promise<AskedWindow | null> {
    const said = await ask(at)
    const { providerId, model } = at
    if (answers.size >= mostRemembered) answers.clear()
    answers.set(keyOf(at), { at: now(), said })
    const known = store.modelTold.get(providerId, model)
    const contextWindow = said?.contextWindow ?? null
    if (contextWindow === null) {
      // A server that does not say any more may have another one by now.
      if (known?.by === 'told') await write(() => store.modelTold.drop(providerId, model))
    } else if (known?.by !== 'told' || known.contextWindow !== contextWindow)
      await write(() =>
        store.modelTold.save(providerId, model, { contextWindow, maxOutput: null, by: 'told', at: now() }),
      )
    return said
  }

  return {
    /** What holds now of that model. */
    of(providerId: string, model: string): ToldModel | undefined {
      const told = store.modelTold.get(providerId, model)
      return told?.by === 'refused' && Math.abs(now() - told.at) > refusedHoldsMs ? undefined : told
    },
    /** A provider's list of models came. */
    async listed(providerId: string, models: ReadonlyMap<string, ModelSizes>): Promise<void> {
      if (models.size > 0) await write(() => store.modelTold.saveList(providerId, models, now()))
    },
    /** Whether that kind of server says what context a model has there. */
    canAsk: tellsWindow,
    /**
     * The context of a model at a local server, asked at most once a minute; null where it does not say. Never rejects.
     * @param inForce asked again unless the model was loaded when it was last asked
     */
    async ask(at: At, inForce = false): Promise<AskedWindow | null> {
      const key = keyOf(at)
      const known = answers.get(key)
      const isFresh = known !== undefined && Math.abs(now() - known.at) < freshMs
      if (isFresh && (!inForce || known.said?.inForce)) return known.said
      const running = asking.get(key) ?? askAndKeep(at).finally(() => asking.delete(key))
      asking.set(key, running)
      return running
    },
    /** A provider refused a prompt as too long: what it says that it takes holds from the next call on. */
    async refused({ providerId, preset, model }: At, outcome: Outcome): Promise<void> {
      if (outcome.kind !== 'permanent' || outcome.failure.code !== 'context_length') return
      if (isRouter(model) || preset === 'practice') return // practice refuses by chance, with made-up numbers
      const { asked, window } = contextNumbers(outcome.failure.message)
      if (window === null || window < smallest || (asked !== null && asked <= window)) return
      const known = this.of(providerId, model)
      if (known?.contextWindow === window) return
      const told = { contextWindow: window, maxOutput: known?.maxOutput ?? null, by: 'refused', at: now() } as const
      await write(() => store.modelTold.save(providerId, model, told))
    },
  }
}
export type ToldWindows = ReturnType<typeof createToldWindows>

const keyOf = ({ providerId, model }: At) => JSON.stringify([providerId, model])
