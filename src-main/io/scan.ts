import type { ImportedTask, ImportPreview, RejectedLine } from '#shared/import'
import { expandPaths } from './expand-paths'
import { fingerprint } from './fingerprint'
import { isRejected, mapRow } from './map-row'
import { columnSurvey, type PromptColumn } from './prompt-column'
import { readRows, settleFormat } from './read-rows'
import { inspectFile, type SourceFile } from './source-file'
import type { SourceRow } from './source-row'
import { type ImportSummary, summarize } from './summary'

/** A look this long shows what a file is at once, however large it is. */
const sampleRows = 100
const sampleBytes = 256 * 1024
const progressBytes = 1024 * 1024

export type ReadProgress = Pick<ImportSummary, 'bytesRead' | 'bytesTotal' | 'prompts' | 'rejectedCount'>
export type ReadOptions = {
  readonly signal: AbortSignal
  /** Called after about every MB that was read, and at the end. */
  readonly onProgress?: (progress: ReadProgress) => void
}
/** promptColumn: the one that a person chose; left out, it is guessed. */
export type ScanOptions = ReadOptions & { readonly promptColumn?: string | undefined }

/** Files that were chosen for one import. Every method reads them anew, as a stream, and throws CommandError `bad_file` if they
 *  cannot be read or are no longer what they were when the session was opened, or the signal's reason. */
export type ImportSession = {
  readonly files: ImportPreview['files']
  readonly bytesTotal: number
  /** The beginning only, at once: counts are of what was read. */
  readonly preview: (options: Omit<ScanOptions, 'onProgress'>) => Promise<ImportSummary>
  /** All of it, with exact counts. */
  readonly scan: (options: ScanOptions) => Promise<ImportSummary>
  /** Every row in the files' order, read as it is asked for. promptColumn: a summary's. */
  readonly rows: (promptColumn: string | null, options: ReadOptions) => AsyncGenerator<ImportedTask | RejectedLine>
  /** The same, without the rows that cannot be used. */
  readonly tasks: (promptColumn: string | null, options: ReadOptions) => AsyncGenerator<ImportedTask>
  /** The same for the same contents and column, wherever the files are. */
  readonly fingerprint: (promptColumn: string | null, signal: AbortSignal) => Promise<string>
}

/**
 * Opens files, and the supported files right inside of folders, for one import.
 * @throws CommandError `bad_file`: what is wrong with which file
 */
export async function openImport(paths: readonly string[]): Promise<ImportSession> {
  let files: SourceFile[] = []
  for (const path of await expandPaths(paths)) files.push(await inspectFile(path))
  const bytesTotal = files.reduce((sum, { bytes }) => sum + bytes, 0)
  let guessed: PromptColumn | null = null

  const described = (): ImportPreview['files'] => files.map(({ name, bytes, format }) => ({ name, bytes, format }))
  async function settle(signal: AbortSignal): Promise<void> {
    const settled: SourceFile[] = []
    for (const file of files) settled.push(await settleFormat(file, signal))
    files = settled
  }
  async function columnFor({ promptColumn, signal }: ScanOptions): Promise<PromptColumn> {
    if (promptColumn !== undefined) return { name: promptColumn, certain: true }
    guessed ??= guess(await readSample(files, signal))
    return guessed
  }

  async function preview(options: Omit<ScanOptions, 'onProgress'>): Promise<ImportSummary> {
    const sample = await readSample(files, options.signal)
    guessed ??= guess(sample)
    const summary = summarize(await columnFor(options))
    for (const { row, file } of sample.rows) summary.add(row, file)
    const { bytesRead, complete } = sample
    return { ...summary.result(), files: described(), bytesRead, bytesTotal, complete }
  }

  async function scan(options: ScanOptions): Promise<ImportSummary> {
    await settle(options.signal)
    const summary = summarize(await columnFor(options))
    const reading = follow(bytesTotal, summary.count, options)
    for (const file of files) {
      for await (const rows of readRows(file, reading)) {
        for (const row of rows) summary.add(row, file.name)
      }
    }
    reading.finish()
    return { ...summary.result(), files: described(), bytesRead: bytesTotal, bytesTotal, complete: true }
  }

  async function* rows(promptColumn: string | null, options: ReadOptions) {
    await settle(options.signal)
    const count = { prompts: 0, rejectedCount: 0 }
    const reading = follow(bytesTotal, count, options)
    for (const file of files) {
      for await (const some of readRows(file, reading)) {
        for (const row of some) {
          const mapped = mapRow(row, file.name, promptColumn)
          count[isRejected(mapped) ? 'rejectedCount' : 'prompts'] += 1
          yield mapped
        }
      }
    }
    reading.finish()
  }

  async function* tasks(promptColumn: string | null, options: ReadOptions) {
    for await (const row of rows(promptColumn, options)) if (!isRejected(row)) yield row
  }

  return {
    get files() {
      return described()
    },
    bytesTotal,
    preview,
    scan,
    rows,
    tasks,
    fingerprint: (promptColumn, signal) => fingerprint(files, promptColumn, signal),
  }
}

type Sample = { rows: { row: SourceRow; file: string }[]; bytesRead: number; complete: boolean }

async function readSample(files: readonly SourceFile[], signal: AbortSignal): Promise<Sample> {
  const sample: Sample = { rows: [], bytesRead: 0, complete: false }
  const onBytes = (bytes: number) => {
    sample.bytesRead += bytes
  }
  for (const file of files) {
    for await (const rows of readRows(file, { signal, onBytes })) {
      sample.rows.push(...rows.map((row) => ({ row, file: file.name })))
      const enough = sample.rows.length >= sampleRows || sample.bytesRead >= sampleBytes
      if (enough && sample.rows.length > 0) return sample
    }
  }
  return { ...sample, complete: files.every(({ formatSettled }) => formatSettled) }
}

function guess({ rows }: Sample): PromptColumn {
  const survey = columnSurvey()
  for (const { row } of rows) if (row.kind === 'record') survey.add(row.columns)
  return survey.guess()
}

function follow(
  bytesTotal: number,
  count: Pick<ReadProgress, 'prompts' | 'rejectedCount'>,
  { signal, onProgress }: ReadOptions,
) {
  let bytesRead = 0
  let told = 0
  const tell = () => {
    told = bytesRead
    onProgress?.({ bytesRead, bytesTotal, ...count })
  }
  const onBytes = (bytes: number) => {
    bytesRead += bytes
    if (bytesRead - told >= progressBytes) tell()
  }
  return { signal, onBytes, finish: tell }
}
