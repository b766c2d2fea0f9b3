import { answerParent } from './run-child'
import type { Started } from './start-bench'
import { atOnce, engineOn, open } from './subject'

const now = () => performance.timeOrigin + performance.now()

void answerParent<{ dataDir: string }, Started>(async (_, { dataDir }) => {
  const loaded = now()
  const store = open(dataDir)
  const opened = now()
  let called = (_at: number) => {}
  const first = new Promise<number>((done) => {
    called = done
  })
  const engine = await engineOn(store, (request) => {
    called(now())
    return atOnce(request)
  })
  const started = now()
  void engine.start()
  const at = await first
  await engine.stop(0)
  store.close()
  return { process: performance.timeOrigin, loaded, opened, started, called: at }
})
