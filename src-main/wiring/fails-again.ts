import { effectivePolicy } from '#shared/lane'
import { type Changed, outlookOf } from '#shared/outlook'
import { type LlmRequest, promptOf } from '#shared/request'
import type { TaskView } from '#shared/task'
import type { LetterChange } from '#shared/work'
import type { Store } from '#store/store'

type Stored = Pick<Store, 'attempts' | 'payloads' | 'batches' | 'loadLanes' | 'changedSinceDeath'>

/**
 * Whether a letter that is requeued with a change will certainly die again, because nothing that it died of is otherwise: see outlook.ts. What
 * nobody keeps (settings of a provider as they were) is taken as perhaps changed, and then it is not told.
 */
export function failsAgain(store: Stored): (task: TaskView, change: LetterChange) => boolean {
  function timeLimit(task: TaskView, lane: TaskView['lane'], own: { timeoutMs?: number | undefined } | null): number {
    const batch = store.batches.get(task.batchId)?.options.policy ?? {}
    return own?.timeoutMs ?? effectivePolicy(store.loadLanes()[lane].policy, batch).timeoutMs
  }

  function changed(task: TaskView, change: LetterChange): Changed {
    const last = store.attempts.ofTask(task.id).at(-1)
    const before = last ? store.payloads.get(task.id, last.revision).request : null
    const isSame = last?.revision === task.revision && change.edited === undefined
    const now = isSame ? before : (change.edited ?? store.payloads.get(task.id, task.revision).request)
    const to = change.gate ?? task
    const own = change.marks?.limits ?? task.letter?.limits ?? null
    return {
      ...store.changedSinceDeath(task),
      prompt: before !== null && now !== null && promptOf(before) !== promptOf(now),
      model: to.model !== (last?.model ?? task.model),
      provider: to.providerId !== (last?.providerId ?? task.providerId),
      timeLimit:
        timeLimit(task, change.lane ?? task.lane, own) >
        timeLimit(task, last?.lane ?? task.lane, task.letter?.limits ?? null),
      outputTokens: before !== null && now !== null && mostOutput(before) !== mostOutput(now),
    }
  }

  return (task, change) => {
    if (task.state.kind !== 'dead') return false
    return outlookOf(task.state.failure, changed(task, change), task.deaths).verdict === 'fails_again'
  }
}

/** Of a request that is sent word for word the whole body tells it: whatever else is edited there makes it another request as well. */
const mostOutput = (request: LlmRequest): string =>
  request.kind === 'chat' ? String(request.maxOutputTokens) : JSON.stringify(request)
