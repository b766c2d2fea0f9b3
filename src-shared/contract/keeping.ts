import { z } from 'zod'
import { Verification } from '../receipt'
import { DataKeeping, PurgePlan, RawAnswers, Retention } from '../retention'
import { Backup, BackupMade, DamageSurvey, Startup, StartupChoice } from '../startup'
import { Done, Nothing, OfBatch } from './common'

/** Receipts, retention, the start and copies of the data. */
export const keepingCommands = {
  // receipts and retention; `verifying` events tell how far a check is
  exportReceipt: { request: OfBatch, response: z.object({ file: z.string(), tasks: z.int() }).nullable() }, // null when the person closed the dialog
  verifyBatch: { request: OfBatch.extend({ compare: z.boolean() }), response: Verification.nullable() }, // compare: with a receipt that the person picks
  stopVerifying: { request: Nothing, response: Done },
  getDataKeeping: { request: Nothing, response: DataKeeping },
  planPurge: { request: Retention, response: PurgePlan }, // what it would remove now
  saveRetention: { request: Retention, response: DataKeeping },
  saveRawAnswers: { request: RawAnswers, response: DataKeeping }, // a smaller size removes the oldest at once
  dropRawAnswers: { request: Nothing, response: DataKeeping }, // removes all that are kept
  purgeNow: { request: Nothing, response: DataKeeping },
  deleteSetAside: { request: z.object({ name: z.string() }), response: DataKeeping },
  // the start, and copies of the data
  getStartup: { request: Nothing, response: Startup },
  surveyDamage: { request: Nothing, response: DamageSurvey }, // reads the whole file: seconds
  settleStartup: { request: StartupChoice, response: Startup }, // when it is ready, the dashboard opens and this window closes
  showDataFile: { request: Nothing, response: Done },
  quitApp: { request: Nothing, response: Done },
  getBackups: { request: Nothing, response: z.array(Backup) }, // newest first
  backUpNow: { request: Nothing, response: BackupMade },
  deleteBackup: { request: z.object({ name: z.string() }), response: z.array(Backup) },
  restoreBackup: { request: z.object({ name: z.string() }), response: Done }, // once it is verified, the app restarts with it
} as const
