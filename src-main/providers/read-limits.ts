import type { LimitOf, LimitReading } from '#shared/limits'
import { windowOfRefill } from './infer-window'
import type { LimitFamily } from './limit-family'
import { untilMidnight } from './reset-times'
import { durationMs, type HeaderMap, serverClock } from './wait-hint'

const secondMs = 1_000
const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/**
 * What an answer's headers say of the provider's limits (provider wire facts, 2.1). Empty where they say nothing. A provider may limit the
 * same thing over several windows (Mistral: a minute and a month): each is a reading of its own, the shortest window first.
 * `windowMs` is what the header's name or the provider's rules say; else what a refill that goes on all the time must take, where the
 * numbers allow no other; else null.
 * @param now epoch ms, for resets that are moments when the answer carries no Date of its own
 */
export function readLimits(headers: HeaderMap, now: number, family: LimitFamily = 'generic'): LimitReading[] {
  const values = new Map([...headers].map(([name, value]) => [name.toLowerCase(), value.trim()]))
  const context: Context = { values, serverNow: serverClock(headers, now), family }
  const readings = readersOf(family).flatMap((read) => read(context))
  const useful = readings.filter(({ limit, remaining }) => limit !== null || remaining !== null)
  // Fireworks: it was served, and a refusal comes next.
  if (values.get('x-ratelimit-over-limit')?.toLowerCase() !== 'yes') return useful
  const over = useful.length > 0 ? useful : [{ of: 'requests', ...nothing } as const]
  return over.map((reading) => ({ ...reading, over: true }))
}

type Context = {
  readonly values: ReadonlyMap<string, string>
  readonly serverNow: number
  readonly family: LimitFamily
}
type Reader = (context: Context) => LimitReading[]

const nothing = { limit: null, remaining: null, resetMs: null, windowMs: null }

/** A gateway may pass on the headers of any of them, so an unknown server is read in every form that no other can be taken for. */
function readersOf(family: LimitFamily): readonly Reader[] {
  switch (family) {
    case 'anthropic':
      return [anthropic]
    case 'mistral':
      return [namedWindows]
    case 'together':
      return [together]
    case 'openrouter':
      return [openRouter]
    case 'gemini': // sends none
    case 'deepseek':
      return []
    default:
      return [openAi, anthropic, namedWindows, plain]
  }
}

/** `x-ratelimit-{limit,remaining,reset}-{requests,tokens}`, as OpenAI, Azure, Groq, Fireworks and the practice provider send them. */
function openAi({ values, serverNow, family }: Context): LimitReading[] {
  const dimensions: readonly (readonly [suffix: string, of: LimitOf])[] = [
    ['requests', 'requests'],
    ['tokens', 'tokens'],
    ['input-tokens', 'input_tokens'],
    ['output-tokens', 'output_tokens'],
    ['tokens-prompt', 'input_tokens'], // Fireworks
    ['tokens-generated', 'output_tokens'],
  ]
  return dimensions.map(([suffix, of]) => {
    const limit = positive(values.get(`x-ratelimit-limit-${suffix}`))
    // Azure: -1 is no information, and so is a 0 beside it.
    const remaining = family === 'azure' && limit === null ? null : count(values.get(`x-ratelimit-remaining-${suffix}`))
    const reset = values.get(`x-ratelimit-reset-${suffix}`) ?? null
    const resetMs = resetOf(reset, serverNow)
    const windowMs = ruleOf(family, of) ?? windowOfRefill({ limit, remaining, resetMs, text: reset, family })
    return { of, limit, remaining, resetMs, windowMs }
  })
}

/** How long the window of these headers is by the provider's own documentation. */
function ruleOf(family: LimitFamily, of: LimitOf): number | null {
  switch (family) {
    case 'groq':
      return of === 'requests' ? dayMs : minuteMs
    case 'azure':
    case 'fireworks':
      return minuteMs
    default:
      return null // OpenAI: a minute mostly, a day in the lower tiers; the reset tells which
  }
}

/**
 * `anthropic-ratelimit-{requests,tokens,input-tokens,output-tokens}-{limit,remaining,reset}`; `tokens` is the tightest limit in force.
 * The priority and fast tiers have headers of their own, which count where the plain ones are missing.
 */
