import { useEffect, useState } from 'react'
import { promptOf } from '#shared/request'
import type { TaskDetail, TaskId } from '#shared/task'
import { bridge } from '../../bridge'
import { formatDuration } from '../../format'
import { useStore } from '../../state/store'
import { Button } from '../../ui/Button'
import { Sheet } from '../../ui/Sheet'
import { Part } from '../inspector/Part'
import { Results } from '../inspector/Results'

type ReadAnswerProps = {
  readonly id: TaskId
  readonly onClose: () => void
  readonly release: { readonly count: string; readonly run: () => void } | null // what its reader may decide
}

/** What the letter that went ahead was answered, over the list, so that a person decides on the rest with it in view. */
export function ReadAnswer({ id, onClose, release }: ReadAnswerProps) {
  const { detail, error } = useTaskOnce(id)
  const openTask = () => {
    const { goTo, openTask: open } = useStore.getState()
    onClose()
    goTo('queue')
    open(id)
  }
  return (
    <Sheet
      title="The answer"
      open
      onClose={onClose}
      width={680}
      losesNothing
      subtitle={detail ? `${detail.task.batchName}, row ${detail.task.position}` : ''}
      footer={
        <>
          <Button look="ghost" onClick={openTask}>
            Open the task
          </Button>
          <span className="flex-1" />
          <Button keys="Esc" look="ghost" onClick={onClose}>
            Close
          </Button>
          {release && (
            <Button
              look="primary"
              onClick={() => {
                onClose()
                release.run()
              }}
            >
              Requeue {release.count}
            </Button>
          )}
        </>
      }
    >
      <div className="flex flex-col gap-4 px-5 py-4">
        {error !== null && <p className="text-xs text-ink-3">The answer could not be read. {error}</p>}
        {detail && (
          <>
            <Part title="Prompt">
              <p data-selectable className="line-clamp-4 whitespace-pre-wrap wrap-break-word text-ink-2">
                {promptOf(detail.revisions.at(-1)?.request ?? noRequest).slice(0, 2_000)}
              </p>
            </Part>
            <Results detail={detail} />
            <p className="tn text-xs text-ink-3">
              {detail.task.model}
              {detail.task.answerMs === null ? '' : `, answered in ${formatDuration(detail.task.answerMs)}`}
            </p>
          </>
        )}
      </div>
    </Sheet>
  )
}

const noRequest = { kind: 'embedding', input: '' } as const

/** All that is known of a task. The window watches one task at a time: the one that it watched before is watched again afterwards. */
function useTaskOnce(id: TaskId): { detail: TaskDetail | null; error: string | null } {
  const [known, setKnown] = useState<{ detail: TaskDetail | null; error: string | null }>({ detail: null, error: null })
  useEffect(() => {
    let isHere = true
    const { watchedId } = useStore.getState()
    void bridge.watchTask({ id }).then((result) => {
      if (!isHere) return
      setKnown(
        result.ok
          ? { detail: result.value, error: result.value ? null : 'The task is not in the store any more.' }
          : { detail: null, error: result.error.message },
      )
    })
    return () => {
      isHere = false
      const { watchedId: now, applyDetail } = useStore.getState()
      if (now !== watchedId) return // another part of the window watches its own by now
      void bridge.watchTask({ id: now }).then((result) => result.ok && result.value && applyDetail(result.value))
    }
  }, [id])
  return known
}
