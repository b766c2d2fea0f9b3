import { shapeOf } from './json-shape'
import { parseJson } from './parse-json'
import type { TextLine } from './read-lines'
import { rejected, type Shape, type SourceRow, tooLong } from './source-row'

/** Every line that is not blank is one JSON value. */
export async function* readJsonl(lines: AsyncIterable<TextLine[]>): AsyncGenerator<SourceRow[]> {
  for await (const some of lines) {
    yield some.flatMap(({ line, text }) => {
      if (text === null) return [{ line, ...rejected(tooLong) }]
      return text.trim() === '' ? [] : [{ line, ...shapeOfText(text) }]
    })
  }
}

export function shapeOfText(text: string): Shape {
  const parsed = parseJson(text)
  return 'reason' in parsed ? rejected(parsed.reason) : shapeOf(parsed.value)
}
