import { z } from 'zod'
import { mostDragged } from '../desktop'
import { ExportDone, ExportOptions, ExportPreview, LiveExport } from '../export'
import { PickSelection } from '../picks'
import { BatchId, TaskId } from '../task'
import { Done, Nothing, Selection } from './common'

/** What goes to a file: all of a batch, or some tasks. */
const ToExport = z.object({ source: Selection, options: ExportOptions })

/** From tasks to files. */
export const exportCommands = {
  exportResults: {
    request: z.object({ batchId: BatchId.nullable() }), // null: of all batches
    response: z.object({ file: z.string(), tasks: z.int() }).nullable(), // null when the person closed the dialog
  },
  exportLetters: {
    request: z.object({ selection: Selection, withTexts: z.boolean().default(true) }), // false: prompts and answers are left out
    response: z.object({ file: z.string(), letters: z.int() }).nullable(), // see LetterReport; null when the person closed the dialog
  },
  // results as files: see export.ts; `exportChanged` events follow those that grow
  previewExport: { request: ToExport, response: ExportPreview },
  startExport: {
    request: ToExport.extend({ follow: z.boolean().default(false) }), // true, of a batch alone: the file grows as results settle
    response: z
      .discriminatedUnion('kind', [
        ExportDone.extend({ kind: z.literal('written') }),
        z.object({ kind: z.literal('grows'), export: LiveExport }),
      ])
      .nullable(), // null when the person closed the dialog
  },
  listExports: { request: Nothing, response: z.array(LiveExport) }, // that grow or grew, the newest first
  stopExport: { request: z.object({ id: z.int() }), response: LiveExport }, // what it has stays beside the file
  copyRows: { request: ToExport, response: z.object({ rows: z.int() }) }, // a table on the clipboard, as text and as HTML; of more than `mostCopied` it is refused
  dragResults: {
    request: z.union([
      z.object({ ids: z.array(TaskId).min(1).max(mostDragged) }),
      PickSelection,
      z.object({ batchId: BatchId, options: ExportOptions }), // all of a batch, in a format that a person chose
    ]),
    response: Done,
  }, // the pointer, still down, then holds a file of them; of a pick that is larger than `mostDragged` it is refused
} as const
