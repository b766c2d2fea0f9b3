import { expect, onTestFinished, test } from 'vitest'
import { tempStore } from '#store/temp-store'
import { tellMultiplied } from './tell-multiplied'

test('a layer that repeats calls is named once of each provider', async () => {
  const { store, remove } = tempStore()
  onTestFinished(remove)
  await store.write(() => store.providers.ensurePractice(1))
  const said: string[] = []
  const tell = tellMultiplied(store, (words) => said.push(words))
  for (const id of ['practice', 'practice', 'gone']) tell(id, 3, 'LiteLLM’s retries')
  const words =
    'A layer in front of it repeats calls: 3 for one, by LiteLLM’s retries. Turn its retries off, or limits cannot be kept.'
  expect(said).toEqual([`Practice: ${words}`, `gone: ${words}`])
})
