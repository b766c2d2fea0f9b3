import type { ExportOptions, ExportPreview, LiveExport } from '#shared/export'
import type { BatchId } from '#shared/task'
import { now } from './tasks'

const source = ['id', 'product', 'review_text', 'stars']
const answers = [
  ['CF-20418', 'Fjord 14 laptop', 'Second hinge, same crack, same corner.', '2', 'negative', 'hinge', '4'],
  ['CF-20419', 'Fjord 14 laptop', 'Quiet, light, and the battery lasts a working day.', '5', 'positive', '', '1'],
  ['CF-20420', 'Dock 7', '=HYPERLINK is what the label on the box says, oddly.', '3', 'mixed', 'label', '2'],
  ['CF-20421', 'Cable 2 m', 'Arrived late, the box dented, the cable fine.', '3', 'mixed', 'delivery', '2'],
  ['CF-20422', 'Dock 7', 'Gets hot and the second screen goes dark.', '1', 'negative', 'heat', '5'],
]
const asJson = ([, , , , sentiment = '', defect = '', severity = '']: readonly string[]) =>
  JSON.stringify({ sentiment, defect, severity: Number(severity) })

/** The beginning of a made-up file, with the columns that are asked for. */
export function madeUpPreview({ options }: { options: Partial<ExportOptions> }): ExportPreview {
  const { format = 'csv', columns, spread, guard = true, content = 'results' } = options
  const cellOf = (row: readonly string[], of: string): string => {
    const at = source.indexOf(of)
    const text = at >= 0 ? (row[at] ?? '') : of === 'result' ? asJson(row) : of === 'state' ? 'succeeded' : ''
    return guard && /^[=+@-]/.test(text) ? `'${text}` : text
  }
  const usual = [...source, ...(content === 'rows' ? [] : ['result', 'state', 'error_code', 'error_message'])]
  const chosen = columns?.map((column) => {
    const of = column.from === 'source' ? column.column : column.field
    return { of, name: column.name ?? of }
  })
  const wanted = chosen ?? usual.map((of) => ({ of, name: of }))
  const keys = spread ? ['sentiment', 'defect', 'severity'] : []
  const rows = answers.map((row) => [
    ...wanted.map(({ of }) => cellOf(row, of)),
    ...keys.map((_, at) => row[4 + at] ?? ''),
  ])
  const names = [...wanted.map(({ name }) => name), ...keys.map((key) => `result.${key}`)]
  const isTable = format !== 'jsonl' && format !== 'openai-batch' && format !== 'markdown'
  const lines = rows.map((cells) => JSON.stringify(Object.fromEntries(names.map((name, at) => [name, cells[at]]))))
  return {
    columns: isTable ? names : [],
    rows: isTable ? rows : [],
    text: lines.join('\n'),
    ...{ tasks: 4_806, source, variants: [], notes: [], grows: format !== 'xlsx' },
  }
}

export const madeUpExports: readonly LiveExport[] = [
  {
    ...{ id: 2, batchId: 1 as BatchId, path: '/home/ada/feedback/product-reviews-q3.csv', state: 'following' },
    ...{ partial: '/home/ada/feedback/product-reviews-q3.csv.partial', rows: 9_130, createdAt: now, endedAt: null },
    options: {
      ...{ format: 'csv', order: 'input', content: 'results', tasks: 'all', variants: 'lines', guard: true },
      ...{ bom: false, lineEnd: '\n', markdown: 'table', ratings: false },
    },
    ...{ trouble: null, notes: [], newer: 0 },
  },
]
