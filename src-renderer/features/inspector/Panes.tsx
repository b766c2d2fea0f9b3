import { useEffect, useRef, useState } from 'react'
import type { TaskDetail } from '#shared/task'
import type { Pane } from '../../state/inspector-slice'
import { useStore } from '../../state/store'
import { IconButton } from '../../ui/IconButton'
import { SegmentedControl } from '../../ui/SegmentedControl'
import { outcomeLabel } from './attempt-words'
import { CopyMenu } from './CopyMenu'
import { PromptAndResult } from './PromptAndResult'
import { pickedOf } from './picked-attempt'
import { RequestPane } from './RequestPane'
import { ResponsePane } from './ResponsePane'

const segments = [
  { value: 'text', label: 'Prompt and result' },
  { value: 'request', label: 'Request' },
  { value: 'response', label: 'Response' },
] as const satisfies readonly { value: Pane; label: string }[]

/** The task's texts, or the raw side of the attempt that is picked. */
export function Panes({ detail }: { readonly detail: TaskDetail }) {
  const pane = useStore((store) => store.pane)
  const showPane = useStore((store) => store.showPane)
  const picked = pickedOf(
    detail,
    useStore((store) => store.pickedAttempt),
  )
  const top = useRef<HTMLDivElement>(null)
  const shown = `${pane} ${pane === 'text' ? '' : picked?.number}`
  const [before, setBefore] = useState(shown)
  useEffect(() => {
    if (shown === before) return
    setBefore(shown)
    // What was picked above may be below the fold. Absent in jsdom, which lays nothing out.
    top.current?.scrollIntoView?.({ block: 'nearest' })
  }, [shown, before])
  return (
    <div ref={top} className="px-[18px] py-3">
      <div className="mb-2.5 flex items-center gap-2">
        <SegmentedControl label="What is shown" value={pane} segments={segments} onChange={showPane} />
        <span className="flex-1" />
        <CopyMenu detail={detail} />
      </div>
      {pane === 'text' ? (
        <PromptAndResult detail={detail} />
      ) : (
        <section
          aria-label={pane === 'request' ? 'Request' : 'Response'}
          className="min-h-80 rounded-md bg-code px-3 py-2.5 text-[12.5px]"
        >
          <div className="-mt-1 mb-1.5">
            <WhichAttempt detail={detail} alone />
          </div>
          {pane === 'request' ? (
            <RequestPane task={detail.task} attempt={picked} />
          ) : (
            <ResponsePane detail={detail} attempt={picked} />
          )}
        </section>
      )}
    </div>
  )
}

type WhichProps = { readonly detail: TaskDetail; readonly alone?: boolean } // alone: no title stands before it

/** 'attempt 2 of 3: timeout', with the way to the others. */
export function WhichAttempt({ detail, alone = false }: WhichProps) {
  const { task, attempts } = detail
  const picked = pickedOf(
    detail,
    useStore((store) => store.pickedAttempt),
  )
  const pickAttempt = useStore((store) => store.pickAttempt)
  if (!picked) return null
  const at = attempts.indexOf(picked)
  const [before, after] = [attempts[at - 1], attempts[at + 1]]
  return (
    <div className="flex h-6 items-center gap-1 text-2xs text-ink-3">
      <span className="tn">
        {alone ? 'Attempt' : 'attempt'} {picked.number}
        {attempts.length > 1 && ` of ${attempts.length}`}:{' '}
      </span>
      <span className="tn font-medium text-ink-2">{picked.outcome === null ? 'running' : outcomeLabel(picked)}</span>
      <span className="flex-1" />
      {attempts.length > 1 && (
        <>
          <IconButton
            icon="back"
            label="Previous attempt"
            keys="["
            size="sm"
            disabled={!before}
            onClick={() => before && pickAttempt(task.id, before.number)}
          />
          <IconButton
            icon="forward"
            label="Next attempt"
            keys="]"
            size="sm"
            disabled={!after}
            onClick={() => after && pickAttempt(task.id, after.number)}
          />
        </>
      )}
    </div>
  )
}
