import { randomUUID } from 'node:crypto'
import { createEngine } from '#engine/engine'
import type { Clock } from '#engine/ports'
import { systemClock } from '#engine/system-clock'
import type { Outcome } from '#shared/outcome'
import { chat, promptOf } from '#shared/request'
import { sumCounts } from '#store/counts'
import { openStore } from '#store/store'
import { createLiveExports } from './live-exports'

// For tests: goes on with a data folder's tasks and with the files that its results go to, and ends when nothing is left to do. Whoever starts
// it may let it die where TRILANE_CRASH_AT says, or at any moment. A prompt with “dies” in it dies and is sent again with “lives”.

const [, , dataDir = ''] = process.argv
const store = openStore(dataDir)
/** A hundred times as fast: how long files wait for more lines is not what the test is about. */
const clock: Clock = { ...systemClock, timer: (ms, callback) => systemClock.timer(ms / 100, callback) }
const live = createLiveExports({ store, clock, onChange: () => setImmediate(look) })
const failure = { code: 'content_policy', status: 400, providerCode: 'no', message: 'no', requestId: null } as const
const answered = (prompt: string): Outcome => ({
  kind: 'succeeded',
  result: {
    ...{ kind: 'text', text: `to ${prompt}`, cutOff: false, finishReason: 'stop', model: 'm', requestId: null },
    usage: { tokensIn: 1, tokensOut: 1 },
  },
})
const engine = createEngine({
  ...{ store, clock: systemClock, random: Math.random, bootId: randomUUID() },
  providers: {
    adapter: async () => ({
      async call({ request }) {
        const prompt = promptOf(request)
        await new Promise((done) => setImmediate(done))
        return prompt.includes('dies') ? { kind: 'permanent', failure } : answered(prompt)
      },
    }),
  },
})

let over = false
function look() {
  if (over) return
  const dead = store.tasksAmong(
    store.views.list({ batchId: null, tab: 'dead', group: null, filter: { text: '' } }, 0, 100).order,
    ['dead'],
  )
  for (const task of dead) {
    const detail = store.detail(task.id)
    const prompt = promptOf(detail?.revisions.at(-1)?.request ?? chat(''))
    if (!prompt.includes('dies')) continue
    const edited = chat(prompt.replace('dies', 'lives'))
    void store.move(task, { kind: 'queued' }, Date.now(), { retriesUsed: 0, afresh: true, edited })
  }
  const { running, queued, backing_off } = sumCounts(store.counts.all())
  if (running + queued + backing_off > 0 || store.exports.living().length > 0) return
  over = true
  void end()
}

async function end() {
  await engine.stop(0)
  await live.close()
  store.close()
  process.stdout.write('done\n')
}

store.onNews(() => setImmediate(look))
live.begin()
await engine.start()
await engine.pauseAll('no') // some lives of less than a minute are what the test is about
look()
