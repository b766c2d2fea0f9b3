import { extname } from 'node:path'
import type { BadLine } from './bad-lines'
import { writeFileWhole } from './write-file'

/** left: bad lines that are in no file, since they are above 16 MB or cannot be told from the rest. */
export type BadLinesWritten = { readonly files: readonly string[]; readonly lines: number; readonly left: number }

/**
 * Writes bad lines as they stand in their files, so that they can be corrected and imported: of a table with its header, of a workbook
 * or a Parquet file as JSON lines. Each file that has some gets a file of its own: `bad.csv`, then `bad-2.jsonl`. Without any, nothing
 * is written.
 * @param write puts each of them down; left out, whole or not at all
 * @throws CommandError `bad_file` if a place cannot be written; whatever `lines` throws
 */
export async function writeBadLines(
  path: string,
  lines: AsyncIterable<BadLine>,
  write: (place: string, pieces: AsyncIterable<string>) => Promise<void> = writeWhole,
): Promise<BadLinesWritten> {
  const files: string[] = []
  const count = { lines: 0, left: 0 }
  const source = lines[Symbol.asyncIterator]()
  let next = await source.next()
  const skipLost = async () => {
    while (!next.done && next.value.raw === null) {
      count.left += 1
      next = await source.next()
    }
  }
  async function* piecesOf(first: BadLine): AsyncGenerator<string> {
    yield headerOf(first)
    while (!next.done && next.value.file === first.file) {
      if (next.value.raw === null) count.left += 1
      else {
        count.lines += 1
        yield `${next.value.raw}\n`
      }
      next = await source.next()
    }
  }
  try {
    for (await skipLost(); !next.done; await skipLost()) {
      const place = files.length === 0 ? path : numbered(path, files.length + 1, extensionFor(next.value))
      await write(place, piecesOf(next.value))
      files.push(place)
    }
  } finally {
    await source.return?.()
  }
  return { files, ...count }
}

const writeWhole = (place: string, pieces: AsyncIterable<string>) => writeFileWhole(place, pieces, 'bad lines')

/** Writes where each bad line is and why it is one, as JSON lines. Resolves to their number. */
export async function writeBadList(path: string, lines: AsyncIterable<BadLine>): Promise<number> {
  let written = 0
  async function* pieces() {
    for await (const { file, line, reason, raw } of lines) {
      written += 1
      yield `${JSON.stringify({ file, line, reason, text: raw })}\n`
    }
  }
  await writeFileWhole(path, pieces(), 'bad lines')
  return written
}

/** What the file has to be called to be read as its lines are. */
export function extensionFor({ format }: BadLine): string {
  switch (format) {
    case 'csv':
    case 'tsv':
    case 'json':
      return format
    case 'lines':
    case 'blocks':
    case 'document':
      return 'txt'
    default:
      return 'jsonl'
  }
}

const numbered = (path: string, number: number, extension: string): string =>
  `${path.slice(0, path.length - extname(path).length)}-${number}.${extension}`

function headerOf({ format, names, delimiter, header }: BadLine): string {
  if ((format !== 'csv' && format !== 'tsv') || !header || !names) return ''
  const mark = delimiter ?? ','
  const quoted = (name: string) =>
    /["\r\n]/.test(name) || name.includes(mark) ? `"${name.replaceAll('"', '""')}"` : name
  return `${names.map(quoted).join(mark)}\n`
}
