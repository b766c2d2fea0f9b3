import { practiceModels } from '#shared/provider'
import { type Directive, directivesIn } from './directives'
import type { SimulatorProfile } from './profile'
import { seededRandom } from './seeded'

/** What ends a call in place of its answer. */
export type Fault =
  | {
      readonly kind: 'status'
      readonly status: number
      readonly reason: 'refuse' | 'too_long' | 'no_key' | 'no_quota' | 'fault'
    }
  | { readonly kind: 'limit'; readonly waitMs: number }
  /** afterAnswer: the answer was made and kept under the call's key before the connection broke. */
  | { readonly kind: 'drop'; readonly afterAnswer: boolean }
  | { readonly kind: 'hang' }

export type Fate = { readonly latencyMs: number; readonly fault: Fault | null; readonly empty: boolean }

/** A call as its fate knows it. `occurrence` is 1 for the first call of that content and model under its idempotency key. */
export type FatedCall = {
  readonly model: string
  readonly content: string
  readonly isEmbedding: boolean
  readonly occurrence: number
}

/**
 * What happens to the n-th call of a content: decided by the seed, the model, the content and n, whatever else goes on and
 * whenever it comes. A content with a directive meets what it asked for and no chance fault.
 */
export function fateOf(call: FatedCall, profile: SimulatorProfile): Fate {
  const { model, content, occurrence } = call
  const random = (what: string) => seededRandom(profile.seed, what, model, content, occurrence)
  const directives = directivesIn(content)
  const slow = directives.find((directive) => directive.kind === 'slow')
  const { minMs, maxMs } = profile.latency[speedOf(call)]
  const statedMs = slow ? slow.seconds * 1_000 : minMs + random('latency') * (maxMs - minMs)
  return {
    latencyMs: statedMs * profile.latencyScale,
    fault: directives.length > 0 ? scripted(directives, occurrence) : byChance(profile.faults, random),
    empty: directives.some((directive) => directive.kind === 'empty'),
  }
}

function speedOf({ model, isEmbedding }: FatedCall): keyof SimulatorProfile['latency'] {
  if (isEmbedding) return 'embedding'
  return model === practiceModels.heavy ? 'heavy' : 'fast'
}

function scripted(directives: readonly Directive[], occurrence: number): Fault | null {
  for (const directive of directives) {
    const fault = faultOf(directive, occurrence)
    if (fault) return fault
  }
  return null
}

function faultOf(directive: Directive, occurrence: number): Fault | null {
  const isFirst = occurrence === 1
  switch (directive.kind) {
    case 'refuse':
    case 'too_long':
      return { kind: 'status', status: 400, reason: directive.kind }
    case 'no_key':
      return { kind: 'status', status: 401, reason: directive.kind }
    case 'no_quota':
      return { kind: 'status', status: 429, reason: directive.kind }
    case 'error':
      return { kind: 'status', status: directive.status, reason: 'fault' }
    case 'fail':
      return occurrence <= directive.times ? { kind: 'status', status: 503, reason: 'fault' } : null
    case 'limit':
      return isFirst ? { kind: 'limit', waitMs: directive.seconds * 1_000 } : null
    case 'hang':
      return isFirst ? { kind: 'hang' } : null
    case 'drop':
      return isFirst ? { kind: 'drop', afterAnswer: false } : null
    case 'slow':
    case 'empty':
    case 'no_json':
      return null
  }
}

function byChance(chances: SimulatorProfile['faults'], random: (what: string) => number): Fault | null {
  const drawn = random('fault')
  let below = chances.unavailable
  if (drawn < below) return { kind: 'status', status: 503, reason: 'fault' }
  below += chances.drop
  if (drawn < below) return { kind: 'drop', afterAnswer: random('drop') < 0.5 }
  below += chances.serverError
  if (drawn < below) return { kind: 'status', status: 500, reason: 'fault' }
  below += chances.hang
  return drawn < below ? { kind: 'hang' } : null
}
