import { TopBar } from '../../frame/TopBar'
import { useStore } from '../../state/store'
import { Button } from '../../ui/Button'
import { Spoken } from '../../ui/Spoken'
import { stepTask } from '../queue/use-queue-keys'
import { ActionButtons } from './Actions'
import { CopyMenu } from './CopyMenu'
import { useRoomy } from './FullTask'
import { TaskTitle } from './TaskTitle'
import { TaskWays } from './TaskWays'

/** Over the full view: the way back to the list, whose task it is, and the ways on. */
export function FullTopBar() {
  const detail = useStore((store) => store.detail)
  const setFull = useStore((store) => store.setFull)
  const editing = useStore((store) => store.editing)
  const roomy = useRoomy()
  return (
    <TopBar
      title={
        <div className="flex min-w-0 items-center gap-2">
          <span className="-ml-2">
            <Button look="ghost" icon="back" keys="Esc" onClick={() => setFull(false)}>
              <Spoken>Back to</Spoken> Queue
            </Button>
          </span>
          <span aria-hidden className="text-ink-3">
            /
          </span>
          <h1 className="flex min-w-0 text-base font-semibold whitespace-pre">
            {detail && <TaskTitle {...detail.task} />}
          </h1>
        </div>
      }
    >
      <span className="min-w-2 flex-1" />
      {detail && (
        <>
          <TaskWays id={detail.task.id} onStep={stepTask} />
          {roomy && <CopyMenu detail={detail} />}
          {roomy && !editing && <ActionButtons detail={detail} inBar />}
        </>
      )}
    </TopBar>
  )
}
