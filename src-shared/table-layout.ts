import { z } from 'zod'
import { ListSort, Tab } from './view'

/** The columns of the queue's table, in the order that they have by themselves. */
export const columnIds = [
  'state',
  'prompt',
  'source',
  'lane',
  'model',
  'attempt',
  'clock',
  'tokensIn',
  'tokensOut',
  'cost',
  'age',
] as const
export const ColumnId = z.enum(columnIds)
export type ColumnId = z.infer<typeof ColumnId>

/** How high rows are. */
export const Density = z.enum(['compact', 'normal', 'roomy'])
export type Density = z.infer<typeof Density>

export const widestColumn = 600
export const narrowestColumn = 28

/** Where a person was in the queue: the tab, and the filter as it was typed. */
export const QueuePlace = z.object({ tab: z.enum(['live', ...Tab.options]), filter: z.string().max(1_000) })
export type QueuePlace = z.infer<typeof QueuePlace>

/** How a person has the table: kept over restarts. Columns that it does not name stand where they do by themselves. */
export const TableLayout = z.object({
  order: z.array(ColumnId).max(columnIds.length),
  hidden: z.array(ColumnId).max(columnIds.length),
  widths: z.partialRecord(ColumnId, z.int().min(narrowestColumn).max(widestColumn)), // px; left out: as wide as by itself
  density: Density,
  sorts: z.partialRecord(Tab, ListSort), // left out: the tab's own order
  place: QueuePlace.optional(), // left out: the Live tab
})
export type TableLayout = z.infer<typeof TableLayout>

export const plainLayout: TableLayout = { order: [...columnIds], hidden: [], widths: {}, density: 'normal', sorts: {} }
