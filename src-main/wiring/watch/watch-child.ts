import { randomUUID } from 'node:crypto'
import { createEngine } from '#engine/engine'
import type { Clock } from '#engine/ports'
import { systemClock } from '#engine/system-clock'
import type { Outcome } from '#shared/outcome'
import { promptOf } from '#shared/request'
import { WatchInput } from '#shared/watch'
import { sumCounts } from '#store/counts'
import { openStore } from '#store/store'
import { createLiveExports } from '../exports/live-exports'
import { createWatching } from './watching'

// For tests: watches a folder with a data folder until every file in it has its results, and ends. Given two folders and a template, it adds
// the watch first, if there is none. Whoever starts it may let it die where TRILANE_CRASH_AT says, or at any moment.

const [, , dataDir = '', folder = '', template = ''] = process.argv
const store = openStore(dataDir)
/** Twenty times as fast: how long files settle is not what the test is about. */
const faster = 20
const begunAt = Date.now()
const clock: Clock = {
  now: () => begunAt + (Date.now() - begunAt) * faster,
  monotonic: () => performance.now() * faster,
  timer: (ms, callback) => systemClock.timer(ms / faster, callback),
}
const usage = { tokensIn: 1, tokensOut: 1 }
const answered = (prompt: string): Outcome => ({
  kind: 'succeeded',
  result: {
    ...{ kind: 'text', text: `to ${prompt}`, cutOff: false, finishReason: 'stop', model: 'm', requestId: null },
    usage,
  },
})
const live = createLiveExports({ store, clock, onChange: () => setImmediate(look) })
const watching = createWatching({ store, clock, wake: () => engine.wake(), onChange: () => setImmediate(look) })
const engine = createEngine({
  ...{ store, clock, random: Math.random, bootId: randomUUID(), due: [watching.due] },
  providers: { adapter: async () => ({ call: async ({ request }) => answered(promptOf(request)) }) },
})

let over = false
let begun = false
function look() {
  if (over || !begun) return
  const { running, queued, backing_off } = sumCounts(store.counts.all())
  if (running + queued + backing_off > 0 || store.exports.living().length > 0 || !watching.isIdle()) return
  over = true
  void end()
}

async function end() {
  await watching.close()
  await engine.stop(0)
  await live.close()
  store.close()
  process.stdout.write('done\n')
}

store.onNews(() => setImmediate(look))
await engine.start()
await engine.pauseAll('no') // some lives of less than a minute are what the test is about
live.begin()
await watching.begin()
if (watching.list().length === 0)
  await watching.save(
    WatchInput.parse({
      folder,
      options: { template: { id: Number(template) }, settleMs: 1_000, badRows: 'leave_out' },
      existing: 'leave',
    }),
  )
begun = true
while (!over) {
  look()
  await new Promise((resolve) => setTimeout(resolve, 20)) // what ends a look with nothing to tell is no news
}
