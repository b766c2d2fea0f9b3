import { useCallback } from 'react'
import type { TaskDetail, TaskId } from '#shared/task'
import { counted, formatDuration } from '../../format'
import { useStore } from '../../state/store'
import { useWatchedTask } from '../../state/use-watched-task'
import { EmptyState } from '../../ui/EmptyState'
import { Icon } from '../../ui/Icon'
import { IconButton } from '../../ui/IconButton'
import { Skeleton } from '../../ui/Skeleton'
import { useAfter, useNow } from '../../use-now'
import { useRetries } from '../queue/use-lane'
import { stepTask } from '../queue/use-queue-keys'
import { taskCostWords } from '../spending/cost-words'
import { Actions } from './Actions'
import { AttemptLines } from './AttemptLines'
import { outlook } from './attempt-words'
import { Editor } from './Editor'
import { FullTask } from './FullTask'
import { InspectorHead } from './InspectorHead'
import { Panes } from './Panes'
import { Ribbon } from './Ribbon'
import { useKeptWidth, WidthHandle } from './WidthHandle'

/** One task beside the list, or in its place with all the room there is; live. */
export function Inspector({ id }: { readonly id: TaskId }) {
  const { detail, error } = useWatchedTask(id)
  const openTask = useStore((store) => store.openTask)
  const close = useCallback(() => openTask(null), [openTask])
  const isFull = useStore((store) => store.isFull)
  const [width, setWidth] = useKeptWidth()
  if (isFull)
    return (
      <aside aria-label="Task" className="fade-in absolute inset-0 z-10 flex flex-col bg-canvas">
        {detail ? <FullTask key={id} detail={detail} /> : <Closed error={error} onClose={close} />}
      </aside>
    )
  return (
    <aside
      aria-label="Task"
      className="slide-in relative flex min-h-0 max-w-[calc(100%-330px)] shrink-0 flex-col border-l border-line bg-canvas"
      style={{ width }}
    >
      <WidthHandle width={width} onWidth={setWidth} />
      {detail ? <Opened key={id} detail={detail} onClose={close} /> : <Closed error={error} onClose={close} />}
    </aside>
  )
}

type OpenedProps = { readonly detail: TaskDetail; readonly onClose: () => void }

function Opened({ detail, onClose }: OpenedProps) {
  const wanted = useStore((store) => store.editing)
  const { kind } = detail.task.state
  const editing = wanted && (kind === 'dead' || kind === 'cancelled')
  return (
    <>
      <InspectorHead task={detail.task} onStep={stepTask} onClose={onClose} />
      {editing ? (
        <Editor detail={detail} />
      ) : (
        <>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
          <section aria-label="Details" tabIndex={0} className="min-h-0 flex-1 overflow-y-auto outline-offset-[-2px]">
            <Attempts detail={detail} />
            <Panes detail={detail} />
          </section>
          <Actions detail={detail} />
        </>
      )}
    </>
  )
}

function Attempts({ detail }: { readonly detail: TaskDetail }) {
  const { task, attempts } = detail
  const now = useNow()
  const note = outlook(detail, useRetries(task))
  const running = task.state.kind === 'running'
  const [first] = attempts
  const end = 'settledAt' in task.state ? task.state.settledAt : now
  return (
    <section aria-label="Attempts" className="border-b border-line px-[18px] pt-3 pb-[13px]">
      <div className="mb-2 flex items-baseline gap-2">
        <h3 className="text-xs font-medium text-ink-2">Attempts</h3>
        <span className="flex-1" />
        <span className="tn text-2xs font-medium text-ink-3">
          {first
            ? `${formatDuration(end - first.startedAt)} since the first try`
            : task.cached
              ? 'none needed'
              : 'not tried yet'}
        </span>
      </div>
      {first && (
        <>
          <Ribbon task={task} attempts={attempts} running={running} />
          <AttemptLines task={task} attempts={attempts} running={running} />
          <Total detail={detail} />
        </>
      )}
      {note && (
        <p className="mt-2 flex items-start gap-[9px] text-xs/[17px] text-ink-2">
          <Icon name="info" size={14} className="mt-px text-ink-3" />
          {note}
        </p>
      )}
      {detail.source.file && (
        <p className="mt-2 truncate text-2xs text-ink-3" title={detail.source.file}>
          From {detail.source.file}
          {detail.source.line !== null && `, line ${detail.source.line}`}
          {attempts.length > 0 && `, ${counted(attempts.length, 'attempt')}`}
        </p>
      )}
    </section>
  )
}

/** What all attempts used and cost together, where there is more to say than the one line does. */
function Total({ detail }: { readonly detail: TaskDetail }) {
  const words = detail.attempts.length > 1 ? taskCostWords(detail) : ''
  return words === '' ? null : <p className="tn mt-1.5 text-xs text-ink-2">{words}</p>
}

function Closed({ error, onClose }: { readonly error: string | null; readonly onClose: () => void }) {
  const late = useAfter(120)
  return (
    <>
      <header className="flex justify-end border-b border-line py-2.5 pr-3">
        <IconButton icon="close" label="Close" keys="Esc" size="sm" iconSize={16} onClick={onClose} />
      </header>
      {error !== null ? (
        <EmptyState title="This task could not be read">{error}</EmptyState>
      ) : (
        late && (
          <div role="status" aria-label="Loading the task" className="flex flex-col gap-3 p-[18px]">
            <Skeleton width={80} />
            <Skeleton width={50} />
            <Skeleton />
            <Skeleton width={70} />
          </div>
        )
      )}
    </>
  )
}
