import { z } from 'zod'
import { EpochMs } from './task'

/** What is wrong with the disk or the file. Nothing is claimed meanwhile, and answers that come in stay in memory until they are on disk. */
export const StorageTrouble = z.object({
  kind: z.enum([
    'full', // SQLITE_FULL: goes on by itself once there is room
    'read_only', // no permission, or a disk that turned read-only
    'damaged', // not SQLite, or pages that contradict each other: a person decides
    'busy', // another program holds the file
    'failing', // an I/O error, or one we do not know
  ]),
  message: z.string(), // what happened, what was kept, what to do
  since: EpochMs,
})
export type StorageTrouble = z.infer<typeof StorageTrouble>

export const StorageState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ok') }),
  z.object({ kind: z.literal('trouble'), trouble: StorageTrouble, unsaved: z.int().nonnegative() }), // unsaved: answers in memory only
])
export type StorageState = z.infer<typeof StorageState>
