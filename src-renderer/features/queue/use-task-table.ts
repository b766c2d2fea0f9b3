import { useTable } from '@tanstack/react-table'
import { useMemo } from 'react'
import type { TaskId } from '#shared/task'
import { useAnyCost } from '../spending/use-hold'
import { columns, features, metaOf, visibilityAt, wideFrom } from './columns'
import type { RowShape } from './TaskRow'

/** The table's model: which columns fit into its width, and the ids that are at hand as its rows. */
export function useTaskTable(ids: readonly TaskId[], width: number) {
  const costs = useAnyCost()
  const columnVisibility = useMemo(() => visibilityAt(width, costs), [width, costs])
  const table = useTable({
    features,
    columns,
    data: ids,
    getRowId: (id) => String(id),
    state: { columnVisibility },
  })
  const names = table
    .getVisibleLeafColumns()
    .map(({ id }) => id)
    .join()
  const wide = width >= wideFrom
  const shape = useMemo((): RowShape => {
    const shown = names.split(',')
    return { ids: shown, tracks: shown.map((id) => metaOf(id).track(wide)).join(' '), width }
  }, [names, wide, width])
  return { table, shape }
}
