import { expect, onTestFinished } from 'vitest'
import { eventually } from '#shared/eventually'
import { localDays } from '#shared/local-day'
import type { Outcome, ProviderCall } from '#shared/outcome'
import type { BatchId, Usage } from '#shared/task'
// biome-ignore lint/style/noRestrictedImports: tests of budgets drive the engine on the real store; this module knows it for them
import { aBatch, aTask, tempStore } from '#store/temp-store'
import { createBudgets } from './budget'
import { withCosts } from './costs'
import { createEngine } from './engine'
import { manualClock } from './manual-clock'
import type { NewTask } from './ports'
import { nothingSaved, type Pricing } from './pricing'

/** For tests of budgets. A call costs a nano-dollar a token of output, of which the provider says how many there were. `free` costs nothing, `dear` has no price. */
const prices: Pricing = {
  most: ({ model }, request) =>
    model === 'dear' ? null : model === 'free' ? 0 : request.kind === 'chat' ? (request.maxOutputTokens ?? 0) : 0,
  of: ({ model }, { tokensOut }) => (model === 'dear' ? null : model === 'free' ? 0 : tokensOut),
  saved: () => nothingSaved,
}
const zone = 'Europe/Berlin'
export const evening = Date.parse('2026-01-05T22:59:00Z') // a minute before midnight there

export const answerOf = (usage: Usage): Outcome => ({
  kind: 'succeeded',
  result: {
    ...{ kind: 'text', text: 'Yes', cutOff: false, finishReason: 'stop', model: 'm', requestId: null },
    usage,
  },
})
export const used = (tokensOut: number | null) => answerOf({ tokensIn: 1, tokensOut })

type Given = { day?: number | null; pricing?: Pricing; from?: number }
/** For tests: an engine on a real store that keeps to budgets; its calls end when the test says so. */
export async function tempBudgets({ day = null, pricing = prices, from = evening }: Given = {}) {
  const days = localDays(() => zone)
  const temp = tempStore(days)
  const { store } = temp
  await store.write(() =>
    store.providers.save(
      {
        ...{ id: 'p', protocol: 'openai-chat', preset: 'custom', name: 'P' },
        ...{ baseUrl: 'http://p.example', defaultModel: 'm' },
      },
      1,
    ),
  )
  const clock = manualClock(from)
  const calls: { model: string; end: (outcome: Outcome) => void }[] = []
  const adapter = {
    call: ({ model, signal }: ProviderCall) =>
      new Promise<Outcome>((end) => {
        calls.push({ model, end })
        signal.addEventListener('abort', () => end({ kind: 'cancelled' }))
      }),
  }
  const budgets = createBudgets({
    ...{ pricing, dayBudget: day, days, now: clock.now, inputTokens: () => 1, watchBudget: store.watches.dayBudget },
    onOpened: () => engine.wake(),
  })
  const kept = withCosts(store, { pricing, budgets })
  const engine = createEngine({
    ...{ store: kept, providers: { adapter: async () => adapter }, clock, random: () => 0.5, bootId: 'b' },
    due: [budgets.due],
  })
  await engine.start()
  onTestFinished(async () => {
    const stopped = engine.stop(0)
    for (const call of calls) call.end({ kind: 'cancelled' })
    await clock.advance(5_000)
    await stopped
    temp.remove()
  })
  const task = (changes: Partial<NewTask> & { most?: number } = {}) => {
    const { most = 4, ...rest } = changes
    const request = {
      kind: 'chat' as const,
      messages: [{ role: 'user' as const, content: 'Hi' }],
      maxOutputTokens: most,
    }
    return aTask('', { request, providerId: 'p', model: 'm', ...rest })
  }
  const batch = (budget?: number) =>
    store.newBatch({ ...aBatch(), options: { policy: {}, windows: [], reuse: false, budget } })
  /** All that was begun is on disk, and what follows from it is claimed. */
  const still = async () => {
    for (let turn = 0; turn < 6; turn++) await store.write(() => 0)
  }
  const began = async (count: number) => {
    await eventually(() => expect(calls.length).toBe(count))
    await still()
    expect(calls.length).toBe(count)
  }
  const raise = (id: BatchId, budget: number | undefined) =>
    kept.changeBatch(id, { options: { policy: {}, windows: [], reuse: false, budget } }).then(() => engine.wake())
  return { store, kept, engine, clock, calls, budgets, task, batch, began, still, raise }
}
export const end = (call: { end: (outcome: Outcome) => void } | undefined, outcome: Outcome) => call?.end(outcome)
