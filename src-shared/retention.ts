import { z } from 'zod'
import { SetAside } from './startup'
import { EpochMs } from './task'

export const dayMs = 86_400_000
const Days = z.int().min(1).max(36_500)

/** How long what succeeded is kept, in days after it ended; null: for ever. What has not succeeded is always kept. */
export const Retention = z.object({
  taskDays: Days.nullable(), // then the whole task goes; its hashes stay, so that receipts can still be checked
  textDays: Days.nullable(), // then its prompt and its answer go; the row, its tokens and its times stay
})
export type Retention = z.infer<typeof Retention>
export const keepForEver: Retention = { taskDays: null, textDays: null }

/** Whether raw answers of calls that succeeded are kept as well, and up to how much of them together: then the oldest go first. */
export const RawAnswers = z.object({ keep: z.boolean(), maxMb: z.int().min(1).max(100_000) })
export type RawAnswers = z.infer<typeof RawAnswers>
/** Off, since they double what is stored. 200 MB are the raw answers of some hundred thousand short calls. */
export const keepNoRawAnswers: RawAnswers = { keep: false, maxMb: 200 }

/** How many tasks a purge would remove now, and of how many more the texts. */
export const PurgePlan = z.object({ tasks: z.int().nonnegative(), texts: z.int().nonnegative() })
export type PurgePlan = z.infer<typeof PurgePlan>

/** How much the data takes on the disk, in bytes. */
export const DataSize = z.object({
  database: z.int().nonnegative(), // with its log
  rawAnswers: z.int().nonnegative(), // of the database: raw answers of calls that succeeded
  search: z.int().nonnegative(),
  backups: z.int().nonnegative(),
  backupCount: z.int().nonnegative(),
  setAside: z.int().nonnegative(), // what restores and repairs moved aside
  setAsideCount: z.int().nonnegative(),
  free: z.int().nonnegative(), // of the database: empty pages, given back when it is tidied
})
export type DataSize = z.infer<typeof DataSize>

export const PurgeReport = z.object({
  at: EpochMs,
  tasks: z.int().nonnegative(),
  texts: z.int().nonnegative(),
  tidied: z.boolean(), // the file was rewritten: no trace of what was removed is left in it
})
export type PurgeReport = z.infer<typeof PurgeReport>

/** All that the settings show of it. */
export const DataKeeping = z.object({
  retention: Retention,
  rawAnswers: RawAnswers,
  size: DataSize,
  setAside: z.array(SetAside), // newest first
  plan: PurgePlan,
  last: PurgeReport.nullable(),
  untidySince: EpochMs.nullable(), // removed texts may still have copies in the file's gaps: it is tidied when nothing runs
  purging: z.boolean(),
})
export type DataKeeping = z.infer<typeof DataKeeping>
