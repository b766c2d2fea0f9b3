import { expect, test } from 'vitest'
import { hasSecrets, marksOf, secretsOf, withoutSecrets, withSecrets } from './kept-secrets'
import { defaultOptions, keptSecret, ProviderOptions } from './provider'

const withProxy = (proxy: string) => ({ ...defaultOptions, proxy })

test.each([
  ['http://me:word@proxy:3128', 'word', `http://me:${keptSecret}@proxy:3128`],
  ['https://me:w%40rd@proxy', 'w%40rd', `https://me:${keptSecret}@proxy`],
  ['socks5://me:a@b@proxy:1', 'a@b', `socks5://me:${keptSecret}@proxy:1`],
  ['http://:word@proxy', 'word', `http://:${keptSecret}@proxy`],
])('of %s the password alone is a secret', (proxy, word, hidden) => {
  const options = withProxy(proxy)
  expect(secretsOf(options)).toEqual({ headers: {}, proxyPassword: word })
  expect(withoutSecrets(options).proxy).toBe(hidden)
  expect(ProviderOptions.parse(withoutSecrets(options))).toEqual(withoutSecrets(options))
  expect(withSecrets(withoutSecrets(options), secretsOf(options))).toEqual(options)
})

test.each(['system', 'none', 'http://proxy:3128', 'http://me@proxy:3128', 'http://proxy/a:b@c'])(
  '%s has none',
  (proxy) => {
    expect(hasSecrets(secretsOf(withProxy(proxy)))).toBe(false)
    expect(withoutSecrets(withProxy(proxy)).proxy).toBe(proxy)
  },
)

test('values of headers are secrets, empty ones are not, and a mark keeps its own', () => {
  const options = { ...defaultOptions, headers: { 'x-a': 'one', 'x-b': '', 'x-$&': '$& $1' } }
  const hidden = withoutSecrets(options)
  expect(hidden.headers).toEqual({ 'x-a': keptSecret, 'x-b': '', 'x-$&': keptSecret })
  expect(marksOf(hidden)).toEqual(['x-a', 'x-$&'])
  expect(secretsOf(hidden)).toEqual({ headers: {}, proxyPassword: null })
  expect(withSecrets(hidden, secretsOf(options))).toEqual(options)
  expect(marksOf(withSecrets(hidden, { headers: { 'x-a': 'one' }, proxyPassword: null }))).toEqual(['x-$&'])
})
