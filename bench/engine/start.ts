import { loopWatch } from './loop-delay'
import { answerParent } from './run-child'
import type { Started, StartOf } from './start-bench'
import { atOnce, engineOn, neverAnswers, open } from './subject'

const now = () => performance.timeOrigin + performance.now()

void answerParent<StartOf, Started>(async (_, { dataDir, as }) => {
  const loaded = now()
  const store = open(dataDir)
  const opened = now()
  let called = (_at: number) => {}
  const first = new Promise<number>((done) => {
    called = done
  })
  const answer = as === 'killed' ? neverAnswers : atOnce
  const engine = await engineOn(store, (request) => {
    called(now())
    return answer(request)
  })
  const started = now()
  async function firstCall() {
    void engine.start()
    const at = await first
    if (as === 'killed') process.kill(process.pid, 'SIGKILL')
    return at
  }
  const watch = loopWatch()
  const at = as === 'watched' ? await watch.during(firstCall) : await firstCall()
  await engine.stop(0)
  store.close()
  const eventLoop = as === 'watched' ? watch.result() : null
  return { loaded, opened, started, called: at, eventLoop }
})
