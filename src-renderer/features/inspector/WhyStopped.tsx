import type { TaskView } from '#shared/task'
import { codeOf, failureMeaning } from './attempt-words'
import { Part } from './Part'

/** Of a dead letter: the provider's words, what they mean, and what to do. */
export function WhyStopped({ state }: Pick<TaskView, 'state'>) {
  const failure = 'failure' in state ? state.failure : null
  if (!failure) return null
  return (
    <Part title="Why it stopped">
      <div data-selectable className="rounded-md bg-dead-tint px-3 py-2.5 text-[12.5px]">
        <div className="flex flex-wrap gap-x-2">
          {failure.status !== null && failure.status >= 400 && <b className="tn font-semibold">{failure.status}</b>}
          <span className="code text-ink-2">{codeOf(failure)}</span>
        </div>
        <p className="mt-1 wrap-break-word">{failure.message}</p>
        <p className="mt-1.5 text-ink-2">{failureMeaning(failure)}</p>
        {failure.requestId && <p className="code mt-1 text-[11px] text-ink-2">{failure.requestId}</p>}
      </div>
    </Part>
  )
}
