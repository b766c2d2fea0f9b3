import type { FileHandle } from 'node:fs/promises'
import { badFile, unreadable } from './bad-file'
import { type Reading, readUnpacked } from './read-bytes'
import { assertUnchanged, reopen, type SourceFile } from './source-file'

/** What was compressed, or pasted, has no places to jump to, so it is held whole. */
export const mostHeldBytes = 64 * 1024 * 1024

/** A file that is read here and there, as workbooks and Parquet files are. */
export type RandomAccess = {
  readonly size: number
  /** Either of them: the open file, or all of its bytes. */
  readonly source: { readonly handle: FileHandle } | { readonly bytes: Buffer }
  readonly read: (start: number, end: number) => Promise<Buffer>
  /** Throws CommandError `bad_file` if the file changed meanwhile. */
  readonly finish: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Throws CommandError `bad_file` for a file that changed, or is compressed and too large to be held. */
export async function openRandom(file: SourceFile, reading: Reading): Promise<RandomAccess> {
  if (file.gzip) {
    const bytes = await held(file, reading)
    return {
      ...{ size: bytes.length, source: { bytes } },
      read: async (start, end) => bytes.subarray(start, end),
      finish: async () => {},
      close: async () => {},
    }
  }
  const handle = await reopen(file)
  return {
    size: file.bytes,
    source: { handle },
    async read(start, end) {
      const bytes = Buffer.alloc(end - start)
      try {
        const { bytesRead } = await handle.read(bytes, 0, bytes.length, start)
        return bytes.subarray(0, bytesRead)
      } catch (error) {
        throw unreadable(file.name, error)
      }
    },
    finish: () => assertUnchanged(file, handle),
    close: () => handle.close(),
  }
}

async function held(file: SourceFile, reading: Reading): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of readUnpacked(file, { ...reading, onBytes: () => {} })) {
    bytes += chunk.length
    if (bytes > mostHeldBytes) throw badFile(file.name, 'is above 64 MB once it is unpacked', 'Unpack it first')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
