import type { RowTasks } from '#shared/import'
import { chat } from '#shared/request'
import type { BatchVariant } from './import-batch'

export const columns = ['id', 'question']

/** For tests: variants with a model each. */
export const someVariants = (count: number): BatchVariant[] =>
  Array.from({ length: count }, (_, at) => ({
    ...{ name: `model ${at + 1}`, templateVersion: null, body: { prompt: '{{question}}' }, lane: 'fast' },
    ...{ providerId: 'practice', model: `m${at + 1}`, parameters: {} },
  }))

/** For tests: rows with a task under each variant, counted on from `from`. */
export async function* someRows(count: number, variants: number, from = 0): AsyncGenerator<RowTasks> {
  for (let row = from + 1; row <= from + count; row++) {
    const [file, line] = ['a.csv', row + 1]
    yield {
      tasks: Array.from({ length: variants }, (_, at) => ({
        ...{ request: chat(`row ${row} variant ${at + 1}`), model: null, customId: `r-${row}`, file, line },
      })),
      source: { columns, cells: [`r-${row}`, `question ${row}`], file, line },
    }
  }
}
