import { CSPProvider } from '@base-ui/react/csp-provider'
import { Tooltip } from '@base-ui/react/tooltip'
import { useEffect } from 'react'
import type { TaskId } from '#shared/task'
import { ToastStack } from '../../frame/ToastStack'
import { TopBar } from '../../frame/TopBar'
import { useFocusGuard } from '../../frame/use-focus-guard'
import { useStore } from '../../state/store'
import { useTheme } from '../../state/use-theme'
import { useTimeFormat } from '../../state/use-time-format'
import { useWatchedTask } from '../../state/use-watched-task'
import { CopyMenu } from '../inspector/CopyMenu'
import { FullTask, useRoomy } from '../inspector/FullTask'
import { NoTask } from '../inspector/NoTask'
import { TaskTitle } from '../inspector/TaskTitle'
import { TrailButtons } from '../inspector/TaskWays'
import { useTaskKeys } from '../inspector/use-task-keys'
import { PriceSheet } from '../spending/PriceSheet'
import { StartSheet } from '../task-changes/StartSheet'
import { connectTask } from './connect-task'

/** A window of its own for one task, on the same data. */
export function TaskWindow({ id }: { readonly id: TaskId }) {
  useEffect(() => {
    useStore.getState().openTask(id)
    return connectTask()
  }, [id])
  useTheme()
  useTimeFormat()
  useFocusGuard()
  useTaskKeys(true)
  const taskId = useStore((store) => store.taskId)
  const { detail, error } = useWatchedTask(taskId ?? id)
  const roomy = useRoomy(true)
  const title = detail?.task.title
  useEffect(() => {
    if (title !== undefined) document.title = title
  }, [title])
  return (
    <CSPProvider disableStyleElements>
      <Tooltip.Provider>
        <main tabIndex={-1} aria-label="Task" className="flex h-full min-h-0 flex-col bg-canvas -outline-offset-2">
          <TopBar
            title={
              <h1 className="flex min-w-0 whitespace-pre text-base font-semibold in-data-[platform=mac]:pl-[72px]">
                {detail ? <TaskTitle {...detail.task} /> : 'Task'}
              </h1>
            }
          >
            <span className="min-w-2 flex-1" />
            <TrailButtons />
            {detail && roomy && <CopyMenu detail={detail} />}
          </TopBar>
          {detail ? <FullTask key={detail.task.id} detail={detail} own /> : <NoTask error={error} />}
        </main>
        <StartSheet />
        <PriceSheet />
        <ToastStack />
      </Tooltip.Provider>
    </CSPProvider>
  )
}
