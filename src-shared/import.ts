import { z } from 'zod'
import type { LlmRequest } from './request'
import type { SourceCells } from './rows'

export const ImportFormat = z.enum([
  'lines',
  'blocks',
  'document',
  'jsonl',
  'json',
  'csv',
  'tsv',
  'xlsx',
  'parquet',
  'openai-batch',
  'anthropic-batch',
  'requests',
])
export type ImportFormat = z.infer<typeof ImportFormat>

/** Encodings that text is read in; Latin-1 is read as windows-1252, which holds all of its characters. */
export const TextEncoding = z.enum([
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'iso-8859-2',
  'iso-8859-15',
  'windows-1250',
  'windows-1251',
  'koi8-r',
  'macintosh',
  'shift_jis',
  'euc-jp',
  'gb18030',
  'big5',
  'euc-kr',
])
export type TextEncoding = z.infer<typeof TextEncoding>

/** Formats of text, of which a person may say which it is; a workbook or a Parquet file is one, and text is not. */
export const TextFormat = ImportFormat.exclude(['xlsx', 'parquet'])

/**
 * What a person said of how an import is to be read; what is left out is guessed. It holds for all files that it can mean something
 * for: a format for text, a sheet for workbooks.
 */
export const ReadChoices = z.object({
  format: TextFormat.optional(),
  encoding: TextEncoding.optional(),
  delimiter: z
    .string()
    .regex(/^[^"\r\n]$/u, 'is one character, and no quote or line end')
    .optional(),
  sheet: z.string().optional(),
  header: z.boolean().optional(),
  promptColumn: z.string().optional(),
  mergeDuplicates: z.boolean().optional(), // of identical requests the first is kept, and its id and cells alone
})
export type ReadChoices = z.infer<typeof ReadChoices>

/** Above this a text is better saved as a file. */
export const longestPasteChars = 64 * 1024 * 1024

/** How a file is read: what was guessed of it, or chosen by a person. */
export const FileReading = z.object({
  name: z.string(), // without its folder; with so much of it that no other file of the import is called the same
  bytes: z.int(), // on disk
  format: ImportFormat,
  encoding: TextEncoding.nullable(), // null where the format says it itself
  encodingGuessed: z.boolean(), // neither UTF-8, nor marked, nor chosen: a person should look at the characters
  gzip: z.boolean(),
  delimiter: z.string().nullable(), // what parts the cells of a csv or tsv
  header: z.boolean(), // the first row of a table names its columns
  sheets: z.array(z.string()), // of a workbook
  sheet: z.string().nullable(), // the one that is read
})
export type FileReading = z.infer<typeof FileReading>

/** The line length above which a line is rejected rather than held in memory. */
export const longestLineBytes = 16 * 1024 * 1024

/** One prompt as it was found in a file. */
export type ImportedTask = {
  readonly request: LlmRequest
  readonly model: string | null // where the line names its own
  readonly customId: string | null
  readonly after?: readonly string[] | undefined // ids of earlier rows that must have succeeded first
  readonly file: string // as FileReading names it
  readonly line: number // where it starts, from 1
  readonly source?: SourceCells | undefined // where its row has columns
  readonly steps?: readonly string[] | undefined // ids of rows whose results a template uses; left out: those that its text names
}
/** What one row becomes in a batch: a task, or one under each of the batch's variants, in their order. */
export type RowTasks = { readonly tasks: readonly ImportedTask[]; readonly source?: SourceCells | undefined }
/** nth: of several rows on one line of a file (a list without line breaks) which one, from 0; left out: the first. */
export const RejectedLine = z.object({
  ...{ file: z.string(), line: z.int(), reason: z.string() },
  nth: z.int().min(0).optional(),
})
export type RejectedLine = z.infer<typeof RejectedLine>

/** Which row, as a RejectedLine tells it. */
export const BadPlace = z.object({ file: z.string(), line: z.int(), nth: z.int().min(0).default(0) })
export type BadPlace = z.infer<typeof BadPlace>

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
  files: z.array(FileReading),
  choices: ReadChoices, // as they were last set
  columns: z.array(z.object({ name: z.string(), first: z.string() })), // with the first value of each; [] where there are none
  promptColumn: z.string().nullable(), // null while a person must choose one
  needsPromptColumn: z.boolean(), // rows have columns and prompts are made from one of them
  rows: z.array(z.object({ file: z.string(), line: z.int(), customId: z.string().nullable(), prompt: z.string() })), // the first 20, prompts cut at 2,000 characters
  rejected: z.array(RejectedLine), // the first 100
  fixed: z.int(), // lines that a person corrected
  duplicates: z.int(), // requests that are identical to an earlier one; not among the prompts where they are merged
  progress: ImportProgress,
})
export type ImportPreview = z.infer<typeof ImportPreview>
