import { useEffect, useMemo, useState } from 'react'
import { total } from '#shared/batch'
import type { ViewQuery } from '#shared/view'
import { useWindowAtLeast } from '../../frame/use-width'
import { later } from '../../later'
import { isPicking } from '../../state/selection-slice'
import { useStore } from '../../state/store'
import { useView } from '../../state/use-view'
import { BatchLine } from '../batch/BatchLine'
import { useTaskKeys } from '../inspector/use-task-keys'
import { Banners } from './Banners'
import { BulkBar } from './BulkBar'
import { FilterRow } from './FilterRow'
import { LaneBoard } from './LaneBoard'
import { ListNote } from './ListNote'
import { parseFilter } from './parse-filter'
import { QueueTopBar } from './QueueTopBar'
import { SearchNote } from './SearchNote'
import { TaskTable } from './TaskTable'

const FirstRun = later(async () => (await import('../first-run/FirstRun')).FirstRun)
const FullTopBar = later(async () => (await import('../inspector/FullTopBar')).FullTopBar)
const Inspector = later(async () => (await import('../inspector/Inspector')).Inspector)

/** Below this the board folds into a strip. */
const boardFrom = 1_180

export function QueueView() {
  useView(useQuery())
  useTaskKeys()
  const taskId = useStore((store) => store.taskId)
  const isFull = useStore((store) => store.isFull && store.taskId !== null)
  const firstRun = useStore(
    ({ overview }) => overview !== null && overview.batches.length === 0 && total(overview.counts) === 0,
  )
  const picking = useStore(isPicking)
  const roomForBoard = useWindowAtLeast(boardFrom)
  return (
    <>
      {isFull ? <FullTopBar /> : <QueueTopBar firstRun={firstRun} />}
      <LaneBoard folded={!roomForBoard || taskId !== null} firstRun={firstRun} />
      {firstRun ? (
        <FirstRun />
      ) : (
        <div className="relative flex min-h-0 flex-1">
          <div inert={isFull} className="flex min-h-0 min-w-0 flex-1 flex-col">
            <BatchLine />
            <Banners />
            {picking ? <BulkBar /> : <FilterRow />}
            <SearchNote />
            <ListNote />
            <TaskTable />
          </div>
          {taskId !== null && <Inspector id={taskId} />}
        </div>
      )}
    </>
  )
}

/** What the table asks for. A filter is asked for once the typing pauses. */
function useQuery(): ViewQuery {
  const batchId = useStore((store) => store.batchId)
  const tab = useStore((store) => store.tab)
  const typed = useStore((store) => store.filterText)
  const sort = useStore(({ layout }) => (tab === 'live' ? undefined : layout.sorts[tab]))
  const [text, setText] = useState(typed)
  useEffect(() => {
    const timer = setTimeout(() => setText(typed), typed === '' ? 0 : 200)
    return () => clearTimeout(timer)
  }, [typed])
  return useMemo((): ViewQuery => {
    if (tab === 'live') return { kind: 'live', batchId }
    const list = { kind: 'list', batchId, tab, group: null, filter: parseFilter(text).filter } as const
    return sort ? { ...list, sort } : list
  }, [batchId, tab, text, sort])
}
