import { badFile } from './bad-file'
import { openRandom, type RandomAccess } from './random-access'
import type { Reading } from './read-bytes'
import { readParquet } from './read-parquet'
import type { SourceFile } from './source-file'
import type { SourceRow } from './source-row'
import { readSheet } from './xlsx/read-sheet'
import { openWorkbook } from './xlsx/workbook'

/** The rows of a workbook or a Parquet file. What was read of it is told as a share of its bytes on disk. */
export async function* readTable(file: SourceFile, reading: Reading): AsyncGenerator<SourceRow[]> {
  const source = await openRandom(file, reading)
  let told = 0
  const onShare = (share: number) => {
    const bytes = Math.floor(share * file.bytes)
    if (bytes <= told) return
    reading.onBytes?.(bytes - told)
    told = bytes
  }
  try {
    yield* rowsOf(file, source, { signal: reading.signal, onShare })
    await source.finish()
    onShare(1)
  } finally {
    await source.close()
  }
}

/** The file with its sheets, of which the chosen one is read, or the first that is not hidden. */
export async function withSheets(file: SourceFile, chosen: string | undefined, reading: Reading): Promise<SourceFile> {
  if (file.format !== 'xlsx') return file
  const source = await openRandom(file, reading)
  try {
    const { sheets } = await openWorkbook(file.name, source)
    const names = sheets.map(({ name }) => name)
    const sheet = chosen ?? (sheets.find(({ hidden }) => !hidden) ?? sheets[0])?.name ?? null
    if (sheet === null || !names.includes(sheet))
      throw badFile(file.name, `has no sheet “${sheet}”`, `Its sheets are ${listed(names)}`)
    return { ...file, sheets: names, sheet }
  } finally {
    await source.close()
  }
}

type Read = { signal: AbortSignal; onShare: (share: number) => void }

async function* rowsOf(file: SourceFile, source: RandomAccess, { signal, onShare }: Read) {
  if (file.format === 'parquet') return yield* readParquet(file.name, source, { signal, onShare })
  const workbook = await openWorkbook(file.name, source)
  const sheet = workbook.sheets.find(({ name }) => name === file.sheet)
  if (!sheet) throw badFile(file.name, `has no sheet “${file.sheet}”`, 'Choose another')
  yield* readSheet(file.name, workbook, sheet, { header: file.header, signal, onShare })
}

const listed = (names: readonly string[]): string =>
  `${names.slice(0, 10).join(', ')}${names.length > 10 ? ' and more' : ''}`
