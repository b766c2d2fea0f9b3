import type { IncomingMessage } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { answering, tempCa, tempCertificate, tempServer } from '#providers/temp-network'
import { withoutSecrets } from '#shared/kept-secrets'
import { defaultOptions } from '#shared/provider'
import { tempStore } from '#store/temp-store'
import { numbered, providerKeys } from './provider-keys'
import { tempRun } from './temp-run'
import { parseWork } from './work-args'

test.each([
  [['a'], [], { 1: 'a' }],
  [['a', 'b'], [], { 1: 'a', 2: 'b' }],
  [['a', 'b'], ['2', '5'], { 2: 'a', 5: 'b' }],
  [['a', 'b', 'c', 'd'], ['2', '5'], { 2: 'a', 5: 'b', 6: 'c', 7: 'd' }],
])('keys %j beside the stored %j go under %j', (keys, stored, expected) => {
  expect(Object.fromEntries(numbered(keys, stored))).toEqual(expected)
})

test('a provider may be given several keys, under the ids of those that are stored', async () => {
  const files = tempStore()
  onTestFinished(() => files.remove())
  const { store } = files
  await store.write(() => {
    for (const id of ['p1', 'p2'])
      store.providers.save(
        { id, protocol: 'openai-chat', preset: 'custom', name: id, baseUrl: 'http://x.test/v1', defaultModel: '' },
        1,
      )
    for (const id of ['p1', 'p2'])
      store.keys.save(id, { keyId: '3', name: '', backend: 'keychain', sealed: Buffer.from('x'), last4: 'abcd' }, 1)
  })
  const given = ['A', 'B'].map((variable) => ({ provider: 'p1', variable }))
  const { keys, key, keyless } = providerKeys(given, [], { A: 'key-a', B: 'key-b' }, store)
  expect(keys('p1')).toEqual(['3', '4'])
  expect([await key('p1', '3'), await key('p1', '4'), await key('p2', '3')]).toEqual(['key-a', 'key-b', null])
  expect([...keyless]).toEqual([['p2', ['--api-key-env "p2=VARIABLE"']]])
})

test('sealed headers and a sealed password of a proxy are given as well, or the work of that provider is left', async () => {
  const files = tempStore()
  onTestFinished(() => files.remove())
  const { store } = files
  const secret = { ...defaultOptions, headers: { 'X-Team': 'a' }, proxy: 'http://me:b@proxy:1' }
  await store.write(() =>
    store.providers.save(
      {
        ...{ id: 'p1', protocol: 'openai-chat', preset: 'custom', name: 'Mine', baseUrl: 'http://x.test/v1' },
        ...{ defaultModel: '', options: withoutSecrets(secret), sealed: { backend: 'k', data: Buffer.from('sealed') } },
      },
      1,
    ),
  )
  const { 'secret-env': none } = parseWork([])
  expect([...providerKeys([], none, {}, store).keyless]).toEqual([
    ['p1', ['--secret-env "Mine:X-Team=VARIABLE"', '--secret-env "Mine:proxy=VARIABLE"']],
  ])
  const words = ['--secret-env', 'Mine:X-Team=TEAM', '--secret-env', 'p1:proxy=WORD']
  const { 'secret-env': given } = parseWork(words)
  const { keyless, options } = providerKeys([], given, { TEAM: 'team', WORD: 'w@rd' }, store)
  expect(keyless.size).toBe(0)
  expect(await options('p1')).toEqual({ ...secret, headers: { 'X-Team': 'team' }, proxy: 'http://me:w%40rd@proxy:1' })
  expect(() => providerKeys([], given, {}, store)).toThrow('TEAM, named by --secret-env for Mine, is not set')
  expect(() => parseWork(['--secret-env', 'Mine=TEAM'])).toThrow('--secret-env takes PROVIDER:HEADER=NAME')
})

const completion = {
  ...{ id: 'x', object: 'chat.completion', created: 1, model: 'm' },
  choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'yes' } }],
}

test('a run takes a preset, a key and a CA file, and calls as the preset says', async () => {
  const trilane = tempRun(['one'])
  const ca = await tempCa()
  const seen: Pick<IncomingMessage, 'url' | 'headers'>[] = []
  const certificate = await tempCertificate({ host: '127.0.0.1', ca })
  const port = await tempServer((incoming, response) => {
    seen.push(incoming)
    answering(200, completion)(incoming, response)
  }, certificate)
  const where = ['--preset', 'azure', '--base-url', `https://127.0.0.1:${port}/openai/v1`, '--model', 'm']
  const how = ['--api-key-env', 'MY_KEY', '--ca-file', ca.file, '--proxy', 'none']
  expect(await trilane.run([...where, ...how], undefined, { MY_KEY: 'key-one' })).toMatchObject({ succeeded: 1 })
  expect(seen.map(({ url, headers }) => [url, headers['api-key']])).toEqual([
    ['/openai/v1/chat/completions', 'key-one'],
  ])
  await expect(trilane.run([...where, '--api-key-env', 'NOT_SET'])).rejects.toThrow(
    'NOT_SET, named by --api-key-env, is not set',
  )
})

test('a run on a provider that needs a key and got none calls nothing, and says so', async () => {
  const trilane = tempRun(['one'])
  const summary = await trilane.run(['--preset', 'groq', '--model', 'm', '--proxy', 'none'])
  expect(summary).toMatchObject({ succeeded: 0, dead: 0, waiting: 1 })
  expect([...trilane.said, ...trilane.drawn].join('\n')).toMatch(/needs an API key/)
})
