import { useCallback, useState } from 'react'
import type { LiveSectionKey } from '#shared/view'
import { useStore } from '../../state/store'
import { retryView } from '../../state/use-view'
import { Button } from '../../ui/Button'
import { EmptyState } from '../../ui/EmptyState'
import { SkeletonRows } from '../../ui/Skeleton'
import { useAfter } from '../../use-now'
import { TaskGrid } from './TaskGrid'
import { useLines } from './use-lines'

/** The table in every state: on its way, unreadable, empty, or full. */
export function TaskTable() {
  const [folded, setFolded] = useState<ReadonlySet<LiveSectionKey>>(new Set())
  const [pointerOver, setPointerOver] = useState(false)
  const lines = useLines(folded, pointerOver)
  const error = useStore((store) => store.viewError)
  const fold = useCallback((key: LiveSectionKey) => {
    setFolded((known) => {
      const next = new Set(known)
      if (!next.delete(key)) next.add(key)
      return next
    })
  }, [])
  if (error !== null) return <Unreadable message={error} />
  if (lines === null) return <Loading />
  if (lines.count === 0) return <Nothing />
  return <TaskGrid lines={lines} onFold={fold} onPointerOver={setPointerOver} />
}

function Loading() {
  const late = useAfter(120)
  return (
    <div className="min-h-0 flex-1 overflow-hidden pt-6" role="status" aria-label="Loading tasks">
      {late && <SkeletonRows count={24} />}
    </div>
  )
}

function Unreadable({ message }: { readonly message: string }) {
  return (
    <div role="alert" className="min-h-0 flex-1">
      <EmptyState title="The list could not be read">
        <p data-selectable className="mb-2.5 max-w-lg">
          {message} Tasks and answers are untouched.
        </p>
        <Button icon="test" onClick={retryView}>
          Try again
        </Button>
      </EmptyState>
    </div>
  )
}

const none = {
  live: 'Nothing to do',
  all: 'No tasks here',
  running: 'Nothing runs now',
  waiting: 'Nothing waits',
  ready: 'Nothing is ready to run',
  done: 'Nothing is done yet',
  dead: 'Nothing needs you',
  cancelled: 'Nothing was cancelled',
} as const

function Nothing() {
  const tab = useStore((store) => store.tab)
  const text = useStore((store) => store.filterText)
  const setFilterText = useStore((store) => store.setFilterText)
  const showTab = useStore((store) => store.showTab)
  return (
    <div className="min-h-0 flex-1">
      {text.trim() === '' ? (
        <EmptyState title={none[tab]}>
          {tab !== 'all' && tab !== 'live' && (
            <Button look="ghost" size="sm" onClick={() => showTab('all')}>
              Show all
            </Button>
          )}
        </EmptyState>
      ) : (
        <EmptyState
          title={
            <>
              No task matches <span className="code">{text.trim()}</span>
            </>
          }
        >
          <span className="mt-1.5 flex gap-2">
            {tab !== 'all' && (
              <Button size="sm" onClick={() => keepFilter(() => showTab('all'), text)}>
                Look in all tabs
              </Button>
            )}
            <Button size="sm" keys="Esc" onClick={() => setFilterText('')}>
              Clear the filter
            </Button>
          </span>
        </EmptyState>
      )}
    </div>
  )
}

function keepFilter(change: () => void, text: string) {
  change()
  useStore.getState().setFilterText(text)
}
