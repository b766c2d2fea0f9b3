import { type Dispatcher, fetch } from 'undici'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { CaFileError } from './certificates'
import { classifyNetworkError } from './classify'
import { dispatcherFor, isLoopback, proxyOfPac, type Route } from './network'
import { networkCodes } from './network-rows'
import { proxyErrorIn } from './proxy-error'
import { answering, closedPort, tempCa, tempCertificate, tempFile, tempProxy, tempServer } from './temp-network'

beforeEach(() => {
  for (const name of ['https_proxy', 'http_proxy', 'no_proxy', 'all_proxy'])
    for (const each of [name, name.toUpperCase()]) vi.stubEnv(each, undefined)
  onTestFinished(() => void vi.unstubAllEnvs())
})

function setup(route: Partial<Route> & Pick<Route, 'url'>): Dispatcher {
  const dispatcher = dispatcherFor({ proxy: 'system', caFile: null, ...route })
  onTestFinished(async () => dispatcher.destroy())
  return dispatcher
}
async function got(route: Partial<Route> & Pick<Route, 'url'>): Promise<string> {
  const response = await fetch(route.url, { dispatcher: setup(route) })
  return response.text()
}
const thrown = (route: Partial<Route> & Pick<Route, 'url'>) =>
  got(route).then(
    () => expect.fail('it answered'),
    (error: unknown) => error,
  )

/** A provider whose certificate a test CA signed, behind a proxy: its name exists nowhere else. */
async function secureProvider() {
  const ca = await tempCa()
  const certificate = await tempCertificate({ host: 'provider.test', ca })
  const to = await tempServer(answering(200, 'hello'), certificate)
  return { ca, to, url: 'https://provider.test/v1/models' }
}

describe('a proxy', () => {
  test('that is set for a provider tunnels its calls, and the CA file is trusted', async () => {
    const { ca, to, url } = await secureProvider()
    const proxy = await tempProxy({ to })
    expect(await got({ url, proxy: proxy.url, caFile: ca.file })).toBe('hello')
    expect(proxy.seen).toEqual(['CONNECT provider.test:443'])
  })

  test('gets the name and the password that stand in its address', async () => {
    const { ca, to, url } = await secureProvider()
    const proxy = await tempProxy({ to })
    const withPassword = `http://me:p%40ss@127.0.0.1:${proxy.port}`
    expect(await got({ url, proxy: withPassword, caFile: ca.file })).toBe('hello')
    expect(proxy.credentials).toEqual([`Basic ${Buffer.from('me:p@ss').toString('base64')}`])
  })

  test('of the environment is used, except for what NO_PROXY names', async () => {
    const to = await tempServer(answering(200, 'hello'))
    const proxy = await tempProxy({ to })
    vi.stubEnv('HTTP_PROXY', proxy.url)
    vi.stubEnv('NO_PROXY', 'other.test')
    expect(await got({ url: 'http://provider.test/v1/models' })).toBe('hello')
    expect(proxy.seen).toEqual(['GET http://provider.test/v1/models'])
    await thrown({ url: 'http://other.test/' }) // asked directly, and it is nowhere
    expect(proxy.seen).toHaveLength(1)
  })

  test('is asked for of the system once for calls that follow each other, by their address', async () => {
    const { ca, to, url } = await secureProvider()
    const proxy = await tempProxy({ to })
    const resolveProxy = vi.fn(async () => proxy.url)
    const dispatcher = setup({ url, caFile: ca.file, resolveProxy })
    for (let call = 0; call < 2; call++) expect(await (await fetch(url, { dispatcher })).text()).toBe('hello')
    expect(resolveProxy.mock.calls).toEqual([['https://provider.test/']])
  })

  test('is left out where a provider is set to use none', async () => {
    const resolveProxy = vi.fn(async () => 'http://127.0.0.1:9')
    const error = await thrown({ url: 'http://provider.invalid/', proxy: 'none', resolveProxy })
    expect(proxyErrorIn(error)).toBeUndefined()
    expect(resolveProxy).not.toHaveBeenCalled()
  })

  test('is never used for this machine itself', async () => {
    const port = await tempServer(answering(200, 'here'))
    const proxy = await tempProxy({ to: port })
    vi.stubEnv('HTTP_PROXY', proxy.url)
    for (const setting of ['system', proxy.url] as const)
      expect(await got({ url: `http://127.0.0.1:${port}/`, proxy: setting })).toBe('here')
    expect(proxy.seen).toEqual([])
  })

  test('that cannot be reached is told from a provider that cannot', async () => {
    const proxy = `http://127.0.0.1:${await closedPort()}`
    for (const url of ['https://provider.test/', 'http://provider.test/']) {
      const error = await thrown({ url, proxy })
      expect(proxyErrorIn(error)).toMatchObject({ code: 'ERR_PROXY_UNREACHABLE', proxy })
      expect(networkCodes(error)).toContain('ECONNREFUSED')
    }
  })

  test('that wants a password, or does not pass on, says so', async () => {
    const to = await tempServer(answering(200, 'hello'))
    const locked = await tempProxy({ to, refuse: 407 })
    for (const url of ['https://provider.test/', 'http://provider.test/'])
      expect(proxyErrorIn(await thrown({ url, proxy: locked.url }))).toMatchObject({
        code: 'ERR_PROXY_AUTH',
        status: 407,
      })
    const broken = await tempProxy({ to, refuse: 503 })
    expect(proxyErrorIn(await thrown({ url: 'https://provider.test/', proxy: broken.url }))).toMatchObject({
      ...{ code: 'ERR_PROXY_TUNNEL', status: 503 },
    })
  })

  test('is not shown with its password', async () => {
    const error = await thrown({
      url: 'https://provider.test/',
      proxy: `http://me:secret@127.0.0.1:${await closedPort()}`,
    })
    expect(String(proxyErrorIn(error))).not.toContain('secret')
  })

  test('a call that was aborted while the system was asked ends', async () => {
    const abort = new AbortController()
    const dispatcher = setup({ url: 'http://provider.test/', resolveProxy: () => new Promise(() => {}) })
    const call = fetch('http://provider.test/', { dispatcher, signal: abort.signal })
    abort.abort('enough')
    await expect(call).rejects.toBe('enough')
  })

  test('an address of the system’s that is none fails the call', async () => {
    const error = await thrown({ url: 'http://provider.test/', resolveProxy: async () => 'no address' })
    expect(proxyErrorIn(error)).toMatchObject({ code: 'ERR_PROXY_UNREACHABLE' })
  })

  test.each(['socks4://me:secret@proxy.corp:1', 'ftp://me:secret@proxy.corp:1', 'me:secret@proxy corp:1'])(
    'nor is the password told of one that cannot be used (%s)',
    async (proxy) => {
      const error = await thrown({ url: 'http://provider.test/', resolveProxy: async () => proxy })
      expect(proxyErrorIn(error)).toMatchObject({ code: 'ERR_PROXY_UNREACHABLE' })
      expect(String(proxyErrorIn(error))).not.toContain('secret')
      expect(JSON.stringify(classifyNetworkError(error, { secrets: [] }))).not.toContain('secret')
    },
  )
})

