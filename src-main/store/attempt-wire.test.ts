import { expect, onTestFinished, test } from 'vitest'
import type { Outcome } from '#shared/outcome'
import type { TaskId } from '#shared/task'
import type { WireAnswer } from '#shared/wire'
import { aBatch, aTask, tempStore } from './temp-store'

const failure = { code: 'server_error' as const, status: 500, providerCode: null, message: 'broken', requestId: null }
const failed: Outcome = { kind: 'permanent', failure }
const answered: Outcome = {
  kind: 'succeeded',
  result: {
    ...{ kind: 'text', text: 'Hello', cutOff: false, finishReason: 'stop', model: 'm', requestId: null },
    usage: { tokensIn: 1, tokensOut: 1 },
  },
}
const wire: WireAnswer = { status: 500, headers: [['request-id', 'r1']], body: '{"error":"broken"}', cut: true }

async function setup() {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  const { store } = temp
  await store.beginBoot('boot', 'machine', 1)
  const batchId = await store.newBatch(aBatch())
  const [id] = await store.enqueue(batchId, [aTask()], 5)
  const { tasks } = await store.claim({
    ...{ now: 10, admit: () => true, lane: 'fast', as: () => 'claimed', limit: () => 1 },
  })
  const [task] = tasks
  if (!task || id === undefined) throw new Error('nothing was claimed')
  const end = (outcome: Outcome, came: WireAnswer | null) => {
    const state =
      outcome.kind === 'succeeded'
        ? ({ kind: 'succeeded', settledAt: 20 } as const)
        : ({ kind: 'dead', settledAt: 20, failure } as const)
    return store.settle(
      {
        ...{ task, outcome, next: { state, retriesUsed: 0 }, endedAt: 20, progress: 'done', wait: null },
        ...{ mayHaveBeenBilled: false, firstByteMs: 1, wire: came },
      },
      20,
    )
  }
  const rows = () => store.db.prepare<[], { n: number }>('SELECT count(*) AS n FROM attempt_wire').get()?.n
  return { temp, store, id: id as TaskId, end, rows }
}

test('what came back for an attempt that failed is kept with it, also after a restart', async () => {
  const { temp, store, id, end } = await setup()
  await end(failed, wire)
  expect(store.wires.get(id, 1)).toEqual(wire)
  expect(store.wires.get(id, 2)).toBeNull()
  expect(temp.reopen().wires.get(id, 1)).toEqual(wire)
})

test('of an answer, status and headers lie with it and are no row of their own', async () => {
  const { temp, store, id, end, rows } = await setup()
  const came: WireAnswer = { status: 200, headers: [['request-id', 'r2']], body: null, cut: false }
  await end(answered, came)
  expect(rows()).toBe(0)
  expect(store.wires.get(id, 1)).toEqual(came)
  expect(temp.reopen().wires.get(id, 1)).toEqual(came)
})

test('an attempt that tells nothing of the wire has no row', async () => {
  const { store, id, end, rows } = await setup()
  await end(answered, null)
  expect(rows()).toBe(0)
  expect(store.wires.get(id, 1)).toBeNull()
})

test('it goes with its task', async () => {
  const { store, id, end, rows } = await setup()
  await end(failed, wire)
  store.db.prepare('DELETE FROM tasks WHERE id = ?').run(id)
  expect(rows()).toBe(0)
})
