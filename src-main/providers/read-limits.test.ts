import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LimitReading } from '#shared/limits'
import { type LimitFamily, limitFamilyOf } from './limit-family'
import { readLimits } from './read-limits'
import { RateLimits } from './simulator/rate-limits'

const now = Date.parse('2026-11-23T12:00:00Z')
const minute = 60_000
const day = 86_400_000
const read = (family: LimitFamily, headers: Record<string, string>) => readLimits(new Headers(headers), now, family)
const reading = (
  of: LimitReading['of'],
  limit: number | null,
  remaining: number | null,
  resetMs: number | null,
  windowMs: number | null,
): LimitReading => ({ of, limit, remaining, resetMs, windowMs })

/** OpenAI's form. */
const pair = (of: string, limit: string, remaining: string, reset?: string) => ({
  ...{ [`x-ratelimit-limit-${of}`]: limit, [`x-ratelimit-remaining-${of}`]: remaining },
  ...(reset !== undefined && { [`x-ratelimit-reset-${of}`]: reset }),
})
const anthropic = (of: string, limit: string, remaining: string, reset: string, tier = 'ratelimit') => ({
  [`anthropic-${tier}-${of}-limit`]: limit,
  [`anthropic-${tier}-${of}-remaining`]: remaining,
  [`anthropic-${tier}-${of}-reset`]: reset,
})

