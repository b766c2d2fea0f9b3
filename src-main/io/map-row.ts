import type { ImportedTask, RejectedLine } from '#shared/import'
import { chat } from '#shared/request'
import type { SourceCells } from '#shared/rows'
import { type GatherColumns, tooManyColumns } from './gather-columns'
import { typeName } from './json-shape'
import { cellIn, customIdIn, type SourceRecord } from './record'
import { rejected, type Shape, type SourceRow } from './source-row'

/**
 * What a row of a file becomes when prompts are made from that column; null where no column was chosen.
 * @param gather one for all rows of an import
 */
export function mapRow(
  row: SourceRow,
  file: string,
  promptColumn: string | null,
  gather: GatherColumns,
): ImportedTask | RejectedLine {
  const { line } = row
  const shape = row.kind === 'record' ? fromRecord(row, promptColumn) : row
  switch (shape.kind) {
    case 'rejected':
      return { file, line, reason: shape.reason }
    case 'request': {
      const source = row.kind === 'record' ? gather(row, file, line) : undefined
      if (source === null) return { file, line, reason: tooManyColumns }
      return {
        ...{ request: shape.request, model: shape.model, customId: shape.customId, file, line },
        ...(shape.after ? { after: shape.after } : {}),
        ...(source ? { source } : {}),
      }
    }
    case 'prompt':
      if (shape.text.trim() === '') return { file, line, reason: 'the prompt is empty' }
      return { request: chat(shape.text), model: null, customId: null, file, line }
  }
}

/** What a row of a file held, for a template to make its request of: a bare prompt is the one cell of a column `prompt`. */
export function cellsOf(row: SourceRow, file: string, gather: GatherColumns): SourceCells | RejectedLine {
  const { line } = row
  switch (row.kind) {
    case 'rejected':
      return { file, line, reason: row.reason }
    case 'request':
      return { file, line, reason: 'a request that is sent as it stands has no columns for a template' }
    case 'prompt':
      return gather({ names: bareColumns, cells: [row.text] }, file, line) ?? { file, line, reason: tooManyColumns }
    case 'record':
      return gather(row, file, line) ?? { file, line, reason: tooManyColumns }
  }
}
const bareColumns = ['prompt']

export const isRejected = <Row extends object>(row: Row | RejectedLine): row is RejectedLine => 'reason' in row

type Ready = Exclude<Shape, { kind: 'record' }>

function fromRecord(columns: SourceRecord, promptColumn: string | null): Ready {
  if (promptColumn === null) return rejected('no prompt column is chosen')
  const prompt = textIn(columns, promptColumn)
  if (prompt.problem) return rejected(prompt.problem)
  if (prompt.text === null) return rejected(`no value in the column “${promptColumn}”`)
  if (prompt.text.trim() === '') return rejected('the prompt is empty')
  // Only beside a `prompt` are these ours to read: in other data, `model` may well be that of a car.
  const ours = promptColumn.toLowerCase() === 'prompt'
  const none = { text: null, problem: null }
  const system = ours ? textIn(columns, 'system') : none
  const model = ours ? textIn(columns, 'model') : none
  const after = ours ? afterIn(columns) : { ids: [], problem: null }
  const problem = system.problem ?? model.problem ?? after.problem
  if (problem) return rejected(problem)
  const request = chat(prompt.text, system.text?.trim() ? { system: system.text } : {})
  const wanted = { kind: 'request' as const, request, model: model.text?.trim() || null, customId: customIdIn(columns) }
  return after.ids.length > 0 ? { ...wanted, after: after.ids } : wanted
}

function textIn(columns: SourceRecord, name: string): { text: string | null; problem: string | null } {
  const value = cellIn(columns, name) ?? null
  if (value === null || typeof value === 'string') return { text: value, problem: null }
  if (columns.typedByProgram && typeof value !== 'object') return { text: String(value), problem: null }
  return { text: null, problem: `“${name}” is ${typeName(value)}, not text` }
}

/** The rows that must have succeeded first: one id, or a list of them; in a table, separated by commas. */
function afterIn(columns: SourceRecord): { ids: string[]; problem: string | null } {
  const value = cellIn(columns, 'after') ?? null
  if (value === null || value === '') return { ids: [], problem: null }
  const list = typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : null
  const ids = list?.flatMap((id) => (typeof id === 'string' || typeof id === 'number' ? [String(id).trim()] : []))
  if (!list || !ids || ids.length < list.length || ids.includes(''))
    return { ids: [], problem: '“after” must be the id of an earlier row, or a list of such ids' }
  return { ids, problem: null }
}
