import { jsonCutter, type Piece } from './cut-json'
import { anthropicBody } from './json-shape'
import { shapeOfText } from './read-jsonl'
import { rejected, type SourceRow } from './source-row'

/** The elements of a list, or the values of a file without one (a single object, or JSON Lines that are called .json), one by one. */
export async function* readJson(chunks: AsyncIterable<Buffer>): AsyncGenerator<SourceRow[]> {
  const cutter = jsonCutter()
  let first = true
  for await (const chunk of chunks) {
    // Told by its beginning: as one value it may well be above the limit.
    if (first && /^\s*\{\s*"requests"\s*:\s*\[/.test(chunk.toString('utf8', 0, 1_000))) {
      return yield [{ line: 1, ...rejected(anthropicBody) }]
    }
    first = false
    yield cutter.take(chunk).map(toRow)
    if (cutter.stopped()) return
  }
  yield cutter.end().map(toRow)
}

const toRow = (piece: Piece): SourceRow => ({
  line: piece.line,
  ...('reason' in piece ? rejected(piece.reason) : shapeOfText(piece.text)),
})
