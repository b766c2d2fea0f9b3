import { useTable } from '@tanstack/react-table'
import { useMemo } from 'react'
import type { TaskId } from '#shared/task'
import { useStore } from '../../state/store'
import { orderOf } from '../../state/table-layout'
import { useAnyCost } from '../spending/use-hold'
import { columnId, columns, features, visibilityAt, wideFrom, widthOf } from './columns'
import { rowPx } from './row-height'
import type { RowShape } from './TaskRow'

/** The table's model: which columns fit into its width, in the person's order, and the ids that are at hand as its rows. */
export function useTaskTable(ids: readonly TaskId[], width: number, count: number) {
  const costs = useAnyCost()
  const layout = useStore((store) => store.layout)
  const columnVisibility = useMemo(() => visibilityAt(width, costs, layout), [width, costs, layout])
  const columnOrder = useMemo(() => orderOf(layout), [layout])
  const table = useTable({
    features,
    columns,
    data: ids,
    getRowId: (id) => String(id),
    state: { columnVisibility, columnOrder },
  })
  const names = table
    .getVisibleLeafColumns()
    .map(({ id }) => id)
    .join()
  const tracks = names
    .split(',')
    .map((id) => widthOf(columnId(id), layout, width))
    .map((px) => (px === null ? 'minmax(0,1fr)' : `${px}px`))
    .join(' ')
  const height = rowPx(layout.density, count)
  const shape = useMemo(
    (): RowShape => ({ ids: names.split(',').map(columnId), tracks, wide: width >= wideFrom, height }),
    [names, tracks, width, height],
  )
  return { table, shape }
}
