import { Fragment, type ReactNode } from 'react'
import type { TaskDetail } from '#shared/task'
import { formatDuration } from '../../format'
import { useWindowAtLeast } from '../../frame/use-width'
import { useStore } from '../../state/store'
import { useNow } from '../../use-now'
import { useRetries } from '../queue/use-lane'
import { Actions } from './Actions'
import { AttemptCards } from './AttemptCards'
import { outlook } from './attempt-words'
import { Editor } from './Editor'
import { useIsEditing } from './editing'
import { FullHead } from './FullHead'
import { taskFacts } from './facts'
import { LateAnswers } from './LateAnswers'
import { Needs } from './Needs'
import { Panes, WhichAttempt } from './Panes'
import { Prompts } from './Prompts'
import { usePicked } from './picked-attempt'
import { RequestPane } from './RequestPane'
import { ResponsePane } from './ResponsePane'
import { Results } from './Results'
import { Ribbon } from './Ribbon'
import { WhyStopped } from './WhyStopped'

type FullTaskProps = { readonly detail: TaskDetail; readonly own?: boolean }

/** One task with all the room there is: what was asked and answered over what was sent and came back. Narrow, the four share one place. */
export function FullTask({ detail, own = false }: FullTaskProps) {
  const editing = useIsEditing(detail)
  const roomy = useRoomy(own)
  return (
    <div className="flex min-h-0 flex-1 flex-col bg-canvas">
      <FullHead detail={detail} />
      {editing ? (
        <Editor detail={detail} />
      ) : (
        <div
          className={`grid min-h-0 flex-1 ${roomy ? 'grid-cols-[276px_minmax(0,1fr)_minmax(0,1fr)]' : 'grid-cols-[228px_minmax(0,1fr)]'}`}
        >
          <Past detail={detail} />
          {roomy ? (
            <Quarters detail={detail} />
          ) : (
            <Scrolled label="Details" edge>
              <Panes detail={detail} />
            </Scrolled>
          )}
        </div>
      )}
      {!editing && (own || !roomy) && <Actions detail={detail} />}
    </div>
  )
}

/** Whether there is room for all four: the dashboard's sidebar takes some. */
export const useRoomy = (own = false): boolean => useWindowAtLeast(own ? 980 : 1_180)

function Quarters({ detail }: { readonly detail: TaskDetail }) {
  const { task, revisions, needs, lateAnswers } = detail
  const isWriting = useStore(({ output }) => output?.id === task.id && output.attempt === task.attempts)
  const picked = usePicked(detail)
  return (
    <div className="col-span-2 grid min-h-0 grid-cols-2 grid-rows-[minmax(0,1.15fr)_minmax(0,1fr)]">
      <Scrolled label="What was asked" edge>
        <div className="flex flex-col gap-3 px-[18px] py-3">
          <Needs needs={needs} />
          <Prompts revisions={revisions} task={task} whole />
        </div>
      </Scrolled>
      <Scrolled label="What came of it" edge>
        <div className="flex flex-col gap-3 px-[18px] py-3">
          <WhyStopped state={task.state} />
          <Results detail={detail} />
          {!detail.result && !isWriting && !('failure' in task.state && task.state.failure) && (
            <p className="text-[12.5px] text-ink-3">No answer yet.</p>
          )}
          <LateAnswers answers={lateAnswers} />
        </div>
      </Scrolled>
      <Raw title="Request" detail={detail}>
        <RequestPane task={task} attempt={picked} />
      </Raw>
      <Raw title="Response" detail={detail}>
        <ResponsePane detail={detail} attempt={picked} />
      </Raw>
    </div>
  )
}

/** Attempts and waits, to scale and one below the other, and what they come to. */
function Past({ detail }: { readonly detail: TaskDetail }) {
  const { task, attempts } = detail
  const now = useNow()
  const [first] = attempts
  const end = 'settledAt' in task.state ? task.state.settledAt : now
  const running = task.state.kind === 'running'
  const note = outlook(detail, useRetries(task))
  return (
    <Scrolled label="Attempts">
      <div className="flex h-11 items-center gap-2 px-4">
        <h3 className="text-xs font-medium text-ink-2">Attempts</h3>
        <span className="flex-1" />
        {first && <span className="tn text-2xs text-ink-3">{formatDuration(end - first.startedAt)} in all</span>}
      </div>
      {attempts.length > 1 && (
        <div className="px-4 pb-1">
          <Ribbon task={task} attempts={attempts} running={running} narrow />
        </div>
      )}
      <AttemptCards detail={detail} />
      {note && <p className="px-4 pt-2 text-xs/[17px] text-ink-2">{note}</p>}
      <dl className="tn mx-4 mt-3 grid grid-cols-[auto_minmax(0,1fr)] gap-x-2 gap-y-1 border-t border-line pt-3 pb-4 text-xs empty:hidden">
        {taskFacts(detail).map(({ name, value, code }) => (
          <Fragment key={name}>
            <dt className="text-ink-3">{name}</dt>
            <dd data-selectable className={`text-right wrap-anywhere ${code ? 'code text-[11px]' : ''}`}>
              {value}
            </dd>
          </Fragment>
        ))}
      </dl>
    </Scrolled>
  )
}

type ScrolledProps = { readonly label: string; readonly edge?: boolean; readonly children: ReactNode }

function Scrolled({ label, edge = false, children }: ScrolledProps) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
      tabIndex={0}
      data-focus-home={edge ? undefined : true}
      className={`min-h-0 min-w-0 overflow-y-auto outline-offset-[-2px] ${edge ? 'border-l border-line' : ''}`}
    >
      {children}
    </section>
  )
}

type RawProps = { readonly title: string; readonly detail: TaskDetail; readonly children: ReactNode }

function Raw({ title, detail, children }: RawProps) {
  return (
    <section aria-label={title} className="flex min-h-0 min-w-0 flex-col border-t border-l border-line bg-code">
      <div className="flex h-10 shrink-0 items-center gap-2 border-b border-line pr-3 pl-[18px]">
        <h3 className="text-xs font-medium text-ink-2">{title}</h3>
        <div className="min-w-0 flex-1">
          <WhichAttempt detail={detail} />
        </div>
      </div>
      <div
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        tabIndex={0}
        className="min-h-0 flex-1 overflow-y-auto px-[18px] py-2.5 text-[12.5px] outline-offset-[-2px]"
      >
        {children}
      </div>
    </section>
  )
}
