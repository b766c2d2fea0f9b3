import { randomUUID } from 'node:crypto'
import { createBudgets } from '#engine/budget'
import { withCosts } from '#engine/costs'
import { createEngine } from '#engine/engine'
import { mostTokensOf, nothingSaved, type Pricing } from '#engine/pricing'
import { systemClock } from '#engine/system-clock'
import { createOpenAiChat } from '#providers/openai/adapter'
import { sumCounts } from '#store/counts'
import { openStore } from '#store/store'

// For tests: works a data folder off until its budgets hold what is left, and says so. Whoever starts it may kill it at any moment.

const [, , dataDir = '', baseUrl = '', perToken = ''] = process.argv

/** A price set by hand: input costs nothing, each token of output that much. */
const pricing: Pricing = {
  most: (_way, request) =>
    request.kind === 'chat' && request.maxOutputTokens !== undefined
      ? request.maxOutputTokens * Number(perToken)
      : null,
  of: (_way, { tokensOut }) => (tokensOut === null ? null : tokensOut * Number(perToken)),
  saved: () => nothingSaved,
}

const store = openStore(dataDir)
const adapter = createOpenAiChat({ stream: false, baseUrl, apiKey: null })
const budgets = createBudgets({
  ...{ pricing, dayBudget: store.loadDayBudget(), days: store.days, now: Date.now },
  watchBudget: store.watches.dayBudget,
  inputTokens: ({ request }) => mostTokensOf(request),
  onOpened: () => engine.wake(),
  onChange: () => setImmediate(look),
})
const engine = createEngine({
  ...{ store: withCosts(store, { pricing, budgets }), providers: { adapter: async () => adapter } },
  ...{ clock: systemClock, random: Math.random, bootId: randomUUID(), due: [budgets.due] },
})
let over = false

function look() {
  if (over) return
  const { running, queued } = sumCounts(store.counts.all())
  if (running > 0 || (queued > 0 && budgets.held().length === 0)) return
  over = true
  void end(queued > 0 ? 'held' : 'done')
}

async function end(word: string) {
  await engine.stop(0)
  await adapter.close()
  store.close()
  process.stdout.write(`${word}\n`)
}

store.onNews(() => setImmediate(look))
await engine.start()
await engine.pauseAll('no') // three lives of less than a minute are what the test is about
process.stdout.write('started\n')
look()
