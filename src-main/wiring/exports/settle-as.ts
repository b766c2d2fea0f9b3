import type { TaskId } from '#shared/task'
import type { Store } from '#store/store'

const failure = {
  code: 'bad_request',
  status: 400,
  providerCode: 'no',
  message: 'It was refused.',
  requestId: 'r1',
} as const

/** For tests: a queued task gets that answer, or dies where it is null. */
export async function settleAs(store: Store, id: TaskId, answer: string | null, now: number): Promise<void> {
  const { tasks } = await store.claim({
    ...{ lane: 'fast', limit: () => 1, now, admit: () => true, as: () => 'sent' as const, ids: [id] },
  })
  const [task] = tasks
  if (!task) throw new Error(`task ${id} does not stand in line`)
  const end = { endedAt: now, progress: 'done', wait: null, mayHaveBeenBilled: false, firstByteMs: null } as const
  if (answer === null) {
    const state = { kind: 'dead' as const, settledAt: now, failure }
    await store.settle({ task, outcome: { kind: 'permanent', failure }, next: { retriesUsed: 0, state }, ...end }, now)
    return
  }
  const usage = { tokensIn: 3, tokensOut: 5 }
  const result = {
    kind: 'text',
    text: answer,
    cutOff: false,
    finishReason: 'stop',
    model: 'm',
    requestId: null,
    usage,
  } as const
  const state = { kind: 'succeeded' as const, settledAt: now }
  await store.settle({ task, outcome: { kind: 'succeeded', result }, next: { retriesUsed: 0, state }, ...end }, now)
}
