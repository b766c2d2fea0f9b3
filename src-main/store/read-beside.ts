import { CommandError } from '#shared/result'
import { attemptsTable } from './attempts'
import { batchesTable } from './batches'
import { createChanges } from './changes'
import { comparedRows } from './compared-rows'
import { countsReader } from './counts'
import { connect } from './database'
import { dryRunsTable } from './dry-runs'
import { migrations } from './migrations/migrate'
import { payloadsTable } from './payloads'
import { ratingsTable } from './ratings'
import { resultsTable } from './results'
import { databaseFile } from './safety/files'
import { sourceRowsTable } from './source-rows'
import { spendTable } from './spend'
import { tasksTable } from './tasks'
import { variantsTable } from './variants'

/**
 * What is read of batches, on a connection that writes nothing: also while another process has the folder. Each read is of its own moment.
 * @throws CommandError 'storage' for the file of another version
 */
export function readBeside(dataDir: string) {
  const file = databaseFile(dataDir)
  const db = connect(file, { timeoutMs: 2_000, readonly: true })
  try {
    if (Number(db.pragma('user_version', { simple: true })) !== migrations.length)
      throw new CommandError('storage', `${file} is of another version of Trilane. It was left as it is.`)
    const tasks = tasksTable(db, createChanges())
    return {
      ...{ batches: batchesTable(db), dryRuns: dryRunsTable(db), spend: spendTable(db), variants: variantsTable(db) },
      compared: comparedRows(db, ratingsTable(db)),
      ...{ payloads: payloadsTable(db), results: resultsTable(db), attempts: attemptsTable(db) },
      ...{ sourceRows: sourceRowsTable(db), tasksBetween: tasks.between, counts: countsReader(db, () => 0) },
      close: () => void db.close(),
    }
  } catch (error) {
    db.close()
    throw error
  }
}
export type BatchReads = Omit<ReturnType<typeof readBeside>, 'close'>
