import type { FileHandle } from 'node:fs/promises'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { unreadable } from './bad-file'
import { decoder } from './decode'
import { gunzip } from './gunzip'
import { assertUnchanged, reopen, type SourceFile } from './source-file'

/** Parsing this much takes a millisecond or two: the event loop gets its turn after each chunk. */
const chunkBytes = 32 * 1024

export type Reading = {
  readonly signal: AbortSignal
  /** The next so many bytes of the file were read. */
  readonly onBytes?: (bytes: number) => void
  /** Rows carry their raw text, which costs time and is for bad lines alone. */
  readonly raw?: boolean
}

/**
 * A file's bytes as they are, its byte order mark included.
 * @throws CommandError `bad_file` if the file is not, or does not stay, what it was when it was inspected; the signal's reason
 */
export async function* readBytes(file: SourceFile, { signal, onBytes }: Reading): AsyncGenerator<Buffer<ArrayBuffer>> {
  if (file.content) return yield* readPasted(file.content, { signal, ...(onBytes ? { onBytes } : {}) })
  const handle = await reopen(file)
  let next = readChunk(file, handle, 0)
  try {
    for (let position = 0; ; ) {
      signal.throwIfAborted()
      const chunk = await next
      if (chunk.length === 0) break
      position += chunk.length
      onBytes?.(chunk.length)
      // The disk works while the chunk is parsed; the loop still has its turn, since it is the loop that tells of the end of a read.
      next = readChunk(file, handle, position)
      yield chunk
    }
    await assertUnchanged(file, handle)
  } finally {
    await next.catch(() => {}) // of one that nobody waited for
    await handle.close()
  }
}

async function* readPasted(content: Buffer, { signal, onBytes }: Reading): AsyncGenerator<Buffer<ArrayBuffer>> {
  for (let at = 0; at < content.length; at += chunkBytes) {
    signal.throwIfAborted()
    const chunk = Buffer.from(content.subarray(at, at + chunkBytes))
    onBytes?.(chunk.length)
    yield chunk
    await nextTurn() // a file would give others their turn while it is read
  }
}

/** A file's bytes as they were before they were compressed, if they were. */
export function readUnpacked(file: SourceFile, reading: Reading): AsyncGenerator<Buffer> {
  const bytes = readBytes(file, reading)
  return file.gzip ? gunzip(file.name, bytes) : bytes
}

/** A file's text as valid UTF-8 in chunks that end between characters, whatever its encoding, without the byte order mark. */
export async function* readText(file: SourceFile, reading: Reading): AsyncGenerator<Buffer> {
  const { take, end } = decoder(file.name, file.encoding, file.newline)
  let markLeft = file.bomBytes
  for await (const bytes of readUnpacked(file, reading)) {
    const chunk = bytes.subarray(markLeft)
    markLeft -= bytes.length - chunk.length
    yield take(chunk)
  }
  const rest = end()
  if (rest.length > 0) yield rest
}

async function readChunk(file: SourceFile, handle: FileHandle, position: number): Promise<Buffer<ArrayBuffer>> {
  const buffer = Buffer.allocUnsafe(chunkBytes) // a new one each time: cut lines may still point into the last
  try {
    const { bytesRead } = await handle.read(buffer, 0, chunkBytes, position)
    return buffer.subarray(0, bytesRead)
  } catch (error) {
    throw unreadable(file.name, error)
  }
}
