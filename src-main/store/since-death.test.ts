import { expect, onTestFinished, test } from 'vitest'
import { outlookOf } from '#shared/outlook'
import type { Failure, TaskId } from '#shared/task'
import { aBatch, aTask, tempStore } from './temp-store'

async function setup(failure: Failure) {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  const { store } = temp
  const batchId = await store.newBatch(aBatch())
  const [id = expect.fail()] = await store.enqueue(batchId, [aTask()], 1)
  const view = (of: TaskId) => store.task(of) ?? expect.fail()
  await store.move(view(id), { kind: 'dead', settledAt: 1_000, failure }, 1_000)
  const saveKey = (now: number) => {
    const key = { keyId: '1', name: '', backend: 'k', sealed: Buffer.from([1]), last4: 'wxyz' }
    return store.write(() => store.keys.save('practice', key, now))
  }
  const verdict = (of = id) => outlookOf(failureOf(of), store.changedSinceDeath(view(of))).verdict
  const failureOf = (of: TaskId) => {
    const { state } = view(of)
    return state.kind === 'dead' ? state.failure : expect.fail()
  }
  return { store, batchId, id, view, saveKey, verdict }
}
const refused: Failure = { code: 'auth', status: 401, providerCode: null, message: 'No', requestId: null }

test('a refused key will be refused again until one was saved after the letter died', async () => {
  const { saveKey, verdict } = await setup(refused)
  expect(verdict()).toBe('may_work') // no key is stored: nobody knows
  await saveKey(500)
  expect(verdict()).toBe('fails_again')
  await saveKey(2_000)
  expect(verdict()).toBe('likely_works')
})

test('a letter that needs another fails again as long as that one is dead', async () => {
  const { store, batchId, id, view, verdict } = await setup({ ...refused, code: 'bad_request', status: 400 })
  const needs = [{ name: 'first', task: id }]
  const [child = expect.fail()] = await store.enqueue(batchId, [aTask('Use {{steps.first.result}}', { needs })], 1)
  expect(view(child).state).toMatchObject({ kind: 'dead', failure: { code: 'blocked' } })
  expect(verdict(child)).toBe('fails_again')
  expect(store.changedSinceDeath(view(child)).needed).toBe(false)
})

test('a prompt that is too long fails again, whichever key was saved', async () => {
  const { saveKey, verdict } = await setup({ ...refused, code: 'context_length', status: 400 })
  await saveKey(2_000)
  expect(verdict()).toBe('fails_again')
})
