import type { Dispatcher } from 'undici'
import type { Outcome, ProviderAdapter } from '#shared/outcome'
import type { Failure, TaskResult } from '#shared/task'
import type { LimitFamily } from './limit-family'

/** One wire protocol at one address, under one key. One `call` is one request on the wire, always: the engine alone retries. */
export type ProtocolAdapter = ProviderAdapter & {
  /** The models that the server offers, as it orders them. Rejects with a ProviderError. */
  readonly listModels: (signal: AbortSignal) => Promise<string[]>
  /** Ends every call that still runs, as lost connections, and frees the sockets; those of a dispatcher that was given stay its owner's. */
  readonly close: () => Promise<void>
}

/** The Fetch API's function, as the SDKs take it. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

/** Where a provider is, how to be let in, and how to talk to it. */
export type Endpoint = {
  readonly baseUrl: string
  /** null: a server that wants none, such as Ollama. */
  readonly apiKey: string | null
  /** Sent with every request, and treated as secrets. */
  readonly headers?: Readonly<Record<string, string>>
  /** Put into the address of every request, such as Azure's api-version. */
  readonly query?: Readonly<Record<string, string>>
  /** In place of undici's: it must honour `redirect` and `signal`. */
  readonly fetch?: Fetch
  /** undici's way to the server (a proxy, a CA of one's own), made with `agentOptions`; who gives it closes it. */
  readonly dispatcher?: Dispatcher
  /** Ask for streamed answers, so that a text can be watched and a stall noticed. */
  readonly stream: boolean
  /** Whose limits these are, as `readLimits` names them ('openai', 'groq', …); it also tells dialects of one protocol apart. */
  readonly limitFamily?: LimitFamily
  /** One attempt became `calls` requests upstream: a layer beside the engine retries. At most once an attempt. */
  readonly onMultiplied?: (calls: number, layer: string) => void
}

/** Why a server gave no list of models. `outcome` is null when it answered, but with something else. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError'
  constructor(
    readonly outcome: Outcome | null,
    readonly status: number | null,
    message: string,
  ) {
    super(message)
  }
}

export function providerError(outcome: Outcome, status: number | null): ProviderError {
  return new ProviderError(outcome, status, 'failure' in outcome ? outcome.failure.message : outcome.kind)
}

/** A request that cannot be put into this protocol's words, or may not be sent as it is. Adapters throw it while they build. */
export class UnsendableRequest extends Error {
  override readonly name = 'UnsendableRequest'
}

/** What a person must change about a request that was not sent. */
export function unsendable({ message }: UnsendableRequest): Outcome {
  return { kind: 'permanent', failure: ownFailure('bad_request', message) }
}

const timeouts: Readonly<Record<string, string>> = {
  timeout: 'No complete answer came within the time limit',
  first_token: 'The answer did not begin within the time limit for its first word',
  stalled: 'The answer began and then stopped: nothing more came within the time limit for a pause',
}

/**
 * The failure of an answer that broke off, with the text that had come until then: it may be billed, and a person may want to see it. An
 * outcome that has an answer of its own keeps it; a limit, a refused key and a cancelled call have none.
 */
export function withPartial(outcome: Outcome, text: string, model: string): Outcome {
  if (text.trim() === '' || (outcome.kind !== 'transient' && outcome.kind !== 'permanent') || outcome.answer)
    return outcome
  const answer: TaskResult = {
    ...{ kind: 'text', text, cutOff: false, finishReason: null, model },
    ...{ requestId: outcome.failure.requestId, usage: { tokensIn: null, tokensOut: null } },
  }
  return { ...outcome, answer }
}

/** What the abort's reason, the engine's own word, makes of the call. */
export function aborted({ reason }: AbortSignal): Outcome {
  // The process is ending, or it slept through the call: what became of it nobody knows.
  if (reason === 'shutdown' || reason === 'asleep') return { kind: 'lost' }
  const which = reason instanceof DOMException && reason.name === 'TimeoutError' ? 'timeout' : reason
  const words = typeof which === 'string' && Object.hasOwn(timeouts, which) ? timeouts[which] : undefined
  if (words === undefined) return { kind: 'cancelled' }
  return { kind: 'transient', failure: ownFailure('timeout', words), outage: true, retryAfterMs: null }
}

/** HTTP headers carry Latin-1 without control characters. A pasted key often brings a line break or a typographic quote. */
export function fitsInHeader(value: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value)
}

/**
 * A key or a header that HTTP cannot carry; null where there is none. A person must enter it again; until then every task would fail of it,
 * so the gate closes and none is sent. Values are never quoted: they are secrets.
 */
export function unusableHeaders({ apiKey, headers = {} }: Pick<Endpoint, 'apiKey' | 'headers'>): Outcome | null {
  if (!fitsInHeader(apiKey ?? '')) return unusableKey()
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name))
      return unusable(
        `${JSON.stringify(name.slice(0, 40))} is no name for a header. Change it under the provider’s options`,
      )
    if (fitsInHeader(value.trim())) continue // HTTP leaves out white space around it
    if (keyHeaders.has(name.toLowerCase())) return unusableKey()
    return unusable(
      `The header ${name} has a character that no header can have, perhaps a line break. Change it under the provider’s options`,
    )
  }
  return null
}
/** The same for a key alone. */
export function unusableKey(): Outcome {
  return unusable('The API key has a character that no key can have, perhaps a line break. Enter it again')
}

function unusable(message: string): Outcome {
  return { kind: 'blocked', reason: 'auth', failure: ownFailure('auth', message, 'ERR_INVALID_CHAR') }
}

const keyHeaders = new Set(['api-key', 'x-api-key', 'authorization', 'x-goog-api-key'])

/** A failure in our words, where no answer came. */
function ownFailure(code: Failure['code'], message: string, providerCode: string | null = null): Failure {
  return { code, status: null, providerCode, message, requestId: null }
}
