import { AsyncLocalStorage } from 'node:async_hooks'
import { Agent, fetch as undiciFetch } from 'undici'
import type { Outcome, ProviderCall } from '#shared/outcome'
import { addressSecrets } from './address-secrets'
import { type ClassifyContext, classifyNetworkError } from './classify'
import { answeredWith, type Heard, hear, keptAnswer, remember, wireAnswer } from './heard-answer'
import {
  aborted,
  type Endpoint,
  type Fetch,
  UnsendableRequest,
  unsendable,
  unusableHeaders,
  withPartial,
} from './protocol'
import { readLimits } from './read-limits'
import { firstBytes } from './sse'
import type { HeaderMap } from './wait-hint'

/** The way to a provider below its SDK: connections, counting, and what every protocol does with an answer's headers. */
export type Upstream = {
  /** For the SDK: uses the endpoint's connections, follows no redirect, and counts for the attempt that it is called in. */
  readonly fetch: Fetch
  /**
   * Runs one attempt and never throws: an abort, a broken connection and an UnsendableRequest become their outcomes. Within it the first
   * headers call `onFirstByte`, every answer's headers are read for limits, and more than one request upstream is reported. `exchange` gets
   * the call with an `onText` that also keeps the text: what came of a stream that broke goes with its failure.
   */
  readonly attempt: (call: ProviderCall, exchange: (call: HeardCall) => Promise<Outcome>) => Promise<Outcome>
  /** The secrets to mask, and the time. */
  readonly context: () => ClassifyContext
  readonly close: () => Promise<void>
}

export type HeardCall = ProviderCall & Required<Pick<ProviderCall, 'onText'>>

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
  heard: Heard | null // of the last answer
  readonly keepsBody: boolean // also of one that succeeds
  calls: number
  readonly layers: Set<string>
}

export function createUpstream(endpoint: Endpoint): Upstream {
  const { apiKey, headers = {}, limitFamily, onMultiplied } = endpoint
  const own = endpoint.dispatcher || endpoint.fetch ? null : new Agent(agentOptions)
  const dispatcher = endpoint.dispatcher ?? own
  const attempts = new AsyncLocalStorage<Counted>() // whichever SDK calls fetch, and whenever: it is still within its attempt
  const secrets = [...(apiKey === null ? [] : [apiKey]), ...Object.values(headers), ...addressSecrets(endpoint.baseUrl)]
  const context = (): ClassifyContext => ({
    secrets,
    now: Date.now(),
    ...(limitFamily ? { family: limitFamily } : {}),
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
  // Not part of what is counted: its headers are told as soon as they come.
  const boundedFetch: Fetch = async (input, init) => {
    const response = await fetch(input, init)
    const counted = attempts.getStore()
    const heard = counted?.heard
    const onBytes = (bytes: Uint8Array) => {
      if (heard) remember(heard, bytes)
    }
    return counted?.keepsBody && response.ok
      ? withOverheardBody(response, onBytes)
      : withBoundedError(response, init?.signal ?? null, onBytes)
  }

  async function attempt(call: ProviderCall, exchange: (call: HeardCall) => Promise<Outcome>): Promise<Outcome> {
    const { signal, onFirstByte, onLimits, onWire, keepsBody = false } = call
    if (signal.aborted) return aborted(signal)
    const unusable = unusableHeaders(endpoint)
    if (unusable) return unusable
    let began = false
    const texts: string[] = []
    const onText = (piece: string) => {
      if (piece !== '') texts.push(piece)
      if (!signal.aborted) call.onText?.(piece) // a pause or a cancel wants no more pieces
    }
    const counted: Counted = {
      heard: null,
      keepsBody,
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
    const failed = (error: unknown): Outcome => {
      if (error instanceof UnsendableRequest) return unsendable(error)
      return signal.aborted ? aborted(signal) : classifyNetworkError(error, context())
    }
    try {
      const outcome = await attempts.run(counted, () => exchange({ ...call, onText })).catch(failed)
      const { heard } = counted
      // The practice provider's answers are many, and none has anything to tell.
      const isWorthIt = outcome.kind !== 'succeeded' || keepsBody || limitFamily !== 'practice'
      const wire = onWire && heard && isWorthIt ? whatCame(heard, outcome, secrets, keepsBody) : null
      if (wire) onWire?.(wire)
      return withPartial(outcome, texts.join(''), call.model)
    } finally {
      if (counted.calls > 1) onMultiplied?.(counted.calls, [...counted.layers].join(' and '))
    }
  }

  return { fetch: boundedFetch, attempt, context, close: async () => own?.destroy() }
}

function whatCame(heard: Heard, { kind }: Outcome, secrets: readonly string[], keepsBody: boolean) {
  if (kind !== 'succeeded') return wireAnswer(heard, secrets)
  return keepsBody ? keptAnswer(heard, secrets) : answeredWith(heard, secrets)
}

/** Whoever reads the body reads all of it, breaks included; what goes by is told. */
function withOverheardBody(response: Response, onBytes: (bytes: Uint8Array) => void): Response {
  const { status, statusText, headers, body } = response
  if (body === null) return response
  const overhear = new TransformStream<Uint8Array, Uint8Array>({
    transform(bytes, controller) {
      onBytes(bytes)
      controller.enqueue(bytes)
    },
  })
  return new Response(body.pipeThrough(overhear), { status, statusText, headers: [...headers] })
}

/**
 * SDKs read the body of an error whole, however long it is and however much it grows when it is unpacked. What comes after this is left
 * out, and what comes before a break is kept, since status and headers tell most.
 */
const longestErrorBytes = 2 * 1024 * 1024

function withBoundedError(
  response: Response,
  signal: AbortSignal | null,
  onBytes: (bytes: Uint8Array) => void,
): Response {
  const { ok, status, statusText, headers, body } = response
  // Some statuses must have no body at all, and those beyond 599 cannot be made.
  if (ok || body === null || status < 300 || status === 304 || status > 599) return response
  return new Response(firstBytes(body, longestErrorBytes, signal, onBytes), {
    status,
    statusText,
    headers: [...headers],
  })
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
    counted.heard = hear(response.status, response.headers, counted.keepsBody && response.ok)
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
