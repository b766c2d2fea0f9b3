import { rebuildRequest } from '#providers/rebuild-request'
import type { Handlers } from '#shared/contract'
import { CommandError } from '#shared/result'
import type { TaskId } from '#shared/task'
import type { AttemptWire } from '#shared/wire'
import type { Store } from '#store/store'

type Parts = {
  readonly store: Pick<
    Store,
    'task' | 'attempts' | 'wires' | 'sentRequest' | 'providers' | 'keys' | 'batches' | 'idempotencyKey'
  >
  readonly practiceUrl: string
}

/** The raw side of an attempt, for a window that shows it. */
export function wireCommands({ store, practiceUrl }: Parts): Pick<Handlers, 'getAttemptWire'> {
  async function requestOf(id: TaskId, number: number) {
    const task = store.task(id)
    const attempt = store.attempts.ofTask(id).find((each) => each.number === number)
    if (!task || !attempt) throw new CommandError('not_found', 'This attempt is not in the store any more.')
    const request = store.sentRequest(id, attempt.revision)
    if (!request)
      return { request: null, problem: 'The text of this request was removed, as the settings for keeping data say.' }
    const sharedPrefix = store.batches.get(task.batchId)?.options.sharedPrefix
    const providerId = attempt.providerId ?? task.providerId
    const hasKey = store.keys.of(providerId).length > 0
    return rebuildRequest(
      { provider: store.providers.get(providerId), hasKey, practiceUrl },
      {
        ...{ request, model: attempt.model, idempotencyKey: store.idempotencyKey(id, attempt.revision) },
        ...(sharedPrefix ? { sharedPrefix } : {}),
      },
    )
  }

  return {
    async getAttemptWire({ id, attempt }): Promise<AttemptWire> {
      return { ...(await requestOf(id, attempt)), answer: store.wires.get(id, attempt) }
    },
  }
}