describe('certificates', () => {
  test('one that a CA of the file signed is trusted, and only with the file', async () => {
    const ca = await tempCa()
    const port = await tempServer(answering(200, 'hello'), await tempCertificate({ host: '127.0.0.1', ca }))
    const url = `https://127.0.0.1:${port}/`
    expect(await got({ url, caFile: ca.file })).toBe('hello')
    expect(networkCodes(await thrown({ url })).join()).toMatch(/UNABLE_TO_|SELF_SIGNED/)
  })

  test.each([
    ['is not there', () => '/nowhere/ca.pem'],
    ['has no certificate', () => tempFile('ca.pem', 'hello')],
    ['cannot be read', () => tempFile('ca.pem', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----')],
  ])('a CA file that %s is refused in words', (words, file) => {
    const make = () => dispatcherFor({ proxy: 'none', caFile: file(), url: 'http://127.0.0.1/' })
    expect(make).toThrow(CaFileError)
    expect(make).toThrow(words)
  })
})

test.each([
  ['DIRECT', null],
  ['PROXY proxy.corp:3128; DIRECT', 'http://proxy.corp:3128'],
  ['HTTPS proxy.corp:443', 'https://proxy.corp:443'],
  ['SOCKS old.corp:1080;SOCKS5 proxy.corp:1080', 'socks5://proxy.corp:1080'],
  ['', null],
])('of the list %j the proxy is %s', (list, proxy) => {
  expect(proxyOfPac(list)).toBe(proxy)
})

test.each([
  ['http://localhost:1', true],
  ['http://LOCALHOST.:1', true],
  ['http://models.localhost/', true],
  ['http://127.1.2.3/', true],
  ['http://[::1]:8080/', true],
  ['http://[::ffff:127.0.0.1]/', true],
  ['http://localhost.example/', false],
  ['http://127.0.0.1.example/', false],
  ['http://192.168.0.2/', false],
])('%s is this machine: %s', (url, here) => {
  expect(isLoopback(url)).toBe(here)
})