test.each<[name: string, LimitFamily, Record<string, string>, LimitReading[]]>([
  [
    'OpenAI: Go durations; the window follows from the refill',
    'openai',
    { ...pair('requests', '500', '499', '120ms'), ...pair('tokens', '30000', '15433', '29.133s') },
    [reading('requests', 500, 499, 120, minute), reading('tokens', 30_000, 15_433, 29_133, minute)],
  ],
  [
    'OpenAI: requests a day in a low tier',
    'openai',
    pair('requests', '200', '199', '7m12s'),
    [reading('requests', 200, 199, 432_000, day)],
  ],
  [
    'OpenAI: a large limit whose reset is a few milliseconds',
    'openai',
    { ...pair('requests', '10000', '9999', '6ms'), ...pair('tokens', '150000', '149984', '6ms') },
    [reading('requests', 10_000, 9_999, 6, minute), reading('tokens', 150_000, 149_984, 6, minute)],
  ],
  [
    'OpenAI: nothing used tells no window',
    'openai',
    pair('requests', '500', '500', '0s'),
    [reading('requests', 500, 500, null, null)],
  ],
  [
    'Azure: seconds, a minute each',
    'azure',
    { ...pair('requests', '250', '249', '10'), ...pair('tokens', '250000', '249000', '60') },
    [reading('requests', 250, 249, 10_000, minute), reading('tokens', 250_000, 249_000, minute, minute)],
  ],
  [
    'Azure: -1 and 0 are no information',
    'azure',
    { ...pair('requests', '-1', '-1', '0'), ...pair('tokens', '-1', '0', '0') },
    [],
  ],
  [
    'Azure: an empty bucket is information',
    'azure',
    pair('tokens', '1000', '0', '30'),
    [reading('tokens', 1_000, 0, 30_000, minute)],
  ],
  [
    'Groq: requests a day, tokens a minute',
    'groq',
    { ...pair('requests', '14400', '14370', '2m59.56s'), ...pair('tokens', '18000', '17997', '7.66s') },
    [reading('requests', 14_400, 14_370, 179_560, day), reading('tokens', 18_000, 17_997, 7_660, minute)],
  ],
  [
    'Anthropic: moments by the server’s own clock, input and output apart',
    'anthropic',
    {
      date: 'Mon, 23 Nov 2026 11:00:00 GMT',
      ...anthropic('requests', '50', '49', '2026-11-23T11:00:01Z'),
      ...anthropic('tokens', '38000', '30000', '2026-11-23T11:00:13Z'),
      ...anthropic('input-tokens', '30000', '27000', '2026-11-23T11:00:06Z'),
      ...anthropic('output-tokens', '8000', '3000', '2026-11-23T11:00:38Z'),
    },
    [
      reading('requests', 50, 49, 1_000, minute),
      reading('tokens', 38_000, 30_000, 13_000, minute),
      reading('input_tokens', 30_000, 27_000, 6_000, minute),
      reading('output_tokens', 8_000, 3_000, 38_000, minute),
    ],
  ],
  [
    'Anthropic: a moment that has passed is no reset',
    'anthropic',
    anthropic('requests', '50', '50', '2026-11-23T11:59:59Z'),
    [reading('requests', 50, 50, null, minute)],
  ],
  [
    'Anthropic: the priority tier where it stands alone, and never before the plain one',
    'anthropic',
    {
      ...anthropic('input-tokens', '90000', '80000', '2026-11-23T12:00:06Z', 'priority'),
      ...anthropic('output-tokens', '8000', '3000', '2026-11-23T12:00:38Z'),
      ...anthropic('output-tokens', '99000', '99000', '2026-11-23T12:00:38Z', 'fast'),
    },
    [reading('input_tokens', 90_000, 80_000, 6_000, minute), reading('output_tokens', 8_000, 3_000, 38_000, minute)],
  ],
  [
    'Mistral: the window stands in the name, several for the same',
    'mistral',
    {
      'x-ratelimit-limit-tokens-month': '1000000000',
      'x-ratelimit-remaining-tokens-month': '999000000',
      'x-ratelimit-limit-req-minute': '60',
      'x-ratelimit-remaining-req-minute': '59',
      'x-ratelimit-limit-tokens-5-minute': '500000',
      'x-ratelimit-remaining-tokens-5-minute': '400000',
      'x-ratelimit-limit-req-10-second': '12',
      'x-ratelimit-tokens-query-cost': '412',
    },
    [
      reading('requests', 12, null, null, 10_000),
      reading('requests', 60, 59, null, minute),
      reading('tokens', 500_000, 400_000, null, 5 * minute),
      reading('tokens', 1_000_000_000, 999_000_000, null, 30 * day),
    ],
  ],
  [
    'Together: of a second',
    'together',
    {
      'x-ratelimit-limit': '10',
      'x-ratelimit-remaining': '9',
      'x-ratelimit-reset': '1',
      'x-tokenlimit-limit': '3000',
      'x-tokenlimit-remaining': '2900',
    },
    [reading('requests', 10, 9, 1_000, 1_000), reading('tokens', 3_000, 2_900, null, 1_000)],
  ],
  [
    'Fireworks: of a minute, prompt and answer apart, and over the limit',
    'fireworks',
    {
      ...pair('requests', '60', '0'),
      ...pair('tokens-prompt', '60000', '58000'),
      ...pair('tokens-generated', '6000', '5500'),
      'x-ratelimit-over-limit': 'yes',
    },
    [
      { ...reading('requests', 60, 0, null, minute), over: true },
      { ...reading('input_tokens', 60_000, 58_000, null, minute), over: true },
      { ...reading('output_tokens', 6_000, 5_500, null, minute), over: true },
    ],
  ],
  [
    'Fireworks: over the limit and no numbers',
    'fireworks',
    { 'x-ratelimit-over-limit': 'yes' },
    [{ ...reading('requests', null, null, null, null), over: true }],
  ],
  ['Fireworks: not over', 'fireworks', { 'x-ratelimit-over-limit': 'no' }, []],
  [
    'OpenRouter: the day of free models ends at midnight UTC',
    'openrouter',
    { 'X-RateLimit-Limit': '50', 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': String(now + 12 * 3_600_000) },
    [reading('requests', 50, 0, 12 * 3_600_000, day)],
  ],
  [
    'OpenRouter: the minute of free models',
    'openrouter',
    { 'X-RateLimit-Limit': '20', 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': String(now + 41_000) },
    [reading('requests', 20, 0, 41_000, minute)],
  ],
  ['Gemini sends none', 'gemini', pair('requests', '5', '4', '1s'), []],
  ['DeepSeek sends none', 'deepseek', {}, []],
  [
    'an unknown server: a window only where the numbers allow one alone',
    'generic',
    { ...pair('requests', '60', '50', '10s'), ...pair('tokens', '1000', '999', '3s') },
    [reading('requests', 60, 50, 10_000, minute), reading('tokens', 1_000, 999, 3_000, null)],
  ],
  [
    'an unknown server: a fixed window is not taken for a refill',
    'generic',
    pair('requests', '600', '595', '58s'),
    [reading('requests', 600, 595, 58_000, null)],
  ],
  [
    'an unknown server, in the form of the IETF draft',
    'generic',
    { 'ratelimit-limit': '100', 'ratelimit-remaining': '7', 'ratelimit-reset': '30' },
    [reading('requests', 100, 7, 30_000, null)],
  ],
  ['nonsense', 'openai', { ...pair('requests', 'many', 'NaN', 'soon'), ...pair('tokens', '-5', '-1', '-1') }, []],
  ['nothing at all', 'generic', { 'content-type': 'application/json' }, []],
])('%s', (_, family, headers, expected) => {
  expect(read(family, headers)).toEqual(expected)
})

test('the practice provider: its limit is the bucket’s capacity, and its reset tells the window once enough is used', () => {
  for (const [capacity, refillPerSecond] of [
    [100, 10],
    [40, 10],
    [600, 10],
  ] as const) {
    const limits = new RateLimits({ scope: 'model', capacity, refillPerSecond, tokens: null, hints: true }, () => 0)
    const trueWindowMs = (capacity / refillPerSecond) * 1_000
    for (let taken = 1; taken < capacity; taken++) {
      limits.take('m', 100)
      const [requests] = read('practice', limits.headers('m'))
      expect(requests).toMatchObject({ of: 'requests', limit: capacity, remaining: capacity - taken })
      if (taken < 20) expect(requests?.windowMs).toBeNull()
      else expect(requests?.windowMs).toSatisfy((ms: number) => ms >= trueWindowMs * 0.999 && ms <= trueWindowMs * 1.06)
    }
  }
})

test('a bucket that refills while its answer is on the way never seems faster than it is by more than a hundredth', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 25, max: 5_000 }),
      fc.double({ min: 0.2, max: 500, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 3, noNaN: true }),
      (capacity, refillPerSecond, share, passedSeconds) => {
        let clock = 0
        const limits = new RateLimits(
          { scope: 'model', capacity, refillPerSecond, tokens: null, hints: true },
          () => clock,
        )
        for (let taken = 0; taken < share * capacity; taken++) limits.take('m', 0)
        clock = passedSeconds * 1_000
        const requests = read('practice', limits.headers('m')).find(({ of }) => of === 'requests')
        if (typeof requests?.windowMs !== 'number') return
        const trueWindowMs = (capacity / refillPerSecond) * 1_000
        expect(requests.windowMs).toBeGreaterThanOrEqual(trueWindowMs * 0.985)
        expect(requests.windowMs).toBeLessThanOrEqual(trueWindowMs * 1.08)
      },
    ),
  )
})

