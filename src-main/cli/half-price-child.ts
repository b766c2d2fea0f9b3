import { randomUUID } from 'node:crypto'
import { createEngine } from '#engine/engine'
import type { Clock } from '#engine/ports'
import { createAnthropicBatches } from '#providers/anthropic/batches'
import { createOpenAiBatches } from '#providers/openai/batches'
import { sumCounts } from '#store/counts'
import { openStore } from '#store/store'

// For tests: works a data folder off through a provider's batch API, and ends when nothing is left. Whoever starts it may let it die where
// TRILANE_CRASH_AT says. Its time goes by much faster than the real one, in all such processes alike.

const [, , dataDir = '', baseUrl = '', protocol = '', beganAt = '', speed = ''] = process.argv
const start = Number(beganAt)
const times = Number(speed)
const clock: Clock = {
  now: () => Math.floor(start + (Date.now() - start) * times),
  monotonic: () => performance.now() * times,
  timer(ms, callback) {
    const timer = setTimeout(callback, ms / times)
    return () => clearTimeout(timer)
  },
}

const store = openStore(dataDir)
const endpoint = { baseUrl, apiKey: 'sk-test', stream: false }
const api = protocol === 'openai' ? createOpenAiBatches(endpoint) : createAnthropicBatches(endpoint)
const engine = createEngine({
  store,
  providers: {
    adapter: async () => ({ call: async () => ({ kind: 'cancelled' }) }),
    hasBatchApi: () => true,
    batchApi: async () => api,
  },
  ...{ clock, random: Math.random, bootId: randomUUID() },
})

let over = false
function look() {
  if (over) return
  const { running, queued, backing_off } = sumCounts(store.counts.all())
  if (running + queued + backing_off > 0 || store.remoteBatches().length > 0) return
  over = true
  void end()
}

async function end() {
  await engine.stop(0)
  await api.close()
  store.close()
  process.stdout.write('done\n')
}

store.onNews(() => setImmediate(look))
const { requeued, suspects } = await engine.start()
await engine.pauseAll('no') // three lives of less than a minute are what the test is about
process.stdout.write(`${JSON.stringify({ requeued, suspects: suspects.length })}\n`)
look()