function anthropic({ values, serverNow }: Context): LimitReading[] {
  const dimensions: readonly LimitOf[] = ['requests', 'tokens', 'input_tokens', 'output_tokens']
  return dimensions.map((of) => {
    const suffix = of.replace('_', '-')
    const prefix = ['ratelimit', 'priority', 'fast']
      .map((tier) => `anthropic-${tier}-${suffix}`)
      .find((name) => values.has(`${name}-limit`) || values.has(`${name}-remaining`))
    if (prefix === undefined) return { of, ...nothing }
    const [limit, remaining] = [positive(values.get(`${prefix}-limit`)), count(values.get(`${prefix}-remaining`))]
    return {
      of,
      limit,
      remaining,
      resetMs: resetOf(values.get(`${prefix}-reset`) ?? null, serverNow),
      windowMs: minuteMs,
    }
  })
}

const spans: Readonly<Record<string, number>> = {
  second: secondMs,
  minute: minuteMs,
  hour: hourMs,
  day: dayMs,
  month: 30 * dayMs,
}

/** Mistral: `x-ratelimit-{limit,remaining}-{req,tokens}-{window}`, the window as `minute`, `5-minute`, `10-second` or `month`. */
function namedWindows({ values }: Context): LimitReading[] {
  const found = new Map<string, LimitReading>()
  for (const [name, value] of values) {
    const parts =
      /^x-ratelimit-(limit|remaining)-(req|requests|tokens)-(?:(\d+)-)?(second|minute|hour|day|month)$/.exec(name)
    if (!parts) continue
    const [, what, counted, times = '1', span = ''] = parts
    const windowMs = Number(times) * (spans[span] ?? 0)
    const of: LimitOf = counted === 'tokens' ? 'tokens' : 'requests'
    const known = found.get(`${of} ${windowMs}`) ?? { of, ...nothing, windowMs: windowMs > 0 ? windowMs : null }
    const read = what === 'limit' ? { limit: positive(value) } : { remaining: count(value) }
    found.set(`${of} ${windowMs}`, { ...known, ...read })
  }
  return [...found.values()].toSorted((a, b) => (a.windowMs ?? 0) - (b.windowMs ?? 0))
}

/** Together: `x-ratelimit-*` and `x-tokenlimit-*`, all of a second. */
function together({ values, serverNow }: Context): LimitReading[] {
  const of = (name: string, what: LimitOf): LimitReading => ({
    of: what,
    limit: positive(values.get(`${name}-limit`)),
    remaining: count(values.get(`${name}-remaining`)),
    resetMs: resetOf(values.get(`${name}-reset`) ?? null, serverNow),
    windowMs: secondMs,
  })
  return [of('x-ratelimit', 'requests'), of('x-tokenlimit', 'tokens')]
}

/** OpenRouter: only on its own 429. Free models have 20 a minute, and 50 or 1,000 a day that ends at midnight UTC. */
function openRouter(context: Context): LimitReading[] {
  return plain(context).map((reading) => {
    const { limit, resetMs } = reading
    if (limit === null || resetMs === null) return reading
    const endsDay = Math.abs(untilMidnight(context.serverNow, 'UTC') - resetMs) < 2 * secondMs
    if (endsDay && limit >= 50) return { ...reading, windowMs: dayMs }
    return resetMs <= minuteMs ? { ...reading, windowMs: minuteMs } : reading
  })
}

/** `x-ratelimit-{limit,remaining,reset}` of something that is not said: requests, as all that send them count those. */
function plain({ values, serverNow }: Context): LimitReading[] {
  const limit = positive(values.get('x-ratelimit-limit') ?? values.get('ratelimit-limit'))
  const remaining = count(values.get('x-ratelimit-remaining') ?? values.get('ratelimit-remaining'))
  const resetMs = resetOf(values.get('x-ratelimit-reset') ?? values.get('ratelimit-reset') ?? null, serverNow)
  return [{ of: 'requests', limit, remaining, resetMs, windowMs: null }]
}

/** A whole number from 0; null for what is none, such as Azure's -1. */
function count(text: string | undefined): number | null {
  if (text === undefined || !/^\d{1,15}(\.0+)?$/.test(text)) return null
  return Number(text)
}

function positive(text: string | undefined): number | null {
  return count(text) || null
}

/** A reset of nothing, or of a moment that has passed, says nothing. */
function resetOf(text: string | null, serverNow: number): number | null {
  const ms = durationMs(text, serverNow)
  return ms !== null && ms > 0 && ms <= 40 * dayMs ? Math.ceil(ms) : null
}
