import type { StateKind, TaskDetail } from '#shared/task'
import { useStore } from '../../state/store'
import { StateGlyph } from '../../ui/StateGlyph'
import { Part } from './Part'

const stateWords: Readonly<Record<StateKind, string>> = {
  waiting: 'waits for others',
  scheduled: 'scheduled',
  queued: 'in line',
  running: 'running',
  backing_off: 'backing off',
  succeeded: 'succeeded',
  dead: 'dead letter',
  cancelled: 'cancelled',
}

/** The tasks whose results its prompt uses, each a way there. */
export function Needs({ needs }: Pick<TaskDetail, 'needs'>) {
  const openTask = useStore((store) => store.openTask)
  if (needs.length === 0) return null
  const ready = needs.filter(({ state }) => state === 'succeeded').length
  return (
    <Part title="Needs the results of" note={`${ready} of ${needs.length} are there`}>
      <ul className="-mx-2">
        {needs.map(({ name, taskId, state }) => (
          <li key={name}>
            <button
              type="button"
              onClick={() => openTask(taskId)}
              aria-label={`Open ${name}, ${stateWords[state]}`}
              className="flex h-7 w-full items-center gap-2 rounded-[6px] px-2 text-left text-xs hover:bg-hover"
            >
              <StateGlyph glyph={state} size={14} />
              <span className="code min-w-0 truncate">{name}</span>
              <span className="tn text-ink-3">task {taskId}</span>
              <span className={`ml-auto whitespace-nowrap ${state === 'dead' ? 'text-dead' : 'text-ink-2'}`}>
                {stateWords[state]}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Part>
  )
}
