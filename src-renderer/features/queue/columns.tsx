import { columnVisibilityFeature, createColumnHelper, tableFeatures } from '@tanstack/react-table'
import type { ComponentType } from 'react'
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
  readonly Cell: ComponentType<CellProps>
  readonly track: (wide: boolean) => string // of the grid
  readonly end?: boolean // numbers stand at the right
  readonly from: number // the width of the table, in px, from which the column is there
}

export const features = tableFeatures({ columnVisibilityFeature })
const helper = createColumnHelper<typeof features, TaskId>()

/** Below this the lane is its icon alone. */
export const wideFrom = 900

const metas: Record<string, ColumnMeta> = {
  state: { Cell: StateCell, track: () => '16px', from: 0 },
  prompt: { Cell: PromptCell, track: () => 'minmax(0,1fr)', from: 0 },
  source: { Cell: SourceCell, track: () => '136px', from: 900 },
  lane: { Cell: LaneCell, track: (wide) => (wide ? '40px' : '14px'), from: 0 },
  model: { Cell: ModelCell, track: (wide) => (wide ? '112px' : '116px'), from: 700 },
  attempt: { Cell: AttemptCell, track: () => '52px', from: 0 },
  clock: { Cell: ClockCell, track: () => '84px', end: true, from: 0 }, // 'Thu 10:51 PM'
  tokensIn: { Cell: TokensInCell, track: () => '40px', end: true, from: 940 },
  tokensOut: { Cell: OutCell, track: () => '36px', end: true, from: 660 },
  cost: { Cell: CostCell, track: () => '54px', end: true, from: 980 },
  age: { Cell: AgeCell, track: () => '34px', end: true, from: 1_000 },
}
const headers = {
  state: '',
  prompt: 'Prompt',
  source: 'Source',
  lane: 'Lane',
  model: 'Model',
  attempt: 'Attempt',
  clock: 'Clock',
  tokensIn: 'Tok in',
  tokensOut: 'Out',
  cost: 'Cost',
  age: 'Age',
} as const

export const columns = helper.columns(Object.entries(headers).map(([id, header]) => helper.display({ id, header })))

export const metaOf = (id: string): ColumnMeta => metas[id] ?? { Cell: () => null, track: () => '0', from: 0 }

/** What the cost takes of the room that Age would have. */
const costWidth = 65

/** Which columns fit. State, Prompt, Lane, Attempt and Clock never leave; Cost is there once anything costs. */
export const visibilityAt = (width: number, costs: boolean): Record<string, boolean> =>
  Object.fromEntries(
    Object.entries(metas).map(([id, { from }]) => [
      id,
      width >= (costs && id === 'age' ? from + costWidth : from) && (costs || id !== 'cost'),
    ]),
  )
