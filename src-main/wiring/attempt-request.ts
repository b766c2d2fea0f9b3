import type { Rebuilt } from '#providers/rebuild-request'
import { CommandError } from '#shared/result'
import type { TaskId } from '#shared/task'
import type { Store } from '#store/store'

type Stored = Pick<Store, 'task' | 'attempts' | 'sentRequest' | 'providers' | 'keys' | 'batches' | 'idempotencyKey'>

/**
 * The request of an attempt as it went out, built anew from what is stored, with secrets hidden.
 * @throws CommandError `not_found` for an attempt that is not there
 */
export async function attemptRequest(
  store: Stored,
  practiceUrl: () => Promise<string>,
  id: TaskId,
  number: number,
): Promise<Rebuilt> {
  const task = store.task(id)
  const attempt = store.attempts.ofTask(id).find((each) => each.number === number)
  if (!task || !attempt) throw new CommandError('not_found', 'This attempt is not in the store any more.')
  const request = store.sentRequest(id, attempt.revision)
  if (!request)
    return { request: null, problem: 'The text of this request was removed, as the settings for keeping data say.' }
  const sharedPrefix = store.batches.get(task.batchId)?.options.sharedPrefix
  const providerId = attempt.providerId ?? task.providerId
  const hasKey = store.keys.of(providerId).length > 0
  const { rebuildRequest } = await import('#providers/rebuild-request') // with the SDKs, which are read when first needed
  return rebuildRequest(
    { provider: store.providers.get(providerId), hasKey, practiceUrl },
    {
      ...{ request, model: attempt.model, idempotencyKey: store.idempotencyKey(id, attempt.revision) },
      ...(sharedPrefix ? { sharedPrefix } : {}),
    },
  )
}
