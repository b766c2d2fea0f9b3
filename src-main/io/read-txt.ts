import { longestLineBytes } from '#shared/import'
import type { TextLine } from './read-lines'
import { rejected, type SourceRow, tooLong } from './source-row'

/** The line that parts blocks. */
export const isRule = (text: string): boolean => text.startsWith('---') && text.trimEnd() === '---'

/** Every line that is not blank is a prompt, as it stands. */
export async function* readTextLines(lines: AsyncIterable<TextLine[]>): AsyncGenerator<SourceRow[]> {
  for await (const some of lines) {
    yield some.flatMap(({ line, text }): SourceRow[] => {
      if (text === null) return [{ line, ...rejected(tooLong) }]
      return text.trim() === '' ? [] : [{ line, kind: 'prompt', text }]
    })
  }
}

/** What stands between two rules is a prompt, without the blank lines around it; blank blocks are passed over. */
export async function* readBlocks(lines: AsyncIterable<TextLine[]>): AsyncGenerator<SourceRow[]> {
  let block: string[] = []
  let firstLine = 0 // of the block's text; 0 while it has none
  let chars = 0
  const close = (): SourceRow[] => {
    const row: SourceRow | null =
      firstLine === 0
        ? null
        : { line: firstLine, ...(chars > longestLineBytes ? rejected(tooLong) : prompt(block.join('\n').trimEnd())) }
    block = []
    firstLine = 0
    chars = 0
    return row ? [row] : []
  }
  for await (const some of lines) {
    const rows: SourceRow[] = []
    for (const { line, text } of some) {
      if (text !== null && isRule(text)) {
        rows.push(...close())
        continue
      }
      if (firstLine === 0 && text?.trim() === '') continue
      if (firstLine === 0) firstLine = line
      chars += text === null ? Number.POSITIVE_INFINITY : text.length + 1
      if (chars > longestLineBytes) block = []
      else block.push(text ?? '')
    }
    yield rows
  }
  yield close()
}

const prompt = (text: string) => ({ kind: 'prompt', text }) as const
