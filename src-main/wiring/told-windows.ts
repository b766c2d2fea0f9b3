import { contextNumbers } from '#providers/fitting'
import type { LoadedAt, LoadedWindows } from '#providers/loaded-windows'
import type { ModelSizes, ToldModel } from '#shared/model-told'
import type { Outcome } from '#shared/outcome'
import type { EpochMs } from '#shared/task'
import type { Store } from '#store/store'

/** What a refusal told holds for so long: behind one name there may be another model tomorrow, and to find out again costs one call. */
const refusedHoldsMs = 86_400_000
/** No model takes fewer tokens: a smaller number in a refusal is something else. */
const smallest = 256
/** Names that stand for whichever model a router chooses: what one of those takes says nothing of the next. */
const isRouter = (model: string) => /^openrouter\//.test(model)

type Parts = {
  readonly store: Pick<Store, 'modelTold' | 'changes' | 'write'>
  readonly loaded: Pick<LoadedWindows, 'refresh' | 'told'>
  readonly now: () => EpochMs
}

/** The windows of models as their providers tell them: kept with their time, and asked anew where they may have changed. */
export function createToldWindows({ store, loaded, now }: Parts) {
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

  /** What a local server said just now, for windows and the next start to see. */
  async function keep(providerId: string, model: string, contextWindow: number | null): Promise<void> {
    const known = store.modelTold.get(providerId, model)
    if (contextWindow === null) {
      // A server that does not say any more may have another one by now.
      if (known?.by === 'told') await write(() => store.modelTold.drop(providerId, model))
    } else if (known?.by !== 'told' || known.contextWindow !== contextWindow)
      await write(() =>
        store.modelTold.save(providerId, model, { contextWindow, maxOutput: null, by: 'told', at: now() }),
      )
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
    /**
     * The context that a model has at a local server, asked anew after a minute; null where it does not say. Never rejects.
     * @param mayLoad whether the model may be loaded for it, as the call that follows would
     */
    async ask(at: LoadedAt, mayLoad = true): Promise<number | null> {
      const asked = loaded.refresh(at, mayLoad)
      await asked
      const window = loaded.told(at) ?? null
      if (asked && (window !== null || mayLoad)) await keep(at.providerId, at.model, window)
      return window
    },
    /** A provider refused a prompt as too long: what it says that it takes holds from the next call on. */
    async refused({ providerId, preset, model }: LoadedAt, outcome: Outcome): Promise<void> {
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
