import type { TextEncoding } from '#shared/import'
import { badFile } from './bad-file'
import { utf8Guard } from './utf8'

/** What a decoder makes of bytes that mean nothing: U+FFFD, or in the encodings of Windows a control that no text holds. */
const nonsense = /\ufffd/
const windowsNonsense = /[\ufffd\x80-\x9f]/

/**
 * Makes UTF-8 of a file's bytes, chunk by chunk; each chunk ends between characters. The decoders are those of the Encoding
 * Standard, which ICU gives to Node.
 * @throws CommandError `bad_file`, with the line, for bytes that mean nothing in that encoding
 */
export function decoder(name: string, encoding: TextEncoding, newline: number) {
  if (encoding === 'utf-8') return utf8Guard(name, newline)
  const text = new TextDecoder(encoding, { ignoreBOM: true })
  // Lone surrogates of UTF-16 become U+FFFD, as those of JSON's escapes do in parseJson.
  const wrong = encoding.startsWith('utf-16') ? null : encoding.startsWith('windows-') ? windowsNonsense : nonsense
  let line = 1
  const toUtf8 = (decoded: string): Buffer => {
    const bytes = Buffer.from(decoded)
    if (!wrong) return bytes
    const at = decoded.search(wrong)
    if (at !== -1) {
      line += linesIn(Buffer.from(decoded.slice(0, at)), newline)
      const problem = `is not text in ${encoding}: line ${line} holds bytes that mean nothing in it`
      throw badFile(name, problem, 'Choose another encoding, or save it as UTF-8 and import it again')
    }
    line += linesIn(bytes, newline)
    return bytes
  }
  return {
    take: (chunk: Buffer): Buffer => toUtf8(text.decode(chunk, { stream: true })),
    end: (): Buffer => toUtf8(text.decode()),
  }
}

function linesIn(bytes: Buffer, newline: number): number {
  let lines = 0
  for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, at + 1)) lines += 1
  return lines
}
