import { longestLineBytes } from '#shared/import'

/** A line of text without its end; text is null for one above the limit, which was never held whole. */
export type TextLine = { readonly line: number; readonly text: string | null }

const carriageReturn = 13

/**
 * Cuts UTF-8 into lines, numbered from 1, as many at a time as a chunk completes. Not readline: above 536,870,888 characters, which
 * is where strings end, it throws an error that no one can catch.
 * @param newline the byte that ends a line; before LF a CR belongs to the end
 */
export async function* readLines(
  chunks: AsyncIterable<Buffer>,
  newline: number,
  limit = longestLineBytes,
): AsyncGenerator<TextLine[]> {
  let line = 1
  let held: Buffer[] = []
  let heldBytes = 0
  const hold = (piece: Buffer) => {
    heldBytes += piece.length
    if (heldBytes <= limit + 1)
      held.push(piece) // one more for a CR that goes
    else held = []
  }
  const take = (last: Buffer): TextLine => {
    hold(last)
    const bytes = held.length === 1 ? last : Buffer.concat(held)
    const overlong = held.length === 0
    const end = bytes.length - (bytes.at(-1) === carriageReturn ? 1 : 0)
    held = []
    heldBytes = 0
    return { line: line++, text: overlong || end > limit ? null : bytes.toString('utf8', 0, end) }
  }
  for await (const chunk of chunks) {
    const lines: TextLine[] = []
    let start = 0
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      lines.push(take(chunk.subarray(start, end)))
      start = end + 1
    }
    if (start < chunk.length) hold(chunk.subarray(start))
    yield lines
  }
  if (heldBytes > 0) yield [take(Buffer.alloc(0))]
}
