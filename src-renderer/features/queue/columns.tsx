import {
  columnOrderingFeature,
  columnVisibilityFeature,
  createColumnHelper,
  tableFeatures,
} from '@tanstack/react-table'
import type { ComponentType } from 'react'
import type { SortColumn } from '#shared/list-sort'
import { type ColumnId, columnIds, type TableLayout } from '#shared/table-layout'
import type { TaskId, TaskView } from '#shared/task'
import { ClockCell } from './ClockCell'
import {
  AgeCell,
  AttemptCell,
  CostCell,
  LaneCell,
  ModelCell,
  OutCell,
  PromptCell,
  SourceCell,
  StateCell,
  TokensInCell,
} from './cells'

export type CellProps = { readonly task: TaskView; readonly place: number | null; readonly wide: boolean }
export type ColumnMeta = {
  readonly name: string
  readonly Cell: ComponentType<CellProps>
  readonly px: number | null // null: it takes what the others leave
  readonly end?: boolean // numbers stand at the right
  readonly from: number // the width of the table, in px, from which the column is there
  readonly sort?: SortColumn
}

export const features = tableFeatures({ columnVisibilityFeature, columnOrderingFeature })
const helper = createColumnHelper<typeof features, TaskId>()

/** Below this the lane is its icon alone. */
export const wideFrom = 900
const laneIconPx = 14
const narrowModelPx = 116

const metas: Readonly<Record<ColumnId, ColumnMeta>> = {
  state: { name: 'State', Cell: StateCell, px: 16, from: 0 },
  prompt: { name: 'Prompt', Cell: PromptCell, px: null, from: 0, sort: 'prompt' },
  source: { name: 'Source', Cell: SourceCell, px: 136, from: 900, sort: 'source' },
  lane: { name: 'Lane', Cell: LaneCell, px: 40, from: 0, sort: 'lane' },
  model: { name: 'Model', Cell: ModelCell, px: 112, from: 700, sort: 'model' },
  attempt: { name: 'Attempt', Cell: AttemptCell, px: 52, from: 0, sort: 'attempt' },
  clock: { name: 'Clock', Cell: ClockCell, px: 84, end: true, from: 0, sort: 'clock' }, // 'Thu 10:51 PM'
  tokensIn: { name: 'Tok in', Cell: TokensInCell, px: 40, end: true, from: 940, sort: 'tokensIn' },
  tokensOut: { name: 'Out', Cell: OutCell, px: 36, end: true, from: 660, sort: 'tokensOut' },
  cost: { name: 'Cost', Cell: CostCell, px: 54, end: true, from: 980, sort: 'cost' },
  age: { name: 'Age', Cell: AgeCell, px: 34, end: true, from: 1_000, sort: 'age' },
}

export const columns = helper.columns(columnIds.map((id) => helper.display({ id, header: metas[id].name })))

const isColumn = (id: string): id is ColumnId => id in metas
export const columnId = (id: string): ColumnId => (isColumn(id) ? id : 'prompt')
export const metaOf = (id: string): ColumnMeta => metas[columnId(id)]
/** Those that a person can hide: State and Prompt say which task a row is. */
export const canHide = (id: ColumnId): boolean => id !== 'state' && id !== 'prompt'

/** A column's width in a table that is that wide; null for the one that takes the rest. */
export function widthOf(id: ColumnId, { widths }: Pick<TableLayout, 'widths'>, width: number): number | null {
  const { px } = metas[id]
  if (px === null || id === 'state') return px
  const isWide = width >= wideFrom
  if (id === 'lane' && !isWide) return laneIconPx
  return widths[id] ?? (id === 'model' && !isWide ? narrowModelPx : px)
}

/** What the cost takes of the room that Age would have. */
const costWidth = 65
/** As grid and row have them. */
export const gapPx = 11
const paddingPx = 32
/** A prompt is read in no less. */
const leastPrompt = 120
/** The order in which columns leave where a person made others wide. Clock and Attempt stay as long as the prompt can be read at all. */
const leaveOrder: readonly ColumnId[] = ['age', 'cost', 'tokensIn', 'source', 'model', 'tokensOut']

/** Which columns fit. State, Prompt, Lane, Attempt and Clock never leave by themselves; Cost is there once anything costs. */
export function visibilityAt(
  width: number,
  costs: boolean,
  layout: Pick<TableLayout, 'hidden' | 'widths'>,
): Record<string, boolean> {
  const shown = columnIds.filter((id) => {
    const from = costs && id === 'age' ? metas[id].from + costWidth : metas[id].from
    return width >= from && (costs || id !== 'cost') && !(canHide(id) && layout.hidden.includes(id))
  })
  const taken = (ids: readonly ColumnId[]) =>
    paddingPx + gapPx * (ids.length - 1) + ids.reduce((sum, id) => sum + (widthOf(id, layout, width) ?? leastPrompt), 0)
  let left = shown
  if (Object.keys(layout.widths).length > 0)
    for (const id of leaveOrder) if (taken(left) > width) left = left.filter((each) => each !== id)
  return Object.fromEntries(columnIds.map((id) => [id, left.includes(id)]))
}
