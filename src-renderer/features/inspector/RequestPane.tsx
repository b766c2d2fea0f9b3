import type { Attempt, TaskView } from '#shared/task'
import { useWire } from '../../state/use-wire'
import { useAfter } from '../../use-now'
import { HeaderLines } from './HeaderLines'
import { RawBody } from './RawBody'

type RequestPaneProps = { readonly task: TaskView; readonly attempt: Attempt | undefined }

/** The request of an attempt as it goes out, with keys hidden. */
export function RequestPane({ task, attempt }: RequestPaneProps) {
  if (!attempt) return <Nothing>Nothing was sent yet. The request is shown once the first try begins.</Nothing>
  return <Sent task={task} attempt={attempt} />
}

function Sent({ task, attempt }: { readonly task: TaskView; readonly attempt: Attempt }) {
  const { wire, error } = useWire(task.id, attempt.number, attempt.outcome !== null)
  if (error !== null) return <Nothing>The request could not be read: {error}</Nothing>
  if (!wire) return <Reading />
  const { request, problem } = wire
  if (!request) return <Nothing>{problem}</Nothing>
  return (
    <div data-selectable>
      <p className="code mb-3 leading-[19px] wrap-anywhere">
        <b className="font-semibold">{request.method}</b> {request.url}
      </p>
      <HeaderLines headers={request.headers} />
      {request.body !== null && <RawBody text={request.body} />}
      <p className="mt-3 text-xs text-ink-3">
        Built anew from what is stored, as it goes out. Keys and headers of your own are hidden.
      </p>
    </div>
  )
}

export const Nothing = ({ children }: { readonly children: React.ReactNode }) => (
  <p className="text-[12.5px] text-ink-2">{children}</p>
)

export function Reading() {
  const late = useAfter(120)
  return late ? (
    <p role="status" className="text-xs text-ink-3">
      Reading
    </p>
  ) : null
}
