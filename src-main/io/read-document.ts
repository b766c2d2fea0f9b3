import { longestLineBytes } from '#shared/import'
import { rejected, type SourceRow, tooLong } from './source-row'

/** The whole file is one prompt, without the blank lines around it. */
export async function* readDocument(chunks: AsyncIterable<Buffer>): AsyncGenerator<SourceRow[]> {
  const held: Buffer[] = []
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.length
    if (bytes > longestLineBytes) return yield [{ line: 1, ...rejected(tooLong) }]
    held.push(chunk)
  }
  const text = Buffer.concat(held).toString('utf8').replaceAll('\r\n', '\n')
  yield [{ line: 1, kind: 'prompt', text: text.replace(/^(?:[ \t]*\n)+/, '').trimEnd() }]
}
