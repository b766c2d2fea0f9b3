import type { TaskId } from '#shared/task'
import type { ClaimedTask } from '#shared/work'
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
  await end(store, task, answer, now)
}

/** For tests: whatever stands in line is called and answered, until nothing does. What has a stored answer takes that. */
export async function answerAll(store: Store, answer: (title: string) => string, now: number): Promise<void> {
  const all = { lane: 'fast', limit: () => 100, now, admit: () => true, as: () => 'sent' as const } as const
  for (;;) {
    const { tasks } = await store.claim(all)
    for (const task of tasks) await end(store, task, answer(store.tasks.get(task.id)?.title ?? ''), now)
    if (tasks.length === 0) return
  }
}

async function end(store: Store, task: ClaimedTask, answer: string | null, now: number): Promise<void> {
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
