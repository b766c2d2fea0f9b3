import { memo } from 'react'
import type { TaskView } from '#shared/task'
import { formatTaskCost } from '../../format'
import { usePauseReason } from '../../state/pause-reason'
import { Chip } from '../../ui/Chip'
import { IconButton } from '../../ui/IconButton'
import { StateGlyph } from '../../ui/StateGlyph'
import { useIsHeld } from '../queue/held'
import { glyphOf } from '../queue/row-state'
import { useBudgetReason } from '../spending/use-hold'
import { useWindowReason } from '../windows/use-window-reason'
import { LaneAndModel } from './LaneAndModel'
import { StateWords } from './StateWords'
import { TaskWays } from './TaskWays'

type HeadProps = { readonly task: TaskView; readonly onStep: (step: 1 | -1) => void; readonly onClose: () => void }

/** The task's state and clock, its prompt's beginning, and where it comes from. */
export const InspectorHead = memo(function InspectorHead({ task, onStep, onClose }: HeadProps) {
  const held = useIsHeld(task.gateId)
  const paused = usePauseReason(task)
  const shut = useWindowReason(task)
  const budget = useBudgetReason(task)
  return (
    <header className="border-b border-line py-2.5 pr-3 pl-[18px]">
      <div className="flex flex-wrap items-center gap-x-1.5 gap-y-1">
        <span className="flex min-w-36 flex-1 basis-0 items-center gap-1.5">
          <StateGlyph
            glyph={glyphOf(task.state, { held: held || budget !== null, paused: paused !== null, shut: shut !== null })}
            lane={task.lane}
          />
          <StateWords {...{ task, held, paused, shut, budget }} />
          {task.cached && <Chip title="Answer of an identical request; no call, no cost">cached</Chip>}
        </span>
        <span className="ml-auto flex items-center gap-1.5">
          <TaskWays id={task.id} onStep={onStep} />
          <IconButton icon="close" label="Close" keys="Esc" size="sm" iconSize={16} onClick={onClose} />
        </span>
      </div>
      <h2
        data-selectable
        className="mt-1.5 line-clamp-3 text-[15px]/5 font-semibold tracking-[-0.012em] wrap-break-word"
      >
        {task.title}
      </h2>
      <p className="mt-1.5 flex min-w-0 gap-1.5 pr-1.5 text-xs whitespace-nowrap text-ink-3">
        <span className="min-w-0 truncate" title={task.batchName}>
          {task.batchName}
        </span>
        <span className="tn text-ink-2">{task.position}</span>
        <LaneAndModel {...task} />
        {task.cost !== undefined && task.cost > 0 && (
          <>
            <span>·</span>
            <span className="tn text-ink-2">{formatTaskCost(task.cost)}</span>
          </>
        )}
      </p>
    </header>
  )
})
