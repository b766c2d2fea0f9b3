import { ExportOptions, type ExportTask } from '#shared/export'
import { chat } from '#shared/request'
import type { Cell } from '#shared/rows'
import type { BatchId, TaskId } from '#shared/task'
import type { Exported } from './write-export'

/** For tests: a task that has its answer, made of a row with these cells. */
export function anExportTask(position: number, changes: Partial<ExportTask> = {}): ExportTask {
  return {
    ...{
      id: position as TaskId,
      batchId: 1 as BatchId,
      version: 3,
      position,
      row: null,
      variant: null,
      customId: null,
      state: 'succeeded',
    },
    ...{ settledAt: 1_700_000_000_000 + position, model: 'practice-mini', request: chat(`Prompt ${position}`) },
    ...{ file: 'a.csv', line: position + 1, source: null, failure: null, attempts: 1, cached: false },
    result: { kind: 'text', text: `Answer ${position}`, finishReason: 'stop', model: 'practice-mini', requestId: null },
    ...{ tokensIn: 3, tokensOut: 5, costNano: 0, durationMs: 12, rating: null, ...changes },
  }
}

export const answering = (text: string): Pick<ExportTask, 'result'> => ({
  result: { kind: 'text', text, finishReason: 'stop', model: 'practice-mini', requestId: null },
})

export const died: Pick<ExportTask, 'state' | 'result' | 'failure'> = {
  ...{ state: 'dead', result: null },
  failure: { code: 'bad_request', status: 400, providerCode: 'invalid', message: 'No such model', requestId: 'req_1' },
}

/** Rows of a table, each a task that has its answer. */
export function aTable(columns: readonly string[], rows: readonly (readonly Cell[])[]): Exported {
  const tasks = rows.map((cells, at) =>
    anExportTask(at + 1, { row: at + 1, source: { columns, cells, file: 'a.csv', line: at + 2 } }),
  )
  return exporting(tasks, columns)
}

export function exporting(
  tasks: readonly ExportTask[],
  columns: readonly string[] | null = null,
  variants: Exported['variants'] = [],
): Exported {
  return {
    ...{ columns, variants },
    async *pages() {
      for (let at = 0; at < tasks.length; at += 7) yield tasks.slice(at, at + 7) // some at a time, as a store gives them
    },
  }
}

export const anExport = (options: Partial<ExportOptions> & Pick<ExportOptions, 'format'>): ExportOptions =>
  ExportOptions.parse(options)
