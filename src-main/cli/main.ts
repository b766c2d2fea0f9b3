import { CommandError } from '#shared/result'
import { sqliteCode } from '#store/database'
import { databaseFile } from '#store/safety/files'
import { asStorageError } from '#store/safety/refusals'
import { StorageError } from '#store/safety/storage-error'
import { parseRun, UsageError, usage } from './args'
import { backupCommand, backupUsage } from './backup'
import { batchUsage } from './batch/args'
import { batchCommand } from './batch/batch'
import { dataDirOf, guardDataDir } from './data-dir'
import { deadUsage } from './dead/args'
import { deadCommand } from './dead/dead'
import { exportUsage } from './export/args'
import { exportCommand } from './export/export'
import { importUsage } from './import/args'
import { importCommand } from './import/import'
import { purgeCommand, purgeUsage } from './purge'
import { choicesFor, rescueUsage, restoreCommand, salvageCommand } from './rescue'
import { run } from './run'
import { scheduleCommand } from './schedule'
import { scheduleUsage } from './schedule-args'
import { exitCode, inWords } from './summary'
import { templateCommandUsage } from './template/args'
import { templateCommand } from './template/template'
import { verifyCommand, verifyUsage } from './verify'
import { watchUsage } from './watch/args'
import { watchCommand } from './watch/watch'
import { workCommand } from './work'
import { workUsage } from './work-args'

/** Commands besides `run`. Each answers its exit code. */
const others = new Map([
  ['verify', verifyCommand],
  ['purge', purgeCommand],
  ['backup', backupCommand],
  ['restore', restoreCommand],
  ['salvage', salvageCommand],
  ['schedule', scheduleCommand],
  ['work', workCommand],
  ['import', importCommand],
  ['dead', deadCommand],
  ['batch', batchCommand],
  ['export', exportCommand],
  ['template', templateCommand],
  ['watch', watchCommand],
])

/** Of each command, in the order in which all of them are shown. */
const usages = new Map([
  ['run', usage],
  ['import', importUsage],
  ['template', templateCommandUsage],
  ['work', workUsage],
  ['batch', batchUsage],
  ['export', exportUsage],
  ['dead', deadUsage],
  ['verify', verifyUsage],
  ['purge', purgeUsage],
  ['backup', backupUsage],
  ['restore', rescueUsage],
  ['salvage', rescueUsage],
  ['schedule', scheduleUsage],
  ['watch', watchUsage],
])

const words = process.argv.slice(2)
const dataDir = dataDirOf(words, process.env)
if (words.length === 0 || words.includes('--help') || words.includes('-h')) {
  const own = usages.get(words[0] ?? '')
  console.log(own?.replace(/^ {7}/, 'Usage: ') ?? [...new Set(usages.values())].join('\n\n'))
  process.exitCode = words.length === 0 ? 1 : 0
} else await main()

async function main() {
  const stop = new AbortController()
  let isCut = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    stop.abort() // whoever read it has gone, as `head` does
    if (error.code === 'EPIPE' || isCut) return
    isCut = true
    console.error(`Not all could be written to standard output: ${error.message}. What stands there is incomplete.`)
    process.once('exit', () => {
      process.exitCode = 1 // whatever the command itself came to
    })
  })
  try {
    const say = (line: string) => console.error(line)
    guardDataDir(dataDir, say)
    const other = others.get(words[0] ?? '')
    if (other) {
      process.exitCode = await other(
        words.slice(1),
        process.env,
        { say, print: (line) => console.log(line), stream: process.stderr },
        stop.signal,
      )
      return
    }
    const options = parseRun(words)
    const summary = await run(options, process.env, { say, stream: process.stderr }, stop.signal)
    if (options.json) console.log(JSON.stringify(summary))
    else console.error(inWords(summary))
    process.exitCode = exitCode(summary)
  } catch (thrown) {
    // Whichever command met it. Errors of the system may be those of a file of prompts; each command words these itself.
    const error = sqliteCode(thrown) === undefined ? thrown : asStorageError(thrown, databaseFile(dataDir.path))
    if (!(error instanceof UsageError) && !(error instanceof CommandError)) throw error
    console.error(error.message)
    if (error instanceof StorageError)
      for (const line of choicesFor(error, dataDir.path, !dataDir.isGiven)) console.error(line)
    if (error instanceof UsageError) console.error('npm run trilane -- --help shows how it is used.')
    process.exitCode = 1
  }
}
