import { z } from 'zod'
import type { Backup } from '#shared/startup'
import { lockDataDir } from '#store/lock'
import { createBackups } from '#store/safety/backups'
import { defaultDataDir } from './data-dir'
import { readOptions } from './options'

export const backupUsage = `       npm run trilane -- backup [options]

Makes a verified copy of the data, or shows those there are.

  --data-dir DIR             where tasks and results are kept (the app's own folder)
  --list                     show the copies, the newest first, and make none
  --delete NAME              delete one
  --json                     the copies as one object on stdout`

const Options = z.object({
  'data-dir': z.string().min(1).optional(),
  list: z.boolean().default(false),
  delete: z.string().min(1).optional(),
  json: z.boolean().default(false),
})

export type Voice = { readonly say: (line: string) => void; readonly print: (line: string) => void }

/** `trilane backup`. @returns the exit code. @throws UsageError, CommandError */
export async function backupCommand(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  { say, print }: Voice,
): Promise<0 | 2> {
  const options = readOptions(Options, ['list', 'json'], words)
  const dataDir = options['data-dir'] ?? defaultDataDir(env)
  const unlock = lockDataDir(dataDir)
  try {
    const backups = createBackups({ dataDir, now: Date.now })
    if (options.delete !== undefined) backups.remove(options.delete)
    else if (!options.list) {
      const outcome = await backups.run('manual')
      say(outcome.kind === 'made' ? `Made ${line(outcome.backup)}` : outcome.message)
      if (outcome.kind === 'skipped') return 2
    }
    const all = backups.list()
    if (options.json) print(JSON.stringify({ backups: all }))
    else if (options.list) for (const backup of all) print(line(backup))
    if (options.list && all.length === 0) say('There are no backups yet.')
    return 0
  } finally {
    unlock()
  }
}

/** A copy on one line: its name, which says when and why, and its size. */
export const line = ({ name, bytes }: Backup) => `${name} (${Math.max(1, Math.round(bytes / 1_048_576))} MB)`
