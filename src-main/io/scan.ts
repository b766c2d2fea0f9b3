import type { BadPlace, FileReading, ImportedTask, ImportPreview, RejectedLine } from '#shared/import'
import { CommandError } from '#shared/result'
import type { SourceCells } from '#shared/rows'
import { type BadLine, badLinesOf, problemOf } from './bad-lines'
import type { LayoutChoices } from './detect'
import { otherEncoding } from './encodings'
import { expandPaths, type NamedPath } from './expand-paths'
import { fingerprint } from './fingerprint'
import { fingerprintSet, requestText } from './fingerprint-set'
import { type Fixes, fixList, withFixes } from './fixes'
import { gatherColumns } from './gather-columns'
import { cellsOf, isRejected, mapRow } from './map-row'
import { inspectPaste } from './paste'
import { columnSurvey, type PromptColumn } from './prompt-column'
import { readRows, settleFormat } from './read-rows'
import { inspectFile, type SourceFile } from './source-file'
import type { SourceRow } from './source-row'
import { type ImportSummary, summarize } from './summary'
import { NotUtf8 } from './utf8'

/** A look this long shows what a file is at once, however large it is. */
const sampleRows = 100
const sampleBytes = 256 * 1024
const progressBytes = 1024 * 1024

/** Text that was pasted: prompts, JSON, or a table that was copied from a spreadsheet. */
export type Pasted = { readonly text: string }
export type ImportSource = readonly string[] | Pasted

/** mergeDuplicates: of identical requests the first is kept. */
export type SessionChoices = LayoutChoices & { readonly mergeDuplicates?: boolean | undefined }

export type ReadProgress = Pick<ImportSummary, 'bytesRead' | 'bytesTotal' | 'prompts' | 'rejectedCount'>
export type ReadOptions = {
  readonly signal: AbortSignal
  /** Called after about every MB that was read, and at the end. */
  readonly onProgress?: (progress: ReadProgress) => void
}
/**
 * By what a row is bad. promptColumn: a summary's; left out, where it has no columns for a template. refuse: then also where the templates
 * make no request of it, and why.
 */
export type BadBy = {
  readonly promptColumn?: string | null | undefined
  readonly refuse?: ((source: SourceCells) => RejectedLine | null) | undefined
}
export type FixOptions = BadBy & { readonly signal: AbortSignal }
/** promptColumn: the one that a person chose; left out, it is guessed. */
export type ScanOptions = ReadOptions & { readonly promptColumn?: string | undefined }

/** Files that were chosen for one import. Every method reads them anew, as a stream, and throws CommandError `bad_file` if they
 *  cannot be read or are no longer what they were when the session was opened, or the signal's reason. */
export type ImportSession = {
  readonly files: ImportPreview['files']
  readonly bytesTotal: number
  /** The same files, as they are now, read otherwise. */
  readonly change: (choices: SessionChoices) => Promise<ImportSession>
  /** The beginning only, at once: counts are of what was read. */
  readonly preview: (options: Omit<ScanOptions, 'onProgress'>) => Promise<ImportSummary>
  /** All of it, with exact counts. */
  readonly scan: (options: ScanOptions) => Promise<ImportSummary>
  /** Every row in the files' order, read as it is asked for; without those that are merged. promptColumn: a summary's. */
  readonly rows: (promptColumn: string | null, options: ReadOptions) => AsyncGenerator<ImportedTask | RejectedLine>
  /** The same, without the rows that cannot be used. */
  readonly tasks: (promptColumn: string | null, options: ReadOptions) => AsyncGenerator<ImportedTask>
  /** Every row's cells, for a template. */
  readonly cells: (options: ReadOptions) => AsyncGenerator<SourceCells | RejectedLine>
  /** Lines that cannot be used, also with what was corrected. */
  readonly badLines: (by: BadBy, options: Pick<ReadOptions, 'signal'>) => AsyncGenerator<BadLine>
  /** Puts a person's text in the place of a bad line, or takes it back again (null). Throws CommandError `wrong_state` for a text
   *  that cannot be used either, with the reason, and `not_found` where no bad line is. */
  readonly fix: (place: BadPlace, text: string | null, options: FixOptions) => Promise<void>
  /** The same for the same contents and column, wherever the files are. */
  readonly fingerprint: (promptColumn: string | null, signal: AbortSignal) => Promise<string>
}

