import type { Readable } from 'node:stream'
import { type Entry, fromBufferPromise, fromFdPromise, type ZipFile } from 'yauzl'
import { badFile } from '../bad-file'
import type { RandomAccess } from '../random-access'

/** The parts of a zip archive, by their names without a leading slash. */
export type Zip = {
  readonly has: (part: string) => boolean
  /** Unpacked, as its directory says; a part that turns out larger is an error. */
  readonly sizeOf: (part: string) => number
  readonly stream: (part: string) => AsyncGenerator<string>
}

/** A workbook has some ten parts, and two for each of its sheets. */
const mostParts = 10_000

/** Throws CommandError `bad_file` for what is no whole archive. */
export async function openZip(name: string, file: RandomAccess): Promise<Zip> {
  const entries = new Map<string, Entry>()
  const options = { lazyEntries: true, autoClose: false } as const
  let zip: ZipFile
  try {
    zip = await ('handle' in file.source
      ? fromFdPromise(file.source.handle.fd, options)
      : fromBufferPromise(file.source.bytes, options))
    for await (const entry of zip.eachEntry()) {
      entries.set(entry.fileName.replace(/^\//, ''), entry)
      if (entries.size > mostParts) throw new Error('too many parts')
    }
  } catch (error) {
    throw damaged(name, error)
  }

  async function* stream(part: string): AsyncGenerator<string> {
    const entry = entries.get(part)
    if (!entry) return
    const text = new TextDecoder()
    let readable: Readable | null = null
    try {
      readable = await zip.openReadStreamPromise(entry)
      for await (const chunk of readable) yield text.decode(chunk, { stream: true })
      yield text.decode()
    } catch (error) {
      throw damaged(name, error)
    } finally {
      readable?.destroy()
    }
  }
  return { has: (part) => entries.has(part), sizeOf: (part) => entries.get(part)?.uncompressedSize ?? 0, stream }
}

/** What yauzl and zlib throw are plain errors about the archive; our own pass through. */
function damaged(name: string, error: unknown): unknown {
  const isOurs = error instanceof Error && error.name === 'CommandError'
  if (isOurs || (error instanceof Error && error.name === 'AbortError')) return error
  const said = error instanceof Error ? error.message : String(error)
  return badFile(
    name,
    `is a damaged workbook (${said})`,
    'Open it in its program and save it again, or save it as .csv',
  )
}
