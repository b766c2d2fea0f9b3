import { randomUUID } from 'node:crypto'
import { createEngine } from '#engine/engine'
import { createReleases } from '#engine/letters/releases'
import { createRules } from '#engine/letters/rules'
import { systemClock } from '#engine/system-clock'
import type { Outcome } from '#shared/outcome'
import { promptOf } from '#shared/request'
import { sumCounts } from '#store/counts'
import { openStore } from '#store/store'

// For tests: goes on with a data folder's releases and rules, and ends when nothing is left to do. Whoever starts it may let it die where
// TRILANE_CRASH_AT says. A prompt with “dies” in it dies, others are answered.

const [, , dataDir = ''] = process.argv
const store = openStore(dataDir)
const { now } = systemClock
const parts = { store: { ...store, list: store.views.list }, now, wake: () => engine.wake() }
const releases = createReleases(parts)
const rules = createRules({ ...parts, hasProvider: () => true })
const usage = { tokensIn: 1, tokensOut: 1 }
const answered: Outcome = {
  kind: 'succeeded',
  result: { kind: 'text', text: 'ok', cutOff: false, finishReason: 'stop', model: 'm', requestId: null, usage },
}
const failure = {
  code: 'content_policy',
  status: 400,
  providerCode: 'refused',
  message: 'no',
  requestId: null,
} as const
const engine = createEngine({
  ...{ store, clock: systemClock, random: Math.random, bootId: randomUUID(), due: [releases.due, rules.due] },
  providers: {
    adapter: async () => ({
      call: async ({ request }) => (promptOf(request).includes('dies') ? { kind: 'permanent', failure } : answered),
    }),
  },
})

let over = false
function look() {
  if (over) return
  const { running, queued, backing_off } = sumCounts(store.counts.all())
  const moves = running + queued + backing_off > 0
  if (moves || releases.due.nextDueAt() !== null || rules.due.nextDueAt() !== null) return
  over = true
  void end()
}

async function end() {
  await engine.stop(0)
  store.close()
  process.stdout.write('done\n')
}

store.onNews(() => setImmediate(look))
await releases.begin()
await engine.start()
await engine.pauseAll('no') // some lives of less than a minute are what the test is about
look()
