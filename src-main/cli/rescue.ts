import { z } from 'zod'
import { CommandError } from '#shared/result'
import type { SalvagedTable } from '#shared/startup'
import { createRescue } from '#store/safety/rescue'
import { restoreBackup } from '#store/safety/restore'
import type { StorageError } from '#store/safety/storage-error'
import { line, type Voice } from './backup'
import { defaultDataDir } from './data-dir'
import { readOptions } from './options'

export const rescueUsage = `       npm run trilane -- restore [options]

Puts a backup in the place of the data. What is there is moved aside and kept.

  --backup NAME              which one (the newest)
  --data-dir DIR             where tasks and results are kept (the app's own folder)

       npm run trilane -- salvage [options]

Reads what can still be read of damaged data, one row at a time. What is damaged is kept as it is.

  --dry-run                  only say how much could be read, and what the newest backup holds
  --data-dir DIR             where tasks and results are kept (the app's own folder)
  --json                     what was found as one object on stdout`

const dataDirOption = { 'data-dir': z.string().min(1).optional() }
const RestoreOptions = z.object({ ...dataDirOption, backup: z.string().min(1).optional() })
const SalvageOptions = z.object({
  ...dataDirOption,
  'dry-run': z.boolean().default(false),
  json: z.boolean().default(false),
})

/** `trilane restore`. @returns the exit code. @throws UsageError, CommandError */
export async function restoreCommand(words: readonly string[], env: NodeJS.ProcessEnv, { say }: Voice): Promise<0> {
  const options = readOptions(RestoreOptions, [], words)
  const dataDir = options['data-dir'] ?? defaultDataDir(env)
  const [newest] = createRescue(dataDir, Date.now).backups()
  const name = options.backup ?? newest?.name
  if (name === undefined) throw new CommandError('not_found', `There is no backup in ${dataDir}. Nothing was changed.`)
  const { backup, contents, movedTo } = await restoreBackup(dataDir, name, {
    now: Date.now(),
    because: 'before-restore',
  })
  say(`Restored ${line(backup)}: ${contents.tasks} tasks, ${contents.results} results.`)
  if (movedTo !== null) say(`What was there before is in ${movedTo}.`)
  return 0
}

/** `trilane salvage`. @returns 0 when every row could be read, 2 when some could not. @throws UsageError, CommandError */
export async function salvageCommand(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  { say, print }: Voice,
): Promise<0 | 2> {
  const options = readOptions(SalvageOptions, ['dry-run', 'json'], words)
  const rescue = createRescue(options['data-dir'] ?? defaultDataDir(env), Date.now)
  if (options['dry-run']) {
    const survey = await rescue.survey()
    await rescue.drop()
    if (options.json) print(JSON.stringify(survey))
    else {
      say(`Can be read: ${survey.salvage.tasks} tasks, ${survey.salvage.results} results.`)
      for (const text of tableLines(survey.salvage.tables)) say(text)
      if (survey.backup) {
        const { backup, tasks, results } = survey.backup
        say(`The newest good backup, ${line(backup)}, holds ${tasks} tasks, ${results} results.`)
      } else say('There is no good backup.')
    }
    return survey.salvage.tables.some(({ lost }) => lost > 0) ? 2 : 0
  }
  const report = await rescue.salvage()
  if (options.json) print(JSON.stringify(report))
  say(`Read ${report.tasks} tasks, ${report.results} results.`)
  for (const text of tableLines(report.tables)) say(text)
  if (report.tasksRebuilt > 0)
    say(
      `${report.tasksRebuilt} tasks had lost their row; they are in the batch Recovered tasks, and none is sent again by itself.`,
    )
  if (report.answersLost > 0)
    say(`${report.answersLost} answers are lost; their tasks are dead letters, to be requeued as you decide.`)
  if (report.promptsLost > 0) say(`${report.promptsLost} prompts are lost; their answers are kept.`)
  if (report.movedTo !== null) say(`The damaged data is kept in ${report.movedTo}.`)
  return report.tables.some(({ lost }) => lost > 0) ? 2 : 0
}

const tableLines = (tables: readonly SalvagedTable[]) =>
  tables.filter(({ lost }) => lost > 0).map(({ table, read, lost }) => `  ${table}: ${read} read, about ${lost} lost`)

/** What can be done about data that cannot be opened, as commands to copy. */
export function choicesFor(error: StorageError, dataDir: string, own: boolean): string[] {
  if (error.kind !== 'damaged') return []
  const where = own ? '' : ` --data-dir ${JSON.stringify(dataDir)}`
  const [newest] = createRescue(dataDir, Date.now).backups()
  return [
    'Nothing has been moved or changed. You can:',
    `  compare first:        npm run trilane -- salvage --dry-run${where}`,
    newest
      ? `  restore a backup:     npm run trilane -- restore --backup ${newest.name}${where}`
      : '  (there is no backup to restore)',
    `  read what is left:    npm run trilane -- salvage${where}`,
    `  begin anew:           move ${error.file} away, with what begins with its name`,
  ]
}
