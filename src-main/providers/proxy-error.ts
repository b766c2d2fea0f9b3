import { type Dispatcher, Pool } from 'undici'

/**
 * A proxy that did not let a call through. `status`: what it answered to the wish for a tunnel; null when it could not be reached, and then
 * `cause` tells why. Either way nothing reached the provider.
 */
export class ProxyError extends Error {
  override readonly name = 'ProxyError'
  readonly code: 'ERR_PROXY_UNREACHABLE' | 'ERR_PROXY_AUTH' | 'ERR_PROXY_TUNNEL'
  constructor(
    readonly proxy: string,
    readonly status: number | null,
    cause?: unknown,
  ) {
    super(inWords(proxy, status), { cause })
    this.code = status === null ? 'ERR_PROXY_UNREACHABLE' : status === 407 ? 'ERR_PROXY_AUTH' : 'ERR_PROXY_TUNNEL'
  }
}

/** The first ProxyError behind what a client threw. */
export function proxyErrorIn(error: unknown): ProxyError | undefined {
  for (let at = error, depth = 0; depth < 8 && at instanceof Error; at = at.cause, depth++)
    if (at instanceof ProxyError) return at
  return undefined
}

/** A proxy's address as it may be shown: without a password. */
export function shownProxy(proxy: string): string {
  const url = URL.parse(proxy)
  return url ? `${url.protocol}//${url.host}` : '(its address is no URL)'
}

function inWords(proxy: string, status: number | null): string {
  if (status === null) return `The proxy ${proxy} cannot be reached`
  if (status === 407) return `The proxy ${proxy} wants a user name and a password (407)`
  return `The proxy ${proxy} does not pass the call on (${status})`
}

type ConnectOptions = Omit<Dispatcher.ConnectOptions, 'origin'>
type ConnectCallback = (error: Error | null, data: Dispatcher.ConnectData) => void

/** The connections to a proxy. undici itself tells a refused tunnel only by the words of an error that it has for many things. */
export class ProxyPool extends Pool {
  constructor(
    origin: URL,
    private readonly shown: string,
    options: Pool.Options,
  ) {
    super(origin, options)
  }

  override connect(options: ConnectOptions): Promise<Dispatcher.ConnectData>
  override connect(options: ConnectOptions, callback: ConnectCallback): void
  override connect(options: ConnectOptions, callback?: ConnectCallback) {
    return callback ? super.connect(options, callback) : this.tunnel(options)
  }

  private async tunnel(options: ConnectOptions): Promise<Dispatcher.ConnectData> {
    const answer = await super.connect(options).catch((error: unknown) => {
      throw new ProxyError(this.shown, null, error)
    })
    if (answer.statusCode === 200) return answer // undici takes no other, though any 2xx would do
    answer.socket.on('error', () => {}).destroy()
    throw new ProxyError(this.shown, answer.statusCode)
  }
}

/**
 * For plain http, which a proxy passes on without a tunnel: what comes of the proxy is told apart from what comes of the server. undici
 * itself turns a 407 into an error that it else has for wrong arguments only, and those it finds before a request starts.
 */
export const tellProxyErrors =
  (shown: string): Dispatcher.DispatcherComposeInterceptor =>
  (dispatch) =>
  (options, handler) => {
    if (new URL(String(options.origin)).protocol !== 'http:') return dispatch(options, handler)
    let isStarted = false
    let isAnswered = false
    const asProxys = (error: Error): Error => {
      const code = 'code' in error ? String(error.code) : ''
      if (isStarted && code === 'UND_ERR_INVALID_ARG') return new ProxyError(shown, 407)
      return !isAnswered && connectCodes.has(code) ? new ProxyError(shown, null, error) : error
    }
    return dispatch(options, {
      onRequestStart(controller, context) {
        isStarted = true
        handler.onRequestStart?.(controller, context)
      },
      onRequestUpgrade: (...upgrade) => handler.onRequestUpgrade?.(...upgrade),
      onResponseStart(...response) {
        isAnswered = true
        handler.onResponseStart?.(...response)
      },
      onResponseData: (controller, chunk) => handler.onResponseData?.(controller, chunk),
      onResponseEnd: (controller, trailers) => handler.onResponseEnd?.(controller, trailers),
      onResponseError: (controller, error) => handler.onResponseError?.(controller, asProxys(error)),
    })
  }

const connectCodes = new Set([
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'],
])
