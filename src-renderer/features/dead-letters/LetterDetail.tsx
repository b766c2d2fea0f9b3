import { useEffect } from 'react'
import { useStore } from '../../state/store'
import { useWatchedTask } from '../../state/use-watched-task'
import { KeptFacts } from './KeptFacts'
import { LastError } from './LastError'
import { LetterAttempts } from './LetterAttempts'
import { positionOf } from './letter-position'

/** The letter at the cursor: its last error from the row at once, what was kept as soon as main has told. `gives`: its room, in a low window, to a form. */
export function LetterDetail({ gives = false }: { readonly gives?: boolean }) {
  const body = useStore((store) => store.body)
  const cursor = useStore((store) => store.cursor)
  const { id } = positionOf(body, cursor)
  const row = useStore((store) => (id === null ? undefined : store.rows.get(id)))
  const { detail, error } = useWatchedTask(id)
  const isPeeking = useStore((store) => store.isPeeking)
  const setPeeking = useStore((store) => store.setPeeking)
  useEffect(() => () => setPeeking(false), [setPeeking])
  const state = row?.state ?? detail?.task.state
  const position = row?.position ?? detail?.task.position
  if (id === null) return null
  return (
    <div
      className={`mt-1.5 grid min-h-[clamp(148px,25vh,212px)] flex-1 grid-cols-[minmax(0,1fr)_minmax(180px,232px)] gap-x-5 border-t border-line px-5 pt-3 pb-4 ${gives ? '[@media(max-height:700px)]:hidden' : ''}`}
    >
      {isPeeking && detail ? (
        <LetterAttempts detail={detail} />
      ) : state?.kind === 'dead' && position !== undefined ? (
        <LastError failure={state.failure} row={position} />
      ) : (
        <p className="text-xs text-ink-3">{state ? 'This letter has been requeued.' : ''}</p>
      )}
      <KeptFacts detail={detail} error={error} />
    </div>
  )
}