test('whatever the headers say, readings are null or sensible numbers, and nothing throws', () => {
  const value = fc.oneof(
    fc.string({ maxLength: 30 }).map((text) => text.replace(/[^\x20-\x7e]/g, '')),
    fc.double().map(String),
    fc.integer().map(String),
    fc.constantFrom('2026-11-23T12:00:12Z', '6m0s', '1e400', '0', '-1'),
  )
  const name = fc.constantFrom(
    ...['x-ratelimit-limit-requests', 'x-ratelimit-remaining-requests', 'x-ratelimit-reset-requests', 'date'],
    ...[
      'anthropic-ratelimit-tokens-limit',
      'anthropic-ratelimit-tokens-reset',
      'x-ratelimit-limit',
      'x-ratelimit-reset',
    ],
    ...['x-ratelimit-limit-req-0-second', 'x-ratelimit-limit-tokens-9999999999-month', 'x-ratelimit-over-limit'],
  )
  const family = fc.constantFrom<LimitFamily>(
    'openai',
    'azure',
    'anthropic',
    'mistral',
    'openrouter',
    'generic',
    'local',
  )
  fc.assert(
    fc.property(fc.dictionary(name, value), family, (headers, whose) => {
      for (const { limit, remaining, resetMs, windowMs } of read(whose, headers)) {
        for (const number of [limit, resetMs, windowMs]) {
          expect(number === null || (Number.isFinite(number) && number > 0)).toBe(true)
        }
        expect(remaining === null || (Number.isInteger(remaining) && remaining >= 0)).toBe(true)
      }
    }),
    { numRuns: 500 },
  )
})

test.each<[string | null, Parameters<typeof limitFamilyOf>[1], LimitFamily]>([
  [null, 'openai-chat', 'practice'],
  ['https://api.openai.com/v1', 'openai-responses', 'openai'],
  ['https://eu.api.openai.com/v1', 'openai-chat', 'openai'],
  ['https://my.openai.azure.com/openai/v1/', 'openai-chat', 'azure'],
  ['https://my.services.ai.azure.com/openai/v1/', 'openai-chat', 'azure'],
  ['https://api.anthropic.com', 'anthropic', 'anthropic'],
  ['https://generativelanguage.googleapis.com/v1beta/openai/', 'openai-chat', 'gemini'],
  ['https://openrouter.ai/api/v1', 'openai-chat', 'openrouter'],
  ['https://api.groq.com/openai/v1', 'openai-chat', 'groq'],
  ['https://api.mistral.ai/v1', 'openai-chat', 'mistral'],
  ['https://api.deepseek.com/anthropic', 'anthropic', 'deepseek'],
  ['https://api.together.xyz/v1', 'openai-chat', 'together'],
  ['https://api.fireworks.ai/inference/v1', 'openai-chat', 'fireworks'],
  ['http://localhost:11434/v1', 'openai-chat', 'local'],
  ['http://[::1]:8000/v1', 'openai-chat', 'local'],
  ['http://192.168.1.20:1234/v1', 'openai-chat', 'local'],
  ['http://gpu.local:8000/v1', 'openai-chat', 'local'],
  ['https://llm.example.com/v1', 'openai-chat', 'generic'],
  ['https://llm.example.com', 'anthropic', 'anthropic'],
  ['https://notopenai.com/v1', 'openai-chat', 'generic'],
  ['no address', 'openai-chat', 'generic'],
])('%s (%s) is of the family %s', (baseUrl, protocol, family) => {
  expect(limitFamilyOf(baseUrl, protocol)).toBe(family)
})
