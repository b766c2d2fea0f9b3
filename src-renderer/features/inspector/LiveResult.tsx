import type { TaskView } from '#shared/task'
import { formatCount } from '../../format'
import { useStore } from '../../state/store'
import { TextBlocks } from '../../ui/text/TextBlocks'
import { Part } from './Part'

const Caret = ({ lane }: Pick<TaskView, 'lane'>) => (
  <span
    aria-hidden
    data-fill
    className={`ml-px inline-block h-[14px] w-[6px] translate-y-0.5 rounded-[1px] ${lane === 'fast' ? 'bg-fast-fill' : 'bg-heavy-fill'}`}
  />
)

/** The answer as it comes, while its call runs; the stored result then takes its place. */
export function LiveResult({ task }: { readonly task: TaskView }) {
  const output = useStore((store) => store.output)
  const isLive = task.state.kind === 'running' && output?.id === task.id && output.attempt === task.attempts
  if (!isLive) return null
  const { start, text } = output
  return (
    <Part title="Result" note={`being written, ${formatCount(start + text.length)} characters so far`}>
      {start > 0 && (
        <p className="mb-1 text-xs text-ink-3">
          The first {formatCount(start)} characters are shown once the answer is stored.
        </p>
      )}
      <div data-selectable className="leading-[19.5px]">
        <TextBlocks text={text} at={start} end={<Caret lane={task.lane} />} />
      </div>
    </Part>
  )
}
