import { promptOf } from '#shared/request'
import type { Failed } from '#shared/result'
import type { TaskDetail } from '#shared/task'
import { bridge } from '../../bridge'
import { useStore } from '../../state/store'
import { dropDraft } from './drafts'

/** The prompt that the next try would send: the newest edit, or the original. */
export const currentPrompt = ({ revisions }: TaskDetail): string => {
  const newest = revisions.at(-1)
  return newest ? promptOf(newest.request) : ''
}

/** The prompt as it first was. */
export const originalPrompt = ({ revisions }: TaskDetail): string => {
  const [first] = revisions
  return first ? promptOf(first.request) : ''
}

/** A request in a form of its own can have no text that is known to be its prompt. */
export const canEdit = ({ revisions: [first] }: TaskDetail): boolean =>
  first !== undefined && (first.request.kind !== 'verbatim' || promptOf(first.request) !== '')

/** Sends a letter back, with the edit where there is one. Answers null when it went, and else what a person should read. */
export async function requeueEdit(detail: TaskDetail, version: number, text: string): Promise<Refused | null> {
  const { id } = detail.task
  const isEdited = text.trim() !== currentPrompt(detail).trim()
  const result = await bridge.requeueTask({ id, version, ...(isEdited ? { prompt: text } : {}) })
  if (!result.ok) {
    if (result.error.code === 'stale') await refresh(detail)
    return refusal(result.error)
  }
  dropDraft(id)
  const { applyDetail, toast } = useStore.getState()
  applyDetail(result.value)
  toast({
    kind: 'done',
    title: isEdited ? 'Requeued with the edit' : 'Requeued as it was',
    detail: isEdited ? 'The original prompt is kept next to it.' : 'Its history stays with it.',
  })
  return null
}

async function refresh({ task }: TaskDetail) {
  const fresh = await bridge.watchTask({ id: task.id })
  if (fresh.ok && fresh.value) useStore.getState().applyDetail(fresh.value)
}

/** What happened, what was kept and what to do. */
export type Refused = { readonly title: string; readonly rest: string }

function refusal({ code, message }: Failed): Refused {
  switch (code) {
    case 'stale':
      return {
        title: 'This letter changed after you opened it, so it was not requeued.',
        rest: 'Your text is kept. Compare it with the original once more, then requeue again.',
      }
    case 'wrong_state':
      return {
        title: 'This task is not a dead letter any more, so it was not requeued.',
        rest: `${message} Your text is kept.`,
      }
    default:
      return { title: 'Not requeued.', rest: `${message} Your text is kept; try again.` }
  }
}
