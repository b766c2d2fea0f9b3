import type { TaskView } from '#shared/task'
import { laneTitles } from '../queue/use-lane'

/** Where a task goes, parted from what else its head says by dots. */
export function LaneAndModel({ lane, model }: Pick<TaskView, 'lane' | 'model'>) {
  return (
    <>
      <span>·</span>
      <span className={lane === 'fast' ? 'text-fast' : 'text-heavy'}>{laneTitles[lane]}</span>
      <span>·</span>
      <span className="min-w-0 truncate text-ink-2" title={model}>
        {model}
      </span>
    </>
  )
}
