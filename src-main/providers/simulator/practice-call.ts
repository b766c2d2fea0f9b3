import { BoundedMap } from './bounded-map'
import { errors, rateLimited, statusError } from './errors'
import { type Fault, fateOf } from './fate'
import { IdempotencyKeys } from './idempotency'
import { type ParsedCall, parseCall } from './parse-call'
import { patchProfile, type SimulatorProfile } from './profile'
import { type Admission, RateLimits } from './rate-limits'
import { contentHash } from './seeded'
import { type EndedCall, type Ending, StatsCounter } from './stats'
import { tokensOf, type WireError } from './wire'

/** What the server does to end a call. `drop` breaks the connection. */
export type Reply =
  | { readonly kind: 'json'; readonly body: string; readonly headers: Readonly<Record<string, string>> }
  | { readonly kind: 'error'; readonly error: WireError; readonly headers: Readonly<Record<string, string>> }
  | { readonly kind: 'drop' }

/** A request on one of the two generation paths, its body already JSON. */
export type PracticeRequest = {
  readonly isEmbedding: boolean
  readonly text: string // the body as it came
  readonly json: unknown
  readonly authorization: string | null
  readonly idempotencyKey: string | null
  /** Aborted when the client hangs up or the server closes. */
  readonly signal: AbortSignal
}

const mostContents = 200_000
/** Errors come sooner than answers. */
const errorShare = 0.3

/** The practice provider without its HTTP: who may call, what happens to a call, and what is counted. */
export class PracticeProvider {
  readonly stats: StatsCounter
  readonly #keys = new IdempotencyKeys()
  readonly #occurrences = new BoundedMap<string, number>(mostContents)
  #limits: RateLimits
  #firstCallAt: number | null = null

  /** @param onCall hears of each call when it ended */
  constructor(
    public profile: SimulatorProfile,
    onCall?: (call: EndedCall) => void,
  ) {
    this.stats = new StatsCounter(() => Date.now(), onCall)
    this.#limits = this.#newLimits()
  }

  /** Changes the profile while calls run. Throws a ZodError when the result is no profile. */
  patch(changes: unknown): SimulatorProfile {
    const before = this.profile.rate
    this.profile = patchProfile(this.profile, changes)
    if (JSON.stringify(before) !== JSON.stringify(this.profile.rate)) this.#limits = this.#newLimits()
    return this.profile
  }

  isAllowed(authorization: string | null): boolean {
    return this.profile.apiKey === null || authorization === `Bearer ${this.profile.apiKey}`
  }

