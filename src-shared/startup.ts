import { z } from 'zod'
import { EpochMs } from './task'

/** What stands between the app and its data at the start. Nothing runs until a person has settled it. */
export const StartupProblem = z.object({
  kind: z.enum([
    'damaged', // a file of ours whose pages contradict each other, or cannot be read as SQLite any more
    'not_sqlite', // some other file at the database's path
    'foreign', // another program's SQLite file
    'newer', // of a newer Trilane
    'not_a_file', // a folder or a device at the database's path
    'read_only', // the folder or the file cannot be written to
    'full',
    'in_use', // another process has the folder
    'failing',
  ]),
  file: z.string(),
  detail: z.string(), // what SQLite or the system said; '' when the kind says it all
})
export type StartupProblem = z.infer<typeof StartupProblem>

export const BackupReason = z.enum([
  'quit', // on a clean quit
  'daily',
  'migration', // before a newer version changed the file's form
  'manual', // by a person
])
export type BackupReason = z.infer<typeof BackupReason>

/** A verified copy of the database. */
export const Backup = z.object({
  name: z.string().regex(/^[0-9TZ-]+-(quit|daily|migration|manual)\.db$/), // its file in the folder `backups`; sorts by time
  reason: BackupReason,
  at: EpochMs,
  bytes: z.int().nonnegative(),
})
export type Backup = z.infer<typeof Backup>

/** All data as it was, which a restore or a repair moved aside: a folder in the data folder that stays until a person deletes it. */
export const SetAside = z.object({
  name: z.string().regex(/^(damaged|before-restore)-[0-9TZ-]+$/),
  because: z.enum(['damaged', 'before-restore']),
  at: EpochMs,
  bytes: z.int().nonnegative(),
})
export type SetAside = z.infer<typeof SetAside>

/** How many rows of a table could be read from a damaged file, and how many are known to be missing. */
export const SalvagedTable = z.object({
  table: z.string(),
  read: z.int().nonnegative(),
  lost: z.int().nonnegative(),
})
export type SalvagedTable = z.infer<typeof SalvagedTable>

/** What a person weighs: the newest good backup against what can still be read. */
export const DamageSurvey = z.object({
  backup: z.object({ backup: Backup, tasks: z.int().nonnegative(), results: z.int().nonnegative() }).nullable(),
  salvage: z.object({ tasks: z.int().nonnegative(), results: z.int().nonnegative(), tables: z.array(SalvagedTable) }),
})
export type DamageSurvey = z.infer<typeof DamageSurvey>

/** Whether the window shows the dashboard, or the page that asks what to do. */
export const Startup = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({
    kind: z.literal('blocked'),
    problem: StartupProblem,
    lastSavedAt: EpochMs.nullable(), // when the file was last written to
    backups: z.array(Backup), // newest first
  }),
])
export type Startup = z.infer<typeof Startup>

/** What a person decides about data that cannot be opened. Whatever is in the way is moved aside and kept. */
export const StartupChoice = z.discriminatedUnion('choice', [
  z.object({ choice: z.literal('retry') }), // it was put right outside
  z.object({ choice: z.literal('restore'), name: Backup.shape.name }),
  z.object({ choice: z.literal('salvage') }),
  z.object({ choice: z.literal('start_empty') }),
])
export type StartupChoice = z.infer<typeof StartupChoice>

/** What became of a backup that was asked for. `skipped` says why there is none. */
export const BackupMade = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('made'), backup: Backup }),
  z.object({ kind: z.literal('skipped'), message: z.string() }),
])
export type BackupMade = z.infer<typeof BackupMade>
