import { isAscii, isUtf8 } from 'node:buffer'
import { CommandError } from '#shared/result'
import { badFile } from './bad-file'

/** How many bytes at the end belong to a character that is not complete: 0 to 3. */
export function openTail(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0
    if ((byte & 0xc0) === 0x80) continue // a continuation: its lead stands before it
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
    return length > back ? back : 0
  }
  return 0
}

/** Bytes that are no UTF-8, with some of those around them; everything before was ASCII, so that it may be another encoding. */
export class NotUtf8 extends CommandError {
  readonly file: string
  readonly part: Buffer
  readonly isFirst: boolean
  constructor(name: string, line: number, part: Buffer, isFirst: boolean) {
    const remedy = 'Choose its encoding, or save it as UTF-8 and import it again'
    super('bad_file', badFile(name, `is not UTF-8 text: line ${line} holds bytes that are none`, remedy).message)
    this.file = name
    this.part = part
    this.isFirst = isFirst
  }
}

/**
 * Passes UTF-8 on in chunks that end between characters. Bytes that are no UTF-8 end the import: the file is in another encoding,
 * or broken, and characters guessed wrong would be sent, paid for and never noticed.
 */
export function utf8Guard(name: string, newline: number) {
  let rest = Buffer.alloc(0)
  let line = 1
  let ascii = true
  const refuse = (at: number, part: Buffer) => new NotUtf8(name, at, part, ascii)
  return {
    take(chunk: Buffer): Buffer {
      const joined = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
      const whole = joined.subarray(0, joined.length - openTail(joined))
      rest = Buffer.from(joined.subarray(whole.length))
      const valid = isUtf8(whole)
      let start = 0
      for (let end = whole.indexOf(newline); end !== -1; end = whole.indexOf(newline, start)) {
        if (!valid && !isUtf8(whole.subarray(start, end))) throw refuse(line, joined)
        line += 1
        start = end + 1
      }
      if (!valid) throw refuse(line, joined)
      ascii &&= isAscii(whole)
      return whole
    },
    end(): Buffer {
      if (rest.length > 0) throw refuse(line, rest)
      return rest
    },
  }
}
