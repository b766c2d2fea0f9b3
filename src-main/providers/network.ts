import { getProxyForUrl } from 'proxy-from-env'
import { Agent, Dispatcher, ProxyAgent } from 'undici'
import type { ProxySetting } from '#shared/provider'
import { trustedBy } from './certificates'
import { ProxyError, ProxyPool, shownProxy, tellProxyErrors } from './proxy-error'
import { agentOptions } from './upstream'

/** The proxy that the system wants for an address: its URL, or null for none. */
export type ResolveProxy = (url: string) => Promise<string | null>

export type Route = {
  readonly proxy: ProxySetting
  /** A file of certificates that are trusted besides the system's. */
  readonly caFile: string | null
  /** The provider's base URL. */
  readonly url: string
  readonly resolveProxy?: ResolveProxy
}

const connectTimeoutMs = agentOptions.connect.timeout
/** A laptop is carried from the office, where there is a proxy, to a home without one: the system is asked again after so long. */
const proxyKeptMs = 10_000

/**
 * The connections to a provider: through its proxy, trusting its CA. Of undici, for the fetch that comes with it.
 * Throws CaFileError where the CA file cannot be used.
 */
export function dispatcherFor({ proxy, caFile, url, resolveProxy = environmentProxy }: Route): Dispatcher {
  // Reading the certificates takes a while, and plain http needs none; a file that cannot be read is told all the same.
  const isSecure = new URL(url).protocol === 'https:' || caFile !== null
  const tls = { ...agentOptions.connect, ...(isSecure ? { secureContext: trustedBy(caFile) } : {}) }
  const direct = () => new Agent({ ...agentOptions, connect: tls })
  if (proxy === 'none' || isLoopback(url)) return direct()
  const through = (address: string) => proxyAgent(address, tls)
  return proxy === 'system' ? new SystemRoute(resolveProxy, direct, through) : through(proxy)
}

/** What HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY say. */
export const environmentProxy: ResolveProxy = async (url) => getProxyForUrl(url) || null

/**
 * The first proxy of a list as browsers have it ("PROXY a:3128; SOCKS5 b:1080; DIRECT") that can be used here, as a URL; null: none.
 * The ones behind it, which browsers fall back to, are left out: a call that fails is tried again by the engine.
 */
export function proxyOfPac(list: string): string | null {
  for (const entry of list.split(';')) {
    const [kind = '', address = ''] = entry.trim().split(/\s+/)
    if (kind === 'DIRECT') return null
    const scheme = schemes.get(kind.toUpperCase())
    if (scheme && address !== '') return `${scheme}://${address}`
  }
  return null
}
/** SOCKS without a number is version 4, which undici does not speak. */
const schemes: ReadonlyMap<string, string> = new Map([
  ['PROXY', 'http'],
  ['HTTPS', 'https'],
  ['SOCKS5', 'socks5'],
])

/** This machine itself, under any of its names: no proxy can reach it, and none has to. */
export function isLoopback(url: string): boolean {
  const { hostname } = new URL(url)
  return /^(localhost\.?|.+\.localhost\.?|127(\.\d+){3}|\[::1\]|\[::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}\])$/i.test(
    hostname,
  )
}

type Tls = NonNullable<ProxyAgent.Options['requestTls']>

function proxyAgent(address: string, tls: Tls): Dispatcher {
  const shown = shownProxy(address)
  const agent = new ProxyAgent({
    ...agentOptions,
    uri: address,
    connectTimeout: connectTimeoutMs,
    requestTls: tls,
    proxyTls: tls,
    // A proxy that takes the connection and then says nothing is none.
    clientFactory: (origin, options) => new ProxyPool(origin, shown, { ...options, headersTimeout: connectTimeoutMs }),
  })
  return agent.compose(tellProxyErrors(shown))
}

/** Asks the system for each call which proxy it goes through, and keeps the answer for a moment. */
class SystemRoute extends Dispatcher {
  private readonly agents = new Map<string | null, Dispatcher>()
  private known: { readonly origin: string; readonly proxy: string | null; readonly at: number } | null = null
  private isDestroyed = false

  constructor(
    private readonly resolveProxy: ResolveProxy,
    private readonly direct: () => Dispatcher,
    private readonly through: (proxy: string) => Dispatcher,
  ) {
    super()
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    const origin = String(options.origin)
    const { known } = this
    if (known?.origin === origin && performance.now() - known.at < proxyKeptMs)
      return this.agent(known.proxy).dispatch(options, handler)
    this.resolveProxy(`${origin}/`)
      .catch(() => null) // a system that cannot say has none
      .then((proxy) => {
        this.known = { origin, proxy, at: performance.now() }
        this.agent(proxy).dispatch(options, handler)
      })
      .catch((error: Error) => handler.onResponseError?.(ended, error))
    return true
  }

  override async close(): Promise<void> {
    await Promise.all([...this.agents.values()].map((agent) => agent.close()))
  }

  override async destroy(): Promise<void> {
    this.isDestroyed = true
    await Promise.all([...this.agents.values()].map((agent) => agent.destroy()))
  }

  private agent(proxy: string | null): Dispatcher {
    const known = this.agents.get(proxy)
    if (known) return known
    const made = proxy === null ? this.direct() : this.made(proxy)
    this.agents.set(proxy, made)
    if (this.isDestroyed) void made.destroy() // its calls then end as those of a provider that was closed
    return made
  }

  private made(proxy: string): Dispatcher {
    try {
      return this.through(proxy)
    } catch (error) {
      throw new ProxyError(shownProxy(proxy), null, error) // such as an address that is none
    }
  }
}

/** What undici hands to a handler whose request never began. */
const ended: Dispatcher.DispatchController = {
  ...{ aborted: true, paused: false, reason: null },
  ...{ abort: () => {}, pause: () => {}, resume: () => {} },
}
