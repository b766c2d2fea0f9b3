import { AsyncLocalStorage } from 'node:async_hooks'
import { Agent, fetch as undiciFetch } from 'undici'
import type { Outcome, ProviderCall } from '#shared/outcome'
import { type ClassifyContext, classifyNetworkError } from './classify'
import {
  aborted,
  type Endpoint,
  type Fetch,
  fitsInHeader,
  UnsendableRequest,
  unsendable,
  unusableKey,
} from './protocol'
import { readLimits } from './read-limits'
import type { HeaderMap } from './wait-hint'

/** The way to a provider below its SDK: connections, counting, and what every protocol does with an answer's headers. */
export type Upstream = {
  /** For the SDK: uses the endpoint's connections, follows no redirect, and counts for the attempt that it is called in. */
  readonly fetch: Fetch
  /**
   * Runs one attempt and never throws: an abort, a broken connection and an UnsendableRequest become their outcomes. Within it the first
   * headers call `onFirstByte`, every answer's headers are read for limits, and more than one request upstream is reported.
   */
  readonly attempt: (call: ProviderCall, exchange: () => Promise<Outcome>) => Promise<Outcome>
  /** The secrets to mask, and the time. */
  readonly context: () => ClassifyContext
  readonly close: () => Promise<void>
}

/** For any undici dispatcher that carries calls to a provider. */
export const agentOptions = {
  // undici gives up after 300 s without headers or a next chunk; a long answer may take longer, and the lane has its own limits.
  headersTimeout: 0,
  bodyTimeout: 0,
  connect: { timeout: 10_000 },
  allowH2: false, // with a socket per call, aborting the call closes its socket
} as const satisfies Agent.Options

// undici's own fetch beside undici's Agent: Electron's and Node's built-in fetch bring another undici, whose Agents differ.
const pinnedFetch = undiciFetch as unknown as Fetch

type Counted = {
  readonly onHeaders: (headers: HeaderMap) => void
  calls: number
  readonly layers: Set<string>
}

export function createUpstream(endpoint: Endpoint): Upstream {
  const { apiKey, headers = {}, limitFamily, onMultiplied } = endpoint
  const own = endpoint.dispatcher || endpoint.fetch ? null : new Agent(agentOptions)
  const dispatcher = endpoint.dispatcher ?? own
  const attempts = new AsyncLocalStorage<Counted>() // whichever SDK calls fetch, and whenever: it is still within its attempt
  const context = (): ClassifyContext => ({
    secrets: [...(apiKey === null ? [] : [apiKey]), ...Object.values(headers)],
    now: Date.now(),
  })
  const fetch = countedFetch(
    (input, init) =>
      (endpoint.fetch ?? pinnedFetch)(withQuery(input, endpoint.query), {
        ...init,
        redirect: 'manual', // to be told, not followed: it would turn a POST into a GET, or carry the key to another host
        ...(dispatcher ? { dispatcher } : {}), // another fetch may come with another undici, which cannot use our Agent
      } as unknown as RequestInit),
    attempts,
  )

  async function attempt(call: ProviderCall, exchange: () => Promise<Outcome>): Promise<Outcome> {
    const { signal, onFirstByte, onLimits } = call
    if (signal.aborted) return aborted(signal)
    if (!fitsInHeader(apiKey ?? '')) return unusableKey()
    let began = false
    const counted: Counted = {
      calls: 0,
      layers: new Set(),
      onHeaders(answered) {
        if (signal.aborted) return
        if (!began) onFirstByte()
        began = true
        const readings = onLimits ? readLimits(answered, Date.now(), limitFamily) : []
        if (readings.length > 0) onLimits?.(readings)
      },
    }
    try {
      return await attempts.run(counted, exchange)
    } catch (error) {
      if (error instanceof UnsendableRequest) return unsendable(error)
      return signal.aborted ? aborted(signal) : classifyNetworkError(error, context())
    } finally {
      if (counted.calls > 1) onMultiplied?.(counted.calls, [...counted.layers].join(' and '))
    }
  }

  return { fetch, attempt, context, close: async () => own?.destroy() }
}

function withQuery(input: Parameters<Fetch>[0], query: Endpoint['query'] = {}): Parameters<Fetch>[0] {
  const added = Object.entries(query)
  if (added.length === 0 || input instanceof Request) return input // no SDK makes requests of its own
  const url = new URL(input)
  for (const [name, value] of added) url.searchParams.set(name, value)
  return url
}

/**
 * The detector for a second owner of retries: counts what goes upstream within an attempt, whoever sends it. An SDK's own retry comes
 * through here; what a gateway repeats behind our back shows in its answer's headers only.
 */
function countedFetch(fetch: Fetch, attempts: AsyncLocalStorage<Counted>): Fetch {
  return async (input, init) => {
    const counted = attempts.getStore()
    if (!counted) return fetch(input, init)
    counted.calls++
    if (counted.calls > 1) counted.layers.add(repeater(new Headers(init?.headers)))
    const response = await fetch(input, init)
    for (const { name, header, calls } of gateways) {
      const repeated = calls(Number(response.headers.get(header) ?? Number.NaN))
      if (!(repeated > 1)) continue
      counted.calls += repeated - 1
      counted.layers.add(`${name} (${header})`)
    }
    counted.onHeaders(response.headers)
    return response
  }
}

/** SDKs made by Stainless, OpenAI's and Anthropic's among them, number their retries. */
function repeater(headers: Headers): string {
  const name = 'x-stainless-retry-count'
  return Number(headers.get(name)) > 0 ? `the SDK (${name})` : 'the HTTP client'
}

/** Gateways that say how often they called upstream: in retries, or in calls of which the first is the attempt's own. */
const gateways: readonly { name: string; header: string; calls: (said: number) => number }[] = [
  { name: 'LiteLLM’s retries', header: 'x-litellm-attempted-retries', calls: (retries) => retries + 1 },
  { name: 'LiteLLM’s fallbacks', header: 'x-litellm-attempted-fallbacks', calls: (fallbacks) => fallbacks + 1 },
  { name: 'Portkey', header: 'x-portkey-retry-attempt-count', calls: (retries) => retries + 1 },
  { name: 'a proxy’s SDK', header: 'x-stainless-retry-count', calls: (retries) => retries + 1 },
  { name: 'an Envoy proxy', header: 'x-envoy-attempt-count', calls: (calls) => calls },
]
