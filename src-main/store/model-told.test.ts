import { expect, onTestFinished, test } from 'vitest'
import { tempStore } from './temp-store'

async function setup() {
  const files = tempStore()
  onTestFinished(() => files.remove())
  const provider = { protocol: 'openai-chat', preset: 'custom', baseUrl: 'http://127.0.0.1:1/v1' } as const
  for (const id of ['a', 'b'])
    await files.store.write(() => files.store.providers.save({ ...provider, id, name: id, defaultModel: 'm' }, 1))
  return files
}
const sizes = (contextWindow: number) => ({ contextWindow, maxOutput: null })

test('what a provider told is kept with how and when, also after a restart', async () => {
  const files = await setup()
  expect(files.store.modelTold.get('a', 'm')).toBeUndefined()
  const told = { ...sizes(8_192), by: 'refused', at: 5 } as const
  await files.store.write(() => files.store.modelTold.save('a', 'm', told))
  files.reopen()
  expect(files.store.modelTold.get('a', 'm')).toEqual(told)
  expect(files.store.modelTold.get('b', 'm')).toBeUndefined()
})

test('a new list takes the place of the last one, and refusals of models that it does not name stay', async () => {
  const files = await setup()
  const { store } = files
  await store.write(() => {
    store.modelTold.saveList(
      'a',
      new Map([
        ['old', sizes(1_000)],
        ['both', sizes(2_000)],
      ]),
      5,
    )
    store.modelTold.save('a', 'refused', { ...sizes(500), by: 'refused', at: 6 })
    store.modelTold.save('a', 'both', { ...sizes(600), by: 'refused', at: 6 })
    store.modelTold.saveList('b', new Map([['old', sizes(1_000)]]), 5)
  })
  await store.write(() => store.modelTold.saveList('a', new Map([['both', sizes(3_000)]]), 7))
  const of = (model: string) => store.modelTold.get('a', model)
  expect(of('old')).toBeUndefined()
  expect(of('both')).toEqual({ ...sizes(3_000), by: 'told', at: 7 })
  expect(of('refused')).toMatchObject({ contextWindow: 500 })
  expect(store.modelTold.get('b', 'old')).toMatchObject({ contextWindow: 1_000 })
  await store.write(() => store.modelTold.drop('a', 'both'))
  expect(of('both')).toBeUndefined()
  await store.write(() => store.modelTold.dropAll('a'))
  expect(of('refused')).toBeUndefined()
})

test('a write that was rolled back told nothing', async () => {
  const { store } = await setup()
  const failed = store.write(() => {
    store.modelTold.save('a', 'm', { ...sizes(1_000), by: 'told', at: 5 })
    expect(store.modelTold.get('a', 'm')).toBeDefined()
    throw new Error('no')
  })
  await expect(failed).rejects.toThrow('no')
  expect(store.modelTold.get('a', 'm')).toBeUndefined()
})
