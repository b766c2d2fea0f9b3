import { useCallback, useState } from 'react'
import type { LiveSectionKey } from '#shared/view'
import { useStore } from '../../state/store'
import { retryView } from '../../state/use-view'
import { Button } from '../../ui/Button'
import { EmptyState } from '../../ui/EmptyState'
import { LoadingRows } from './LoadingRows'
import { NothingHere } from './NothingHere'
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
  if (lines === null) return <LoadingRows />
  if (lines.count === 0) return <NothingHere />
  return <TaskGrid lines={lines} onFold={fold} onPointerOver={setPointerOver} />
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
