import { jsonCutter, type Piece } from './cut-json'
import { bodyOfRequests } from './json-shape'
import { shapeOfText } from './read-jsonl'
import { recordMaker } from './record'
import { rejected, type SourceRow } from './source-row'

/** Where the list begins in the body of an Anthropic message batch, `{"requests": […]}`, which is told by its beginning; else 0. */
function requestsStart(chunk: Buffer): number {
  return bodyOfRequests.exec(chunk.toString('latin1', 0, 1_000))?.[0].length ?? 0
}

/** The elements of a list, or the values of a file without one (a single object, or JSON Lines that are called .json), one by one. */
export async function* readJson(chunks: AsyncIterable<Buffer>, raw = false): AsyncGenerator<SourceRow[]> {
  let cutter = jsonCutter()
  const toRecord = recordMaker()
  const toRow = (piece: Piece): SourceRow => ({
    line: piece.line,
    ...('reason' in piece ? rejected(piece.reason) : shapeOfText(piece.text, toRecord)),
    ...(raw && 'text' in piece ? { raw: piece.text } : {}),
  })
  let first = true
  for await (const chunk of chunks) {
    const start = first ? requestsStart(chunk) : 0
    if (start > 0) cutter = jsonCutter({ prefix: chunk.subarray(0, start) })
    first = false
    yield cutter.take(chunk.subarray(start)).map(toRow)
    if (cutter.stopped()) return
  }
  yield cutter.end().map(toRow)
}