/**
 * Opens files, the supported files in folders, or text that was pasted, for one import.
 * @throws CommandError `bad_file`: what is wrong with which file
 */
export async function openImport(source: ImportSource, choices: SessionChoices = {}): Promise<ImportSession> {
  return sessionOf('text' in source ? source : await expandPaths(source), choices, fixList)
}

async function sessionOf(
  source: readonly NamedPath[] | Pasted,
  choices: SessionChoices,
  fixesOf: (files: readonly SourceFile[]) => Fixes,
): Promise<ImportSession> {
  let files: readonly SourceFile[] = await inspectAll(source, choices)
  const fixes = fixesOf(files)
  const bytesTotal = files.reduce((sum, { bytes }) => sum + bytes, 0)
  let guessed: PromptColumn | null = null
  const merging = choices.mergeDuplicates ?? false

  const described = (): ImportPreview['files'] => files.map(readingOf)
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
    const summary = summarize(await columnFor(options), fixes, merging)
    for (const { row, file } of sample.rows) summary.add(row, file)
    const { bytesRead, complete } = sample
    return { ...summary.result(), files: described(), bytesRead, bytesTotal, complete }
  }

  /** Text that is ASCII at first may turn out to be in another encoding than was guessed of its beginning: then all is read anew. */
  async function scan(options: ScanOptions): Promise<ImportSummary> {
    for (;;) {
      try {
        return await scanOnce(options)
      } catch (error) {
        const again = error instanceof NotUtf8 ? reconsider(error) : null
        if (!again) throw error
        files = again
      }
    }
  }

  function reconsider({ file, part, isFirst }: NotUtf8): readonly SourceFile[] | null {
    const encoding = isFirst ? otherEncoding(file, part) : null
    const found = files.find((each) => each.name === file)
    if (encoding === null || found?.encodingSettled !== false) return null
    guessed = null
    const changed = { ...found, encoding, encodingGuessed: true, encodingSettled: true }
    return files.map((each) => (each === found ? changed : each))
  }

  async function scanOnce(options: ScanOptions): Promise<ImportSummary> {
    await settle(options.signal)
    const summary = summarize(await columnFor(options), fixes, merging)
    const reading = follow(bytesTotal, summary.count, options)
    for (const file of files) {
      for await (const rows of readRows(file, reading)) {
        for (const row of rows) summary.add(row, file)
      }
    }
    reading.finish()
    return { ...summary.result(), files: described(), bytesRead: bytesTotal, bytesTotal, complete: true }
  }

  /** Every row, as `map` makes it. */
  async function* mapped<Row extends object>(
    options: ReadOptions,
    map: (row: SourceRow, file: string) => Row | RejectedLine,
    isNew: (made: Row) => boolean = () => true,
  ): AsyncGenerator<Row | RejectedLine> {
    await settle(options.signal)
    const count = { prompts: 0, rejectedCount: 0 }
    const fixed = withFixes(fixes, map, isRejected)
    const reading = follow(bytesTotal, count, options)
    for (const file of files) {
      for await (const some of readRows(file, reading)) {
        for (const row of some) {
          const made = fixed.map(row, file)
          if (!isRejected(made) && !isNew(made)) continue
          count[isRejected(made) ? 'rejectedCount' : 'prompts'] += 1
          yield made
        }
      }
    }
    reading.finish()
  }

  function rows(promptColumn: string | null, options: ReadOptions) {
    const gather = gatherColumns()
    const seen = fingerprintSet()
    const isNew = ({ request, model }: ImportedTask) => seen.add(requestText(request, model))
    const map = (row: SourceRow, file: string) => mapRow(row, file, promptColumn, gather)
    return mapped<ImportedTask>(options, map, merging ? isNew : undefined)
  }

  function cells(options: ReadOptions) {
    const gather = gatherColumns()
    return mapped<SourceCells>(options, (row, file) => cellsOf(row, file, gather))
  }

  function mapFor({ promptColumn, refuse }: BadBy) {
    const gather = gatherColumns()
    return (row: SourceRow, file: string): ImportedTask | SourceCells | RejectedLine => {
      if (promptColumn !== undefined) return mapRow(row, file, promptColumn, gather)
      const cells = cellsOf(row, file, gather)
      return isRejected(cells) ? cells : (refuse?.(cells) ?? cells)
    }
  }

  async function* bad(by: BadBy, { signal }: Pick<ReadOptions, 'signal'>) {
    await settle(signal)
    for await (const { line } of badLinesOf(files, mapFor(by), signal, fixes)) yield line
  }

  async function fix(place: BadPlace, text: string | null, { signal, ...by }: FixOptions): Promise<void> {
    if (text === null) return fixes.set(place, null)
    await settle(signal)
    const map = mapFor(by)
    for await (const each of badLinesOf(files, map, signal)) {
      const { file, line, nth } = each.line
      if (file !== place.file || line !== place.line || nth !== place.nth) continue
      const problem = problemOf(text, each, map)
      if (problem !== null)
        throw new CommandError('wrong_state', `Line ${line} of ${file} stays as it was: ${problem}.`)
      return fixes.set(place, text)
    }
    throw new CommandError(
      'not_found',
      `Line ${place.line} of ${place.file} is not among the bad ones. Nothing was changed.`,
    )
  }

  async function* tasks(promptColumn: string | null, options: ReadOptions) {
    for await (const row of rows(promptColumn, options)) if (!isRejected(row)) yield row
  }

  return {
    get files() {
      return described()
    },
    bytesTotal,
    change: (others) =>
      sessionOf(source, others, (now) => (sameLines(choices, others) && sameFiles(files, now) ? fixes : fixList())),
    preview,
    scan,
    rows,
    tasks,
    cells,
    badLines: bad,
    fix,
    fingerprint: (promptColumn, signal) =>
      fingerprint(files, promptColumn, { ...choices, fixes: fixes.size() > 0 ? fixes.all() : undefined }, signal),
  }
}

