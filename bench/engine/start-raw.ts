import { openRaw } from './raw'
import { answerParent } from './run-child'
import type { Started } from './start-bench'

const now = () => performance.timeOrigin + performance.now()

void answerParent<{ dataDir: string }, Started>(async (_, { dataDir }) => {
  const loaded = now()
  const db = openRaw(dataDir)
  const opened = now()
  db.prepare(
    `UPDATE tasks SET version = version + 1 WHERE id = (SELECT id FROM tasks WHERE state = 'queued' ORDER BY id LIMIT 1)`,
  ).run()
  const called = now()
  db.prepare("UPDATE meta SET value = '1' WHERE key = 'clean'").run() // as the store does when it closes
  db.close()
  return { process: performance.timeOrigin, loaded, opened, started: opened, called }
})
