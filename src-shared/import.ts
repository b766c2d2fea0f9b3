import { z } from 'zod'
import type { LlmRequest } from './request'

export const ImportFormat = z.enum([
  'lines',
  'blocks',
  'document',
  'jsonl',
  'json',
  'csv',
  'tsv',
  'openai-batch',
  'requests',
])
export type ImportFormat = z.infer<typeof ImportFormat>

/** The line length above which a line is rejected rather than held in memory. */
export const longestLineBytes = 16 * 1024 * 1024

/** One prompt as it was found in a file. */
export type ImportedTask = {
  readonly request: LlmRequest
  readonly model: string | null // where the line names its own
  readonly customId: string | null
  readonly after?: readonly string[] | undefined // ids of earlier rows that must have succeeded first
  readonly file: string // its name, without the folder
  readonly line: number // where it starts, from 1
}
export const RejectedLine = z.object({ file: z.string(), line: z.int(), reason: z.string() })
export type RejectedLine = z.infer<typeof RejectedLine>

/** How far a scan or an import is; bytes over all of its files. */
export const ImportProgress = z.object({
  importId: z.string(),
  phase: z.enum(['scanning', 'scanned', 'queueing', 'queued', 'cancelled', 'failed']),
  bytesRead: z.int(),
  bytesTotal: z.int(),
  prompts: z.int(),
  rejected: z.int(),
  message: z.string().nullable(), // why it failed
})
export type ImportProgress = z.infer<typeof ImportProgress>

/** What a file would become, before anything is queued. */
export const ImportPreview = z.object({
  importId: z.string(),
  files: z.array(z.object({ name: z.string(), bytes: z.int(), format: ImportFormat })),
  columns: z.array(z.object({ name: z.string(), first: z.string() })), // with the first value of each; [] where there are none
  promptColumn: z.string().nullable(), // null while a person must choose one
  needsPromptColumn: z.boolean(), // rows have columns and prompts are made from one of them
  rows: z.array(z.object({ file: z.string(), line: z.int(), customId: z.string().nullable(), prompt: z.string() })), // the first 20, prompts cut at 2,000 characters
  rejected: z.array(RejectedLine), // the first 100
  progress: ImportProgress,
})
export type ImportPreview = z.infer<typeof ImportPreview>
