import { Fragment } from 'react'
import type { Attempt, TaskDetail } from '#shared/task'
import { useWire } from '../../state/use-wire'
import { codeOf } from './attempt-words'
import { answerFacts } from './facts'
import { HeaderLines } from './HeaderLines'
import { HeldThen } from './HeldThen'
import { RawBody } from './RawBody'
import { Nothing, Reading } from './RequestPane'

type ResponsePaneProps = { readonly detail: TaskDetail; readonly attempt: Attempt | undefined }

/** What came back for an attempt: of one that failed as it was on the wire, of one that succeeded what was read from it. */
export function ResponsePane({ detail, attempt }: ResponsePaneProps) {
  if (!attempt)
    return (
      <Nothing>
        {detail.task.cached
          ? 'An identical request was answered before, so nothing was sent.'
          : 'Nothing came back yet.'}
      </Nothing>
    )
  if (attempt.outcome === null) return <Nothing>The answer is still to come.</Nothing>
  if (attempt.outcome === 'succeeded') return <Succeeded detail={detail} attempt={attempt} />
  return <Failed detail={detail} attempt={attempt} />
}

type Ended = { readonly detail: TaskDetail; readonly attempt: Attempt }

function Succeeded({ detail, attempt }: Ended) {
  const { wire } = useWire(detail.task.id, attempt.number, true)
  const answer = wire?.answer
  const body = answer?.body ?? null
  return (
    <>
      {answer && (
        <div data-selectable>
          <Status status={answer.status} />
          <HeaderLines headers={answer.headers} isAnswer />
        </div>
      )}
      {answer && body !== null && (
        <div data-selectable className="mb-4">
          <RawBody text={body} />
          {answer.cut && <p className="mt-3 text-xs text-ink-3">The first 256 kB are kept; there was more.</p>}
        </div>
      )}
      <dl className="grid grid-cols-[minmax(84px,auto)_minmax(0,1fr)] gap-x-4 gap-y-1 text-xs">
        {answerFacts(detail, attempt).map(({ name, value, code }) => (
          <Fragment key={name}>
            <dt className="text-ink-3">{name}</dt>
            <dd data-selectable className={`wrap-anywhere ${code ? 'code' : ''}`}>
              {value}
            </dd>
          </Fragment>
        ))}
      </dl>
      {wire && body === null && <WithoutBody />}
    </>
  )
}

/** Its text is the result; as it came it would be stored twice, so that is a choice. */
const WithoutBody = () => (
  <p className="mt-3 text-xs text-ink-3">
    Its text is kept as the result. Its raw body is not: that would about double what is stored. To have those of calls
    to come, switch on “Keep raw answers that succeeded too” in Settings, under Keeping and removing.
  </p>
)

function Failed({ detail, attempt }: Ended) {
  const { wire, error } = useWire(detail.task.id, attempt.number, true)
  if (error !== null) return <Nothing>The answer could not be read: {error}</Nothing>
  if (!wire) return <Reading />
  const { answer } = wire
  const then = <HeldThen then={wire.atTheTime} attempt={attempt} />
  if (!answer)
    return (
      <>
        <WithoutAnswer attempt={attempt} />
        {then}
      </>
    )
  return (
    <div data-selectable>
      <Status status={answer.status} />
      <HeaderLines headers={answer.headers} isAnswer />
      {answer.body === null || answer.body === '' ? (
        <p className="text-xs text-ink-3">{bodyWords(answer.status)}</p>
      ) : (
        <RawBody text={answer.body} />
      )}
      {answer.cut && <p className="mt-3 text-xs text-ink-3">The first 64 kB are kept; there was more.</p>}
      {then}
    </div>
  )
}

const Status = ({ status }: { readonly status: number }) => (
  <p className="code mb-3 leading-[19px]">
    <span className="text-ink-3">HTTP </span>
    <b className="font-semibold">{status}</b>
  </p>
)

const bodyWords = (status: number): string =>
  status >= 200 && status < 300
    ? 'What was read from its body stands with the attempt.'
    : 'It had no body, or it was removed.'

/** Nothing came over the wire, or it was made before raw answers were kept. */
function WithoutAnswer({ attempt: { failure } }: { readonly attempt: Attempt }) {
  if (!failure) return <Nothing>No answer came.</Nothing>
  return (
    <div data-selectable className="text-[12.5px]">
      <p className="code text-ink-2">
        {failure.status !== null && `HTTP ${failure.status} `}
        {codeOf(failure)}
      </p>
      <p className="mt-1 wrap-break-word">{failure.message}</p>
      {failure.requestId && <p className="code mt-1 text-[11px] text-ink-2">{failure.requestId}</p>}
      <p className="mt-3 text-xs text-ink-3">
        {failure.status === null ? 'No answer came over the wire.' : 'Its raw answer was not kept.'}
      </p>
    </div>
  )
}
