import { shapeOf } from './json-shape'
import { parseJson } from './parse-json'
import type { TextLine } from './read-lines'
import { recordMaker } from './record'
import { rejected, type Shape, type SourceRow, tooLong } from './source-row'

/** Every line that is not blank is one JSON value. */
export async function* readJsonl(lines: AsyncIterable<TextLine[]>, raw = false): AsyncGenerator<SourceRow[]> {
  const toRecord = recordMaker()
  for await (const some of lines) {
    yield some.flatMap(({ line, text }) => {
      if (text === null) return [{ line, ...rejected(tooLong) }]
      if (text.trim() === '') return []
      const row = { line, ...shapeOfText(text, toRecord) }
      return [raw ? { ...row, raw: text } : row]
    })
  }
}

export function shapeOfText(text: string, toRecord: ReturnType<typeof recordMaker>): Shape {
  const parsed = parseJson(text)
  return 'reason' in parsed ? rejected(parsed.reason) : shapeOf(parsed.value, toRecord)
}
