import { expect, onTestFinished, test } from 'vitest'
import { ModelSettings, noModelSettings } from '#shared/model-settings'
import { ProviderOptions } from '#shared/provider'
import { tempStore } from './temp-store'

function setup() {
  const files = tempStore()
  onTestFinished(() => files.remove())
  const provider = {
    protocol: 'openai-chat',
    preset: 'custom',
    baseUrl: 'http://127.0.0.1:1/v1',
    defaultModel: 'm',
  } as const
  const save = (id: string, options?: ProviderOptions) =>
    files.store.write(() => files.store.providers.save({ ...provider, id, name: id, options }, 1))
  const addKey = (id: string, name = '') =>
    files.store.write(() => {
      const keyId = files.store.keys.nextId(id)
      const sealed = Buffer.from(`sealed ${name}`)
      files.store.keys.save(id, { keyId, name, backend: 'keychain', sealed, last4: 'abcd' }, 1)
      return keyId
    })
  return { files, save, addKey }
}

test('ids of keys count up for each provider, past nine, in that order', async () => {
  const { files, save, addKey } = setup()
  await save('a')
  await save('b')
  for (let made = 1; made <= 11; made++) expect(await addKey('a')).toBe(String(made))
  expect(await addKey('b')).toBe('1')
  expect(files.store.keys.of('a').map(({ keyId }) => Number(keyId))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
})

test('an id is not given again after its key was removed, nor after a restart', async () => {
  const { files, save, addKey } = setup()
  await save('a')
  await addKey('a')
  await files.store.write(() => files.store.keys.drop('a', '1'))
  expect(await addKey('a')).toBe('2')
  await files.store.write(() => files.store.keys.dropAll('a'))
  files.reopen()
  expect(files.store.keys.of('a')).toEqual([])
  expect(await addKey('a')).toBe('3')
})

test('a key from before ids were counted keeps its id to itself', async () => {
  const { files, save, addKey } = setup()
  await save('a')
  const old = { keyId: '1', name: '', backend: 'keychain', sealed: Buffer.from('x'), last4: 'abcd' }
  await files.store.write(() => files.store.keys.save('a', old, 1)) // as the migration leaves it
  await files.store.write(() => files.store.keys.drop('a', '1'))
  expect(await addKey('a')).toBe('2')
})

test('a key is renamed, and replaced under its id', async () => {
  const { files, save, addKey } = setup()
  await save('a')
  await addKey('a', 'mine')
  await files.store.write(() => files.store.keys.rename('a', '1', 'work'))
  const sealed = Buffer.from('other')
  expect(files.store.keys.get('a', '1')).toMatchObject({ name: 'work' })
  await files.store.write(() =>
    files.store.keys.save('a', { keyId: '1', name: 'work', backend: 'keychain', sealed, last4: 'wxyz' }, 2),
  )
  expect(files.store.keys.of('a')).toEqual([{ keyId: '1', name: 'work', backend: 'keychain', sealed, last4: 'wxyz' }])
})

test('options survive a save that does not name them, and a restart', async () => {
  const { files, save } = setup()
  const options = ProviderOptions.parse({ stream: true, proxy: 'none', headers: { 'X-Team': 'blue' } })
  await save('a', options)
  await save('a')
  files.reopen()
  expect(files.store.providers.get('a')?.options).toEqual(options)
  expect(files.store.providers.get('practice')?.options).toEqual(ProviderOptions.parse({}))
})

test('options that no longer fit are those by default', async () => {
  const { files, save } = setup()
  await save('a')
  files.store.db.prepare("UPDATE providers SET options = '{\"proxy\": 7}' WHERE id = 'a'").run()
  expect(files.store.providers.get('a')?.options).toEqual(ProviderOptions.parse({}))
})

test('settings of a model are kept, and forgotten once they say nothing', async () => {
  const { files, save } = setup()
  await save('a')
  const settings = ModelSettings.parse({
    ...{ contextWindow: 8_000, limits: { requestsPerMinute: 60 }, prices: { input: 0.25, output: 2 } },
    ...{ fallbacks: [{ providerId: 'practice', model: 'practice-mini' }], fallbackAfterMs: 60_000 },
  })
  expect(files.store.modelSettings.get('a', 'm')).toEqual(noModelSettings)
  await files.store.write(() => files.store.modelSettings.save('a', 'm', settings))
  expect(files.store.modelSettings.get('a', 'm')).toEqual(settings)
  files.reopen()
  expect(files.store.modelSettings.of('a')).toEqual([{ model: 'm', settings }])
  expect(files.store.modelSettings.get('a', 'other')).toEqual(noModelSettings)
  await files.store.write(() => files.store.modelSettings.save('a', 'm', noModelSettings))
  expect(files.store.modelSettings.of('a')).toEqual([])
})

test('settings of a write that failed are not taken for saved', async () => {
  const { files, save } = setup()
  await save('a')
  const settings = ModelSettings.parse({ maxOutput: 5 })
  const failing = files.store.write(() => {
    files.store.modelSettings.save('a', 'm', settings)
    expect(files.store.modelSettings.get('a', 'm')).toEqual(settings)
    throw new Error('and then it failed')
  })
  await expect(failing).rejects.toThrow('and then it failed')
  expect(files.store.modelSettings.get('a', 'm')).toEqual(noModelSettings)
})
