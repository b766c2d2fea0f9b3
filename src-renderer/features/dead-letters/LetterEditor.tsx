import type { DeadGroup } from '#shared/overview'
import type { PromptEdit } from '#shared/prompt-edit'
import type { TaskId } from '#shared/task'
import { formatCount } from '../../format'
import { useStore } from '../../state/store'
import { useWatchedTask } from '../../state/use-watched-task'
import { Button } from '../../ui/Button'
import { EmptyState } from '../../ui/EmptyState'
import { IconButton } from '../../ui/IconButton'
import { SkeletonRows } from '../../ui/Skeleton'
import { EditorBody } from './EditorBody'
import { GroupTitle } from './GroupHeader'
import { cursorAt } from './letter-position'
import { canEdit } from './requeue-edit'
import { useKeys } from './use-keys'

type LetterEditorProps = {
  readonly id: TaskId
  readonly group: DeadGroup
  /** Another letter of the group, or null to leave. */
  readonly onOpen: (id: TaskId | null) => void
  /** The same change for the others of the group. */
  readonly onApply: (edit: PromptEdit) => void
}

/** One letter with its prompt beside an edit of it, and the way to the letters before and after. */
export function LetterEditor({ id, group, onOpen, onApply }: LetterEditorProps) {
  const { detail, error } = useWatchedTask(id)
  const { place, total, previous, next, open, after } = useNeighbours(id, onOpen)
  useKeys((event) => {
    if (event.key !== 'Escape') return false
    onOpen(null)
    return true
  })
  return (
    <div className="flex min-h-0 min-w-0 flex-col">
      <div className="shrink-0 border-b border-line py-3.5 pr-4 pl-5">
        <GroupTitle group={group}>
          <span className="ml-auto flex items-center">
            {place !== null && (
              <span className="tn mr-1.5 text-xs whitespace-nowrap text-ink-3">
                letter {formatCount(place + 1)} of {formatCount(total)}
              </span>
            )}
            <IconButton icon="up" label="Previous letter" disabled={previous === null} onClick={() => open(previous)} />
            <IconButton icon="down" label="Next letter" disabled={next === null} onClick={() => open(next)} />
          </span>
        </GroupTitle>
      </div>
      {detail && canEdit(detail) && (
        <EditorBody
          detail={detail}
          onLeave={() => onOpen(null)}
          onRequeued={after}
          others={Math.max(0, total - 1)}
          onApply={onApply}
        />
      )}
      {detail && !canEdit(detail) && (
        <EmptyState title="This request has no prompt that could be edited here.">
          It was imported in a form of its own and is kept as it is.{' '}
          <Button size="sm" onClick={() => onOpen(null)}>
            Back to the letters
          </Button>
        </EmptyState>
      )}
      {!detail && error && (
        <EmptyState title="This letter could not be read.">
          {error}{' '}
          <Button size="sm" onClick={() => onOpen(null)}>
            Back to the letters
          </Button>
        </EmptyState>
      )}
      {!detail && !error && <SkeletonRows count={6} />}
    </div>
  )
}

function useNeighbours(id: TaskId, onOpen: (id: TaskId | null) => void) {
  const body = useStore((store) => store.body)
  const setCursor = useStore((store) => store.setCursor)
  const list = body?.kind === 'list' ? body : null
  const found = list ? list.order.indexOf(id) : -1
  const place = list && found >= 0 ? list.start + found : null
  const at = (index: number) => list?.order[index] ?? null
  const previous = found > 0 ? at(found - 1) : null
  const next = found >= 0 ? at(found + 1) : null
  const open = (other: TaskId | null) => {
    const index = list && other !== null ? list.start + list.order.indexOf(other) : 0
    if (other !== null) setCursor(cursorAt(body, index))
    onOpen(other)
  }
  /** Once this one is requeued: the next, else the one before, else back. */
  const after = () => open(found >= 0 ? (next ?? previous) : at(0))
  return { place, total: list?.total ?? 0, previous, next, open, after }
}
