import { longestLineBytes } from '#shared/import'
import { tooLong } from './source-row'

/** A value cut out of a file, not yet parsed, or why there is none; `line` is where it starts. */
export type Piece =
  | { readonly line: number; readonly text: string }
  | { readonly line: number; readonly reason: string }

const byte = {
  ...{ lf: 10, quote: 34, comma: 44, backslash: 92 },
  ...{ openList: 91, closeList: 93, openObject: 123, closeObject: 125 },
}
const isSpace = (at: number): boolean => at === 32 || at === 9 || at === 10 || at === 13
const endsScalar = (at: number): boolean =>
  isSpace(at) || at === byte.comma || at === byte.closeList || at === byte.closeObject

/**
 * Cuts UTF-8 JSON into its top-level elements: those of a list, or else values that stand one after the other. It knows of strings
 * and brackets only; whether an element is valid, JSON.parse says of each. A comma before the closing bracket is let pass. After an
 * error in the list itself nothing more is cut, since what would follow is a guess.
 * @param prefix what stood before the list and was taken off: the beginning of an object that holds nothing else
 */
export function jsonCutter({ limit = longestLineBytes, prefix }: { limit?: number; prefix?: Buffer } = {}) {
  let state: 'start' | 'before' | 'inside' | 'after' | 'done' | 'stopped' = 'start'
  let list = false // the file is a list; otherwise values follow each other
  let kind: 'container' | 'string' | 'scalar' = 'container'
  let depth = 0
  let inString = false
  let escaped = false
  let line = 1 + (prefix?.toString('latin1').match(/\n/g)?.length ?? 0)
  let startLine = 1
  let isInObject = prefix !== undefined
  let held: Buffer[] = []
  let heldBytes = 0

  const hold = (part: Buffer) => {
    heldBytes += part.length
    if (heldBytes <= limit) held.push(part)
    else held = []
  }
  const finish = (last: Buffer): Piece => {
    hold(last)
    const piece: Piece =
      heldBytes > limit
        ? { line: startLine, reason: tooLong }
        : { line: startLine, text: (held.length === 1 ? last : Buffer.concat(held)).toString('utf8') }
    held = []
    heldBytes = 0
    state = list ? 'after' : 'before'
    return piece
  }
  const stop = (at: number, problem: string): Piece => {
    state = 'stopped'
    return { line: at, reason: `not valid JSON: ${problem}; what follows was not read` }
  }
  const begin = (char: number): Piece | undefined => {
    startLine = line
    kind = char === byte.quote ? 'string' : 'scalar'
    if (char === byte.openObject || char === byte.openList) kind = 'container'
    if (kind === 'scalar' && (!list || endsScalar(char))) {
      return stop(
        line,
        list ? `${shown(char)} stands where a value should` : 'neither a list nor an object starts here',
      )
    }
    depth = kind === 'container' ? 1 : 0
    inString = kind === 'string'
    escaped = false
    state = 'inside'
    return undefined
  }
  /** True if the element ends with this byte. */
  const step = (char: number): boolean => {
    if (inString) {
      if (escaped) escaped = false
      else if (char === byte.backslash) escaped = true
      else if (char === byte.quote) {
        inString = false
        return kind === 'string'
      }
    } else if (char === byte.quote) inString = true
    else if (char === byte.openObject || char === byte.openList) depth += 1
    else if (char === byte.closeObject || char === byte.closeList) {
      depth -= 1
      return depth === 0
    }
    return false
  }

  function take(chunk: Buffer): Piece[] {
    const pieces: Piece[] = []
    let start = 0 // of the element's part in this chunk
    const inText = textScanner(chunk)
    for (let at = 0; at < chunk.length && state !== 'stopped'; at += 1) {
      if (inString && !escaped && state === 'inside') at = inText(at) // most bytes are text: a third of the time
      if (at === chunk.length) break
      const char = chunk[at] ?? 0
      if (state === 'inside') {
        if (kind === 'scalar' && endsScalar(char)) {
          pieces.push(finish(chunk.subarray(start, at)))
        } else if (kind !== 'scalar' && step(char)) {
          pieces.push(finish(chunk.subarray(start, at + 1)))
          continue
        }
      }
      if (char === byte.lf) line += 1
      if (state === 'inside' || isSpace(char)) continue
      const trouble = outside(char)
      if (trouble) pieces.push(trouble)
      start = at
    }
    if (state === 'inside') hold(chunk.subarray(start))
    return pieces
  }

  function outside(char: number): Piece | undefined {
    if (state === 'start' && char === byte.openList) {
      list = true
      state = 'before'
      return undefined
    }
    if (state === 'done' && isInObject && char === byte.closeObject) {
      isInObject = false
      return undefined
    }
    if (state === 'done') return stop(line, 'something follows the end of the list')
    if (state === 'after' && char === byte.comma) state = 'before'
    else if (list && char === byte.closeList) state = 'done'
    else if (state === 'after') return stop(line, `a comma or the end of the list should stand before ${shown(char)}`)
    else return begin(char)
    return undefined
  }

  function end(): Piece[] {
    if (state === 'inside') return [{ line: startLine, reason: 'not valid JSON: the file ends in the middle of it' }]
    return (list && (state === 'before' || state === 'after')) || isInObject
      ? [{ line, reason: 'not valid JSON: the file ends before its list does' }]
      : []
  }

  return { take, end, stopped: () => state === 'stopped' }
}

/** Finds the next byte that means something inside a string, or the end. */
function textScanner(chunk: Buffer): (from: number) => number {
  const after = (mark: number, from: number) => {
    const at = chunk.indexOf(mark, from)
    return at === -1 ? chunk.length : at
  }
  let [quote, backslash, lf] = [-1, -1, -1]
  return (from) => {
    if (quote < from) quote = after(byte.quote, from)
    if (backslash < from) backslash = after(byte.backslash, from)
    if (lf < from) lf = after(byte.lf, from)
    return Math.min(quote, backslash, lf)
  }
}

const shown = (char: number): string => (char < 128 ? `“${String.fromCharCode(char)}”` : 'this character')
