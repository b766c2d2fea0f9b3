import { openRaw } from './raw'
import { answerParent } from './run-child'
import type { Started, StartOf } from './start-bench'

const now = () => performance.timeOrigin + performance.now()

void answerParent<StartOf, Started>(async (_, { dataDir, as }) => {
  const loaded = now()
  const db = openRaw(dataDir)
  const opened = now()
  db.prepare(
    `UPDATE tasks SET version = version + 1 WHERE id = (SELECT id FROM tasks WHERE state = 'queued' ORDER BY id LIMIT 1)`,
  ).run()
  const called = now()
  if (as === 'killed') process.kill(process.pid, 'SIGKILL')
  db.prepare("UPDATE meta SET value = '1' WHERE key = 'clean'").run() // as the store does when it closes
  db.close()
  return { loaded, opened, started: opened, called, eventLoop: null }
})
