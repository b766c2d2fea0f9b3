import { join } from 'node:path'
import { z } from 'zod'
import { Retention } from '#shared/retention'
import { runHere } from '#store/receipt/thread/run-job'
import { createRetention } from '#store/retention/retention'
import { deleteIndex, indexFile } from '#store/search/index-file'
import { openStore } from '#store/store'
import { UsageError } from './args'
import { tellImbalances } from './counts'
import { defaultDataDir } from './data-dir'
import { readOptions } from './options'

export const purgeUsage = `       npm run trilane -- purge [options]

Removes what succeeded long enough ago, and every trace of it from the data. Dead letters and unfinished work are never removed.
The search index is deleted with it: the app builds it anew. Backups, and older copies of the data that a restore or a repair set aside, keep what they hold until you delete them.
Without a number of days, what the app's settings say holds.

  --data-dir DIR             where tasks and results are kept (the app's own folder)
  --tasks-older-than DAYS    whole tasks; their hashes stay, so that receipts can still be checked
  --texts-older-than DAYS    prompts and answers; the rows stay
  --dry-run                  only say how much it would be
  --json                     what was removed as one object on stdout

Exit code: 0 when it is done, 2 when the file was not rewritten and traces may be left, 1 when the command was wrong.`

const days = z.string().regex(/^\d+$/, 'takes a whole number of days').transform(Number)
const { taskDays, textDays } = Retention.shape
const Options = z.object({
  'data-dir': z.string().min(1).optional(),
  'tasks-older-than': days.pipe(taskDays.unwrap()).optional(),
  'texts-older-than': days.pipe(textDays.unwrap()).optional(),
  'dry-run': z.boolean().default(false),
  json: z.boolean().default(false),
})

type Voice = { readonly say: (line: string) => void; readonly print: (line: string) => void }

/** `trilane purge`. @returns the exit code. @throws UsageError, CommandError */
export async function purgeCommand(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  { say, print }: Voice,
  stop: AbortSignal,
): Promise<0 | 2> {
  const options = readOptions(Options, ['dry-run', 'json'], words)
  const [tasks, texts] = [options['tasks-older-than'], options['texts-older-than']]
  const dataDir = options['data-dir'] ?? defaultDataDir(env)
  const store = openStore(dataDir)
  try {
    await tellImbalances(store, dataDir, say)
    const retention = createRetention({
      rawAnswers: store.rawAnswers,
      ...{ db: store.db, changes: store.changes, commit: { run: store.write, hold: store.hold }, dataDir },
      ...{ runJob: runHere, now: Date.now, elapsed: () => performance.now() },
    })
    const given =
      tasks === undefined && texts === undefined ? null : { taskDays: tasks ?? null, textDays: texts ?? null }
    const chosen = given ?? retention.settings()
    if (chosen.taskDays === null && chosen.textDays === null) {
      throw new UsageError('Everything is kept for ever by the settings. Say how many days: --tasks-older-than DAYS.')
    }
    if (options['dry-run']) {
      const plan = await retention.plan(chosen)
      say(`${plan.tasks} tasks and the texts of ${plan.texts} more would be removed.`)
      if (options.json) print(JSON.stringify({ ...plan, dryRun: true }))
      return 0
    }
    const report = await retention.purge(true, { retention: chosen, signal: stop })
    const traces = retention.untidySince() !== null
    if (traces) deleteIndex(indexFile(dataDir)) // nobody follows the store here, so its words would stay until the app next opens
    const tidied = !traces || (!stop.aborted && (await retention.tidy()))
    const { size, setAside } = await retention.keeping()
    const { backupCount, backups } = size
    say(`${report.tasks} tasks and the texts of ${report.texts} more were removed.`)
    if (!tidied) say('The file was not rewritten, so traces of them may be left in it. The next purge does it.')
    if (backupCount > 0) {
      say(
        `${backupCount} ${backupCount === 1 ? 'backup' : 'backups'} (${Math.ceil(backups / 1e6)} MB) may still hold them.`,
      )
    }
    for (const { name, bytes } of setAside) {
      say(
        `${name} (${Math.ceil(bytes / 1e6)} MB), which a restore or a repair set aside, still holds all that was in the data then. Delete it under Settings, or delete ${join(dataDir, name)}.`,
      )
    }
    if (options.json) {
      const left = { backups: backupCount, setAside: setAside.map(({ name }) => name) }
      print(JSON.stringify({ tasks: report.tasks, texts: report.texts, tidied, ...left }))
    }
    return tidied ? 0 : 2
  } finally {
    store.close()
  }
}
