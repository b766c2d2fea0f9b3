import type { FileHandle } from 'node:fs/promises'
import { unreadable } from './bad-file'
import { assertUnchanged, reopen, type SourceFile } from './source-file'
import { utf8Guard } from './utf8'

/** Parsing this much takes a millisecond or two: the event loop gets its turn after each chunk. */
const chunkBytes = 64 * 1024

export type Reading = {
  readonly signal: AbortSignal
  /** The next so many bytes of the file were read. */
  readonly onBytes?: (bytes: number) => void
}

/**
 * A file's bytes as they are, its byte order mark included.
 * @throws CommandError `bad_file` if the file is not, or does not stay, what it was when it was inspected; the signal's reason
 */
export async function* readBytes(file: SourceFile, { signal, onBytes }: Reading): AsyncGenerator<Buffer<ArrayBuffer>> {
  const handle = await reopen(file)
  try {
    for (let position = 0; ; ) {
      signal.throwIfAborted()
      const chunk = await readChunk(file, handle, position)
      if (chunk.length === 0) break
      position += chunk.length
      onBytes?.(chunk.length)
      yield chunk
    }
    await assertUnchanged(file, handle)
  } finally {
    await handle.close()
  }
}

/** A file's text as valid UTF-8 in chunks that end between characters, whatever its encoding, without the byte order mark. */
export async function* readText(file: SourceFile, reading: Reading): AsyncGenerator<Buffer> {
  // Lone surrogates of UTF-16 become U+FFFD here, as those of JSON's escapes do in parseJson.
  const utf16 = file.encoding === 'utf-8' ? null : new TextDecoder(file.encoding, { ignoreBOM: true })
  const guard = utf8Guard(file.name, file.newline)
  let markLeft = file.bomBytes
  for await (const bytes of readBytes(file, reading)) {
    const chunk = bytes.subarray(markLeft)
    markLeft = 0
    yield utf16 ? Buffer.from(utf16.decode(chunk, { stream: true })) : guard.take(chunk)
  }
  guard.end()
  if (utf16) yield Buffer.from(utf16.decode())
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