  /** Ends with the reply to send, or null when nobody waits for one any more. */
  async call(request: PracticeRequest): Promise<Reply | null> {
    if (!this.isAllowed(request.authorization)) return { kind: 'error', error: errors.keyRefused, headers: {} }
    const parsed = parseCall(request, this.profile)
    if ('error' in parsed) return { kind: 'error', error: parsed.error, headers: {} }
    const { model, content } = parsed
    const key = request.idempotencyKey
    this.#firstCallAt ??= performance.now()
    const ended = this.stats.started({ model, content, contentHash: contentHash(content), key })
    const { reply, ending } = await this.#answer(parsed, request)
    ended(request.signal.aborted && ending === 'answered' ? 'abandoned' : ending)
    if (reply === null || reply.kind === 'drop') return reply
    return { ...reply, headers: { ...this.#limits.headers(model), ...reply.headers } }
  }

  async #answer(parsed: ParsedCall, request: PracticeRequest): Promise<{ reply: Reply | null; ending: Ending }> {
    const { signal, text } = request
    const key = this.profile.idempotency ? request.idempotencyKey : null
    const { model, content } = parsed
    const bodyHash = contentHash(text)
    const known = key === null ? { kind: 'new' as const } : this.#keys.look(key, bodyHash)
    if (known.kind === 'different_body') return failed(errors.keyReused, 'client_error')
    if (known.kind === 'running') return failed(errors.stillRunning, 'client_error')
    if (known.kind === 'answered') {
      return {
        reply: { kind: 'json', body: known.answer, headers: { 'idempotent-replayed': 'true' } },
        ending: 'replayed',
      }
    }
    if (this.profile.down || this.#outage().isNow) return failed(statusError(503), 'unavailable')
    const admission = this.#limits.take(model, this.#tokens(parsed))
    if (admission.waitMs > 0) return failed(this.#rateLimited(model, admission), 'rate_limited')

    if (key !== null) this.#keys.begin(key, bodyHash)
    try {
      const { fault, latencyMs, empty } = fateOf(
        { ...parsed, occurrence: this.#occurrence(model, content, key) },
        this.profile,
      )
      if (fault && !(fault.kind === 'drop' && fault.afterAnswer)) {
        return await this.#meet(fault, model, latencyMs * errorShare, signal)
      }
      if (!(await waited(latencyMs, signal))) return { reply: null, ending: 'abandoned' }
      const body = JSON.stringify(parsed.answer(this.profile, empty))
      if (key !== null) this.#keys.keep(key, bodyHash, body)
      return fault
        ? { reply: { kind: 'drop' }, ending: 'drop' }
        : { reply: { kind: 'json', body, headers: {} }, ending: 'answered' }
    } finally {
      if (key !== null) this.#keys.end(key)
    }
  }

  async #meet(fault: Fault, model: string, latencyMs: number, signal: AbortSignal) {
    if (fault.kind === 'hang') {
      await new Promise<void>((resolve) => {
        if (signal.aborted) resolve()
        signal.addEventListener('abort', () => resolve(), { once: true })
      })
      return { reply: null, ending: 'hang' as const }
    }
    if (fault.kind === 'limit') {
      this.#limits.closeFor(model, fault.waitMs)
      return failed(this.#rateLimited(model, { waitMs: fault.waitMs, lacks: 'requests' }), 'rate_limited')
    }
    if (!(await waited(latencyMs, signal))) return { reply: null, ending: 'abandoned' as const }
    if (fault.kind === 'drop') return { reply: { kind: 'drop' as const }, ending: 'drop' as const }
    return failed(errorFor(fault), endingFor(fault.status))
  }

  /** Counted apart for every key, so that the same prompt in another task, or a sample that is run again, meets the same again. */
  #occurrence(model: string, content: string, key: string | null): number {
    const id = contentHash(`${model}\0${key ?? ''}\0${content}`)
    const occurrence = (this.#occurrences.get(id) ?? 0) + 1
    this.#occurrences.set(id, occurrence)
    return occurrence
  }

  /** What the call takes of the limit on tokens: where that is one, exactly what its usage will say. */
  #tokens({ content, answer }: ParsedCall): number {
    return this.profile.rate.tokens ? answer(this.profile, false).usage.total_tokens : tokensOf(content)
  }

  #rateLimited(model: string, admission: Admission): WireError {
    return rateLimited(model, { ...admission, hints: this.profile.rate.hints })
  }

  /** Whether the profile's outage is now, and how much of it went by. */
  #outage(): { isNow: boolean; passedMs: number } {
    const { outage } = this.profile
    if (outage === null || this.#firstCallAt === null) return { isNow: false, passedMs: 0 }
    const sinceMs = performance.now() - this.#firstCallAt - outage.afterMs
    return { isNow: sinceMs >= 0 && sinceMs < outage.forMs, passedMs: Math.min(Math.max(sinceMs, 0), outage.forMs) }
  }

  #newLimits(): RateLimits {
    return new RateLimits(this.profile.rate, () => performance.now() - this.#outage().passedMs)
  }
}

function failed(error: WireError, ending: Ending): { reply: Reply; ending: Ending } {
  return { reply: { kind: 'error', error, headers: error.headers ?? {} }, ending }
}

function errorFor(fault: Extract<Fault, { kind: 'status' }>): WireError {
  switch (fault.reason) {
    case 'refuse':
      return errors.refused
    case 'too_long':
      return errors.tooLong
    case 'no_key':
      return errors.keyRefused
    case 'no_quota':
      return errors.noQuota
    case 'fault':
      return statusError(fault.status)
  }
}

function endingFor(status: number): Ending {
  if (status === 503 || status === 529) return 'unavailable'
  return status >= 500 ? 'server_error' : 'refused'
}

/** False when the signal ended the wait. */
function waited(ms: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(false)
    const onAbort = () => {
      clearTimeout(timer)
      resolve(false)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort)
      resolve(true)
    }, ms)
    signal.addEventListener('abort', onAbort, { once: true })
  })
}
