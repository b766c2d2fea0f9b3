import { expect, onTestFinished, test } from 'vitest'
import { aFailure, claim, die, view } from '#engine/bulk/temp-bulk'
import { chat } from '#shared/request'
import type { Failure } from '#shared/task'
import type { LetterChange } from '#shared/work'
import { aBatch, aTask, tempStore } from '#store/temp-store'
import { failsAgain } from './fails-again'

const requeued: LetterChange = { to: 'queued' }

async function letter(failure: Failure) {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  const { store } = temp
  await store.beginBoot('boot', 'machine', 1)
  const batchId = await store.newBatch(aBatch())
  const [id = expect.fail()] = await store.enqueue(batchId, [aTask('a prompt')], 1)
  for (const task of await claim(store, 1)) await die(store, task, 3, failure)
  const fails = (change: LetterChange = requeued) => failsAgain(store)(view(store, id), change)
  return { store, id, fails }
}

test('the same prompt to the same model that declined it fails again, another prompt or model may not', async () => {
  const { fails } = await letter(aFailure('content_policy'))
  expect(fails()).toBe(true)
  expect(fails({ ...requeued, edited: chat('a prompt') })).toBe(true)
  expect(fails({ ...requeued, edited: chat('another prompt') })).toBe(false)
  expect(fails({ ...requeued, gate: { providerId: 'practice', model: 'practice-reasoner' } })).toBe(false)
  expect(fails({ ...requeued, gate: { providerId: 'practice', model: 'practice-mini' } })).toBe(true)
})

test('an edit that was made before, while it lay there, counts as a change', async () => {
  const { store, id, fails } = await letter(aFailure('bad_request'))
  expect(fails()).toBe(true)
  await store.move(view(store, id), view(store, id).state, 5, { edited: chat('edited meanwhile') })
  expect(view(store, id).revision).toBe(2)
  expect(fails()).toBe(false)
})

test('an answer that was cut off needs more tokens, and what passes by itself does not fail for sure', async () => {
  const cut = await letter(aFailure('cut_off'))
  expect(cut.fails()).toBe(true)
  expect(cut.fails({ ...requeued, edited: chat('a prompt', { maxOutputTokens: 5_000 }) })).toBe(false)
  for (const code of ['timeout', 'overloaded', 'connection', 'quota', 'poison'] as const)
    expect((await letter(aFailure(code))).fails(), code).toBe(false)
})

test('a key that is the same as when it was refused is refused again; where none is stored nobody knows', async () => {
  const { store, fails } = await letter({ ...aFailure('auth'), status: 401, providerCode: 'invalid_api_key' })
  expect(fails()).toBe(false)
  const key = { keyId: '1', name: '', backend: 'k', sealed: Buffer.from([1]), last4: 'wxyz' }
  await store.write(() => store.keys.save('practice', key, 0))
  expect(fails()).toBe(true)
  expect(fails({ ...requeued, gate: { providerId: 'another', model: 'practice-mini' } })).toBe(false)
  await store.write(() => store.keys.save('practice', key, Date.now()))
  expect(fails()).toBe(false)
})

test('a task that was cancelled did not die of anything', async () => {
  const { store, id, fails } = await letter(aFailure('content_policy'))
  await store.move(view(store, id), { kind: 'cancelled', settledAt: 6, failure: null }, 6)
  expect(fails()).toBe(false)
})
