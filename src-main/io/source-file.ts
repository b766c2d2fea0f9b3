import { constants, type FileHandle, open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { badFile, unreadable } from './bad-file'
import { detect, headBytes, type Layout, type LayoutChoices, tableLayout } from './detect'
import type { NamedPath } from './expand-paths'
import { formatByName } from './extensions'
import { gunzipHead, isGzip } from './gunzip'

/** A file that can be imported, as it was when it was chosen. */
export type SourceFile = Layout & {
  readonly path: string
  readonly name: string // as the import calls it
  readonly content: Buffer | null // of text that was pasted and is no file
  readonly bytes: number // on disk
  readonly gzip: boolean
  readonly mtimeNs: bigint
}

/** Looks at a file's kind, size and beginning. Throws CommandError `bad_file` if it cannot be imported. */
export async function inspectFile({ path, name }: NamedPath, choices: LayoutChoices = {}): Promise<SourceFile> {
  try {
    await refuseSpecial(path)
    const handle = await open(path, constants.O_RDONLY | neverWait)
    try {
      const { size, mtimeNs } = await handle.stat({ bigint: true })
      const bytes = Number(size)
      const head = await readHead(handle)
      const whole = head.length === bytes
      const gzip = isGzip(head)
      const inside = gzip ? gunzipHead(name, head, headBytes + 1, whole) : head
      const allInside = whole && inside.length <= headBytes
      const start = inside.subarray(0, headBytes)
      const table = tableFormat(name, start)
      const layout = table ? tableLayout(table, choices) : detect(name, start, allInside, choices)
      return { path, name, content: null, bytes, gzip, mtimeNs, ...layout }
    } finally {
      await handle.close()
    }
  } catch (error) {
    throw unreadable(name, error)
  }
}

/** Kinds that are told by their first bytes, where the name says nothing else. Throws CommandError `bad_file` if the two differ. */
function tableFormat(name: string, head: Buffer): 'xlsx' | 'parquet' | null {
  const named = formatByName(name)
  const starts = (mark: string) => head.toString('latin1', 0, mark.length) === mark
  if (named === 'parquet') {
    if (starts('PAR1')) return named
    throw badFile(name, 'is no Parquet file', 'Give it the name of what it is')
  }
  if (named !== 'xlsx') return null
  if (starts('PK')) return named
  if (starts('\xd0\xcf\x11\xe0'))
    throw badFile(name, 'has a password, or is a workbook of the old .xls kind', 'Save it as .xlsx without a password')
  throw badFile(name, 'is no workbook', 'Give it the name of what it is, such as .csv')
}

/** Opens a file that was inspected before. Throws CommandError `bad_file` if it is no longer the same. */
export async function reopen(file: SourceFile): Promise<FileHandle> {
  let handle: FileHandle
  try {
    await refuseSpecial(file.path)
    handle = await open(file.path, constants.O_RDONLY | neverWait)
  } catch (error) {
    throw unreadable(file.name, error)
  }
  try {
    await assertUnchanged(file, handle)
    return handle
  } catch (error) {
    await handle.close()
    throw error
  }
}

export async function assertUnchanged(file: SourceFile, handle: FileHandle): Promise<void> {
  const { size, mtimeNs } = await handle.stat({ bigint: true })
  if (Number(size) !== file.bytes || mtimeNs !== file.mtimeNs) throw changed(file)
}

const changed = ({ name }: SourceFile) => badFile(name, 'changed since it was read', 'Import it again')

/** Opening a pipe without this waits for its writer, and so for ever; Windows has neither. It guards the moment after `stat`. */
const neverWait = constants.O_NONBLOCK ?? 0

async function refuseSpecial(path: string): Promise<void> {
  const found = await stat(path)
  if (found.isFile()) return
  const kind = found.isDirectory()
    ? 'is a folder'
    : found.isFIFO()
      ? 'is a pipe, not a file'
      : found.isSocket()
        ? 'is a socket, not a file'
        : 'is a device, not a file'
  throw badFile(basename(path), kind, 'Choose a file')
}

async function readHead(handle: FileHandle): Promise<Buffer> {
  const head = Buffer.alloc(headBytes)
  let filled = 0
  while (filled < headBytes) {
    const { bytesRead } = await handle.read(head, filled, headBytes - filled, filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return head.subarray(0, filled)
}
