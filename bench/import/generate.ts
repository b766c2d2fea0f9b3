import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'

export type Kind = 'jsonl' | 'csv'
export const kinds: readonly Kind[] = ['jsonl', 'csv']

const filler = 'Janet’s ducks lay 16 eggs per day. She eats three for breakfast, and sells the others. '

/** Writes a file of that many rows of some 200 bytes, as data sets of questions are: an id, the question with quotes and commas, its answer. */
export async function generate(path: string, kind: Kind, rows: number): Promise<void> {
  const file = createWriteStream(path)
  if (kind === 'csv') file.write('id,prompt,answer\n')
  for (let from = 0; from < rows; from += 1_000) {
    let some = ''
    for (let row = from; row < Math.min(from + 1_000, rows); row += 1) {
      const prompt = `${row}: ${filler}How many are "left", and what do they cost?`
      some +=
        kind === 'jsonl'
          ? `${JSON.stringify({ id: `r${row}`, prompt, answer: row % 97 })}\n`
          : `r${row},"${prompt.replaceAll('"', '""')}",${row % 97}\n`
    }
    if (!file.write(some)) await once(file, 'drain')
  }
  file.end()
  await finished(file)
}
