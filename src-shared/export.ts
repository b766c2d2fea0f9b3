import { z } from 'zod'
import type { Rating } from './rating'
import type { LlmRequest } from './request'
import type { SourceCells } from './rows'
import { BatchId, EpochMs, type Failure, type StateKind, type TaskId, type TaskResult } from './task'

export const ExportFormat = z.enum(['jsonl', 'csv', 'tsv', 'xlsx', 'markdown', 'openai-batch'])
export type ExportFormat = z.infer<typeof ExportFormat>

/** How the name of a file in that format ends. */
export const extensionOf: Readonly<Record<ExportFormat, string>> = {
  ...{ jsonl: 'jsonl', csv: 'csv', tsv: 'tsv', xlsx: 'xlsx', markdown: 'md', 'openai-batch': 'jsonl' },
}

/** What Trilane knows of a row; each is also the name of its column where a person gives none. */
export const ResultField = z.enum([
  'result',
  'state',
  'error_code',
  'error_message',
  'error_status',
  'model',
  'tokens_in',
  'tokens_out',
  'cost_usd', // dollars
  'attempts',
  'duration_ms', // of the last attempt
  'finish_reason',
  'cached',
  'custom_id',
  'row',
  'variant', // its name
  'task_id',
  'prompt', // as it was last sent
  'file',
  'line',
  // of a batch with variants: what a person said of the row
  'rating', // the best variant's name, tie, or none good
  'rating_note',
  'rated_at',
  'rated_blind',
  'rating_stale', // it was given to other answers
])
export type ResultField = z.infer<typeof ResultField>

const OwnName = z.string().trim().min(1).max(200).optional()
/** Those of them that a person's rating of the row fills. */
export const ratingFields = [
  'rating',
  'rating_note',
  'rated_at',
  'rated_blind',
  'rating_stale',
] as const satisfies ResultField[]

/** A column of the file: one of the source, or one of Trilane's. A name that comes again gets " (2)". */
export const ExportColumn = z.discriminatedUnion('from', [
  z.object({ from: z.literal('source'), column: z.string(), name: OwnName }),
  z.object({ from: z.literal('result'), field: ResultField, name: OwnName }),
])
export type ExportColumn = z.infer<typeof ExportColumn>

export const ExportOrder = z.enum(['input', 'completion'])
export type ExportOrder = z.infer<typeof ExportOrder>

/** All rows, also those that have not ended; those with a result; or dead letters. */
export const ExportTasks = z.enum(['all', 'succeeded', 'failed'])
export type ExportTasks = z.infer<typeof ExportTasks>

export const ExportOptions = z.object({
  format: ExportFormat,
  order: ExportOrder.default('input'),
  /** `rows`: each row once, as it came and with nothing of Trilane's, so that the file can be dropped back in. */
  content: z.enum(['results', 'rows']).default('results'),
  tasks: ExportTasks.default('all'),
  /** Left out: all columns of the source (the prompt, where it has none), then result, state and why it failed. */
  columns: z.array(ExportColumn).min(1).max(2_000).optional(),
  /** A column for each key of answers that are JSON objects: beside the result, nested keys with dots down to that depth. */
  spread: z.object({ depth: z.int().min(1).max(10).default(3) }).optional(),
  /** Of a batch with variants: a line for each row and variant, or one for each row with the columns of each variant beside each other. */
  variants: z.enum(['lines', 'side_by_side']).default('lines'),
  /** Of a batch with variants: columns for what a person said of each row, where `columns` names none of them. */
  ratings: z.boolean().default(false),
  /** Texts that a spreadsheet would take for a formula get an apostrophe before them (csv, tsv and xlsx). */
  guard: z.boolean().default(true),
  bom: z.boolean().default(false), // a mark at the beginning by which Excel knows UTF-8 (csv and tsv)
  lineEnd: z.enum(['\n', '\r\n']).default('\n'), // of csv and tsv
  markdown: z.enum(['table', 'sections']).default('table'),
})
export type ExportOptions = z.output<typeof ExportOptions>

/** Whether a file has what people said of rows. */
export const hasRatings = ({ ratings, columns }: ExportOptions): boolean =>
  ratings ||
  (columns ?? []).some((column) => column.from === 'result' && ratingFields.some((field) => field === column.field))

/** What a person calls a format. */
export const formatNames: Readonly<Record<ExportFormat, string>> = {
  ...{ jsonl: 'JSON Lines', csv: 'CSV', tsv: 'Tab-separated text', xlsx: 'Excel workbook', markdown: 'Markdown' },
  'openai-batch': 'OpenAI Batch output',
}

/** All that a file can tell of a task. */
export type ExportTask = {
  readonly id: TaskId
  readonly batchId: BatchId
  readonly version: number
  readonly position: number
  readonly row: number | null // null where its batch has no rows
  readonly variant: number | null
  readonly customId: string | null
  readonly state: StateKind
  readonly settledAt: EpochMs | null
  readonly model: string
  readonly request: LlmRequest | null // as it was last sent; null where retention removed it
  readonly file: string | null
  readonly line: number | null
  readonly source: SourceCells | null
  readonly result: Pick<TaskResult, 'kind' | 'text' | 'finishReason' | 'model' | 'requestId'> | null
  readonly failure: Failure | null
  readonly attempts: number
  readonly cached: boolean
  readonly tokensIn: number | null
  readonly tokensOut: number | null
  readonly costNano: number
  readonly durationMs: number | null
  readonly rating: Rating | null // of its row
}

/** What was written, and what a person should know of it: cells that were cut, columns that were left out. */
export const ExportDone = z.object({ file: z.string(), rows: z.int(), notes: z.array(z.string()) })
export type ExportDone = z.infer<typeof ExportDone>

/** The beginning of a file as it would stand. */
export const ExportPreview = z.object({
  columns: z.array(z.string()), // [] where the format has none
  rows: z.array(z.array(z.string())), // the first 20; cells cut at 500 characters
  text: z.string(), // the same as the file has it, cut at 20,000 characters; '' of a workbook
  tasks: z.int(), // how many there are in all
  source: z.array(z.string()), // columns that the batch's rows came with
  variants: z.array(z.string()), // their names; [] of a batch without
  notes: z.array(z.string()),
  grows: z.boolean(), // a live export of it can be read while it grows; others are written whole at the end
})
export type ExportPreview = z.infer<typeof ExportPreview>

/** A file that results go to as they settle. */
export const LiveExport = z.object({
  id: z.int(),
  batchId: BatchId,
  path: z.string(),
  partial: z.string(), // beside it, until the batch is done
  options: ExportOptions,
  state: z.enum(['following', 'writing', 'placing', 'done', 'stopped']), // writing: all of it anew; placing: it takes its name
  rows: z.int(), // that are on disk
  createdAt: EpochMs,
  endedAt: EpochMs.nullable(),
  trouble: z.string().nullable(), // why it cannot be written just now; it is tried again
  notes: z.array(z.string()),
  newer: z.int(), // of one that is done: how many of its batch settled since, or run again
})
export type LiveExport = z.infer<typeof LiveExport>

/** So many rows can be copied at a time. */
export const mostCopied = 10_000
