import { randomUUID } from 'node:crypto'
import { createEngine } from '#engine/engine'
import { systemClock } from '#engine/system-clock'
import { sumCounts } from '#store/counts'
import { openStore } from '#store/store'

// For tests: goes on with a data folder until nothing of it may go any more, and ends. `release` as the second word releases every dry run
// that waits. Whoever starts it may let it die where TRILANE_CRASH_AT says.

const [, , dataDir = '', what = ''] = process.argv
const store = openStore(dataDir)
const usage = { tokensIn: 1, tokensOut: 1 }
const engine = createEngine({
  ...{ store, clock: systemClock, random: Math.random, bootId: randomUUID() },
  providers: {
    adapter: async () => ({
      call: async () => ({
        kind: 'succeeded',
        result: { kind: 'text', text: 'ok', cutOff: false, finishReason: 'stop', model: 'm', requestId: null, usage },
      }),
    }),
  },
})

let over = false
let begun = false // before that nothing has been released yet
function look() {
  if (over || !begun) return
  const rows = store.counts.all()
  const waits = (batchId: (typeof rows)[number]['batchId']) => store.dryRuns.of(batchId)?.state === 'waiting'
  const { running, queued, backing_off } = sumCounts(rows.filter(({ batchId }) => !waits(batchId)))
  if (running + queued + backing_off > 0) return
  over = true
  void end()
}

async function end() {
  await engine.stop(0)
  store.close()
  process.stdout.write('done\n')
}

store.onNews(() => setImmediate(look))
await engine.start()
await engine.pauseAll('no') // some lives of less than a minute are what the test is about
if (what === 'release') {
  for (const { batchId } of store.dryRuns.waiting()) await store.releaseDryRun(batchId, Date.now())
  engine.wake()
}
begun = true
look()
