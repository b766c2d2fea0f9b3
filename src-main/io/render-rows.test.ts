import { expect, test } from 'vitest'
import { rowRenderer } from '#shared/render-row'
import { promptOf } from '#shared/request'
import type { Cell, SourceCells } from '#shared/rows'
import { TemplateBody } from '#shared/template-body'
import { renderRows } from './render-rows'

const template = (name: string, prompt: string) => ({ name, renderer: rowRenderer(TemplateBody.parse({ prompt })) })
async function* rows(columns: readonly string[], ...all: readonly Cell[][]): AsyncGenerator<SourceCells> {
  for (const [at, cells] of all.entries()) yield { columns, cells, file: 'a.csv', line: at + 2 }
}
async function read(...args: Parameters<typeof renderRows>) {
  const rejected: unknown[] = []
  const prompts: string[][] = []
  for await (const { tasks } of renderRows(args[0], args[1], (line) => rejected.push(line)))
    prompts.push(tasks.map(({ request }) => promptOf(request)))
  return { prompts, rejected }
}

test('each row goes through each template', async () => {
  const templates = [template('one', 'Say {{a}}'), template('two', '{{a}}: {{b}}')]
  expect((await read(rows(['a', 'b'], ['x', 'y'], ['z', 'w']), templates)).prompts).toEqual([
    ['Say x', 'x: y'],
    ['Say z', 'z: w'],
  ])
})

test('a row that one of the templates refuses is in none, and is told with its line and that template', async () => {
  const templates = [template('one', 'Say {{a}}'), template('two', '{{a}}: {{b}}')]
  expect(await read(rows(['a', 'b'], ['x'], ['z', 'w']), templates)).toEqual({
    prompts: [['Say z', 'z: w']],
    rejected: [{ file: 'a.csv', line: 2, reason: 'no value in the column “b” (two)' }],
  })
  expect((await read(rows(['a'], ['']), [template('one', '{{a}}')])).rejected).toEqual([
    { file: 'a.csv', line: 2, reason: 'the column “a” is blank' },
  ])
})

test('a column that no row had refuses all of it at the end', async () => {
  const reading = read(rows(['Question'], ['x']), [template('one', '{{Qestion | default ""}} x')])
  await expect(reading).rejects.toThrow(
    'There is no column “Qestion”. Did you mean “Question”? The template one needs it.',
  )
})
