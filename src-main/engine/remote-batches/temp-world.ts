import { onTestFinished } from 'vitest'
import { createAnthropicBatches } from '#providers/anthropic/batches'
import { type FakeBatches, startFakeAnthropic, startFakeOpenAi } from '#providers/batches/temp-batch-server'
import { createOpenAiBatches } from '#providers/openai/batches'
import { BatchOptions } from '#shared/batch'
import { costOf, mostItCanCost, savedByBatch, savedByCache } from '#shared/cost'
import { ModelPrices } from '#shared/model-info'
import { type BatchApi, BatchApiError } from '#shared/remote-batch'
import type { TaskId } from '#shared/task'
// biome-ignore lint/style/noRestrictedImports: tests of batches that are out drive the engine on the real store; this module knows it for them
import { aBatch, aTask, tempStore } from '#store/temp-store'
import { createBudgets } from '../budget'
import { withCosts } from '../costs'
import { createEngine } from '../engine'
import { manualClock } from '../manual-clock'
import type { NewTask, Providers } from '../ports'
import type { Pricing } from '../pricing'

export type Protocol = 'openai' | 'anthropic'
export const both = ['openai', 'anthropic'] as const
export const providerId = 'remote'
export const model = 'some-model'
export const halfPrice = BatchOptions.parse({ halfPrice: true })
/** A nano-dollar a token, and half of that in a batch. */
const prices = ModelPrices.parse({ input: 0.001, cachedInput: 0, cacheWrite: null, output: 0.001, batch: 0.5 })
const pricing: Pricing = {
  most: ({ halfPrice }) => mostItCanCost({ inputTokens: 900, maxOutput: 100 }, prices, { batch: halfPrice === true }),
  of: ({ halfPrice }, usage) => costOf(usage, prices, { batch: halfPrice === true }),
  saved: ({ halfPrice }, usage) => ({
    byCache: savedByCache(usage, prices) ?? 0,
    byHalfPrice: halfPrice ? (savedByBatch(usage, prices) ?? 0) : 0,
  }),
}

type Changes = {
  readonly limits?: Partial<BatchApi['limits']>
  readonly dayBudget?: number
  readonly check?: Providers['check']
}

/** For tests: the engine on a real store, over real HTTP to a provider that has a batch API. */
export async function setup(protocol: Protocol, options = halfPrice, { limits = {}, dayBudget, check }: Changes = {}) {
  const temp = tempStore()
  const fake = await (protocol === 'openai' ? startFakeOpenAi() : startFakeAnthropic())
  const endpoint = { baseUrl: fake.origin, apiKey: 'sk-test-1234', stream: false }
  const real = protocol === 'openai' ? createOpenAiBatches(endpoint) : createAnthropicBatches(endpoint)
  /** What a test puts in the place of parts of it holds from then on. */
  const api: { -readonly [part in keyof BatchApi]: BatchApi[part] } = { ...real, limits: { ...real.limits, ...limits } }
  const keys = { usable: ['1'] as readonly string[] }
  const known = { removed: false }
  const clock = manualClock()
  fake.now = clock.now
  const called: string[] = []
  const start = async () => {
    const { store } = temp
    const budgets = createBudgets({
      ...{
        pricing,
        dayBudget: dayBudget ?? null,
        days: store.days,
        now: clock.now,
        inputTokens: () => 1,
        onOpened: () => life.engine.wake(),
      },
    })
    const engine = createEngine({
      store: withCosts(store, { pricing, budgets }),
      providers: {
        adapter: async () => ({
          async call({ request }) {
            called.push(JSON.stringify(request))
            return { kind: 'cancelled' }
          },
        }),
        hasBatchApi: (id) => id === providerId && !known.removed,
        keysOf: () => keys.usable,
        async batchApi(_id, keyId) {
          if (known.removed) throw goneForGood()
          if (!keys.usable.includes(keyId)) throw new Error('there is no such key')
          return api
        },
        ...(check ? { check } : {}),
      },
      ...{ clock, random: () => 0.5, bootId: `b${clock.now()}`, due: [budgets.due] },
    })
    return { engine, recovered: await engine.start() }
  }
  await temp.store.write(() =>
    temp.store.providers.save(
      {
        ...{ id: providerId, protocol: protocol === 'openai' ? 'openai-chat' : 'anthropic', preset: protocol },
        ...{ name: 'Remote', baseUrl: fake.origin, defaultModel: model },
      },
      1,
    ),
  )
  const life = {} as Awaited<ReturnType<typeof start>>
  Object.assign(life, await start())
  const batchId = await temp.store.newBatch({ ...aBatch(), options })
  onTestFinished(async () => {
    await life.engine.stop(0)
    await real.close()
    await fake.close()
    temp.remove()
  })
  const turn = () => new Promise((done) => setImmediate(done))
  const turns = async (n = 12) => {
    for (let i = 0; i < n; i++) await turn()
  }
  return {
    ...{ temp, fake, clock, called, batchId, turns, api, real, keys, known },
    get engine() {
      return life.engine
    },
    /** As after a restart of the process, which closed. */
    async restart() {
      await life.engine.stop(0)
      temp.reopen()
      Object.assign(life, await start())
      return life.recovered
    },
    add: (count: number, more: Partial<NewTask> = {}) =>
      life.engine.enqueue(
        batchId,
        Array.from({ length: count }, (_, n) => aTask(`prompt ${n + 1}`, { providerId, model, ...more })),
      ),
    /** Time passes until it is so. */
    async until(isSo: () => boolean) {
      for (let steps = 0; !isSo(); steps++) {
        if (steps > 5_000) throw new Error('it never came to be so')
        await clock.advance(5_000, turn as () => Promise<void>)
        await turns()
      }
    },
    /** Time passes, and whatever it brings has happened. */
    async pass(ms: number) {
      await clock.advance(ms, turns)
      await turns(60)
    },
    view: (id: TaskId) => {
      const task = temp.store.task(id)
      if (!task) throw new Error(`there is no task ${id}`)
      return task
    },
    kinds: (ids: readonly TaskId[]) => ids.map((id) => temp.store.task(id)?.state.kind),
    detail: (id: TaskId) => {
      const detail = temp.store.detail(id)
      if (!detail) throw new Error(`there is no task ${id}`)
      return detail
    },
  }
}
export const customIds = ({ batches }: FakeBatches) =>
  batches.flatMap(({ rows }) => rows.map(({ customId }) => customId))
export const isEvery = <T>(all: readonly T[], wanted: T) => all.every((each) => each === wanted)

function goneForGood() {
  const failure = {
    code: 'bad_request',
    status: null,
    providerCode: null,
    message: 'removed',
    requestId: null,
  } as const
  return new BatchApiError({ kind: 'permanent', failure }, 410, true)
}