async function inspectAll(source: readonly NamedPath[] | Pasted, choices: SessionChoices): Promise<SourceFile[]> {
  if ('text' in source) return [inspectPaste(source.text, choices)]
  const { signal } = new AbortController()
  const files: SourceFile[] = []
  for (const path of source) {
    const file = await inspectFile(path, choices)
    if (file.format !== 'xlsx') files.push(file)
    else files.push(await (await import('./read-tables')).withSheets(file, choices.sheet, { signal }))
  }
  return files
}

/** Lines stand where they stood, so what was corrected in them holds. */
const sameLines = (before: SessionChoices, after: SessionChoices): boolean =>
  (['format', 'delimiter', 'sheet', 'header'] as const).every((each) => before[each] === after[each])

/** Of a file that is another one by now a line may hold anything, so nothing that was corrected goes there. */
const sameFiles = (before: readonly SourceFile[], now: readonly SourceFile[]): boolean =>
  before.length === now.length &&
  before.every((file, at) => file.bytes === now[at]?.bytes && file.mtimeNs === now[at]?.mtimeNs)

function readingOf(file: SourceFile): FileReading {
  const { name, bytes, format, encodingGuessed, gzip, delimiter, header, sheets, sheet } = file
  const encoding = format === 'xlsx' || format === 'parquet' ? null : file.encoding
  return { name, bytes, format, encoding, encodingGuessed, gzip, delimiter, header, sheets: [...sheets], sheet }
}

type Sample = { rows: { row: SourceRow; file: SourceFile }[]; bytesRead: number; complete: boolean }

async function readSample(files: readonly SourceFile[], signal: AbortSignal): Promise<Sample> {
  const sample: Sample = { rows: [], bytesRead: 0, complete: false }
  const onBytes = (bytes: number) => {
    sample.bytesRead += bytes
  }
  for (const file of files) {
    for await (const rows of readRows(file, { signal, onBytes })) {
      sample.rows.push(...rows.map((row) => ({ row, file })))
      const enough = sample.rows.length >= sampleRows || sample.bytesRead >= sampleBytes
      if (enough && sample.rows.length > 0) return sample
    }
  }
  return { ...sample, complete: files.every(({ formatSettled }) => formatSettled) }
}

function guess({ rows }: Sample): PromptColumn {
  const survey = columnSurvey()
  for (const { row } of rows) if (row.kind === 'record') survey.add(row)
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
