import { z } from 'zod'

const Milliseconds = z.number().min(0).max(3_600_000)
const Spread = z.object({ minMs: Milliseconds, maxMs: Milliseconds })
const Chance = z.number().min(0).max(1)

/**
 * How the practice provider behaves. Untrusted: it comes from an environment variable or over HTTP, and every field may be left out.
 * The default seed is one at which the sample batch meets no fault but those that its prompts ask for (see sample.test.ts).
 */
export const SimulatorProfile = z.object({
  seed: z.int().default(3),
  latencyScale: z.number().min(0).max(100).default(1), // of every answer's time; rate limits keep theirs
  wordMs: Milliseconds.default(0), // between the words of a streamed answer; 0: all at once, when it is ready
  latency: z
    .object({
      fast: Spread.default({ minMs: 150, maxMs: 700 }),
      heavy: Spread.default({ minMs: 2_000, maxMs: 6_000 }),
      embedding: Spread.default({ minMs: 40, maxMs: 150 }),
    })
    .prefault({}),
  rate: z
    .object({
      scope: z.enum(['model', 'account']).default('model'),
      capacity: z.number().min(1).max(1e9).default(40),
      refillPerSecond: z.number().min(0.001).max(1e9).default(10),
      /** Tokens of prompt and answer together; null: two million a minute, shown and never the limit that a call meets. */
      tokens: z
        .object({ capacity: z.number().min(1).max(1e12), refillPerSecond: z.number().min(0.001).max(1e12) })
        .nullable()
        .default(null),
      hints: z.boolean().default(true), // false: no header and no error names a limit or a time, as with many small providers
    })
    .prefault({}),
  /** How likely each is to befall a call whose content has no directive. */
  faults: z
    .object({
      unavailable: Chance.default(0.025),
      drop: Chance.default(0.007),
      serverError: Chance.default(0.005),
      hang: Chance.default(0.0005),
    })
    .prefault({}),
  port: z.int().min(0).max(65_535).default(0), // 0: any free one; a test in another process names its own
  apiKey: z.string().nullable().default(null), // null: any key or none will do
  down: z.boolean().default(false), // 503 for every call, until a patch of the profile ends it
  /** 503 for every call for so long, so long after the first call came. The limits stand still meanwhile: what is out grants nothing. */
  outage: z.object({ afterMs: Milliseconds, forMs: Milliseconds }).nullable().default(null),
  idempotency: z.boolean().default(true), // false: keys are read and not honoured, as by most providers
  strictModels: z.boolean().default(false), // 404 for models other than practiceModels; else they answer as practice-mini does
})
export type SimulatorProfile = z.output<typeof SimulatorProfile>
export type SimulatorProfileInput = z.input<typeof SimulatorProfile>

/** No faults, no limit in reach, hardly any latency: for tests of something else. */
export const quietProfile = {
  latencyScale: 0.01,
  rate: { capacity: 1e6, refillPerSecond: 1e6, tokens: { capacity: 1e12, refillPerSecond: 1e12 } },
  faults: { unavailable: 0, drop: 0, serverError: 0, hang: 0 },
} satisfies SimulatorProfileInput

/** The profile with a JSON merge patch applied one level deep. Throws a ZodError when the result is no profile. */
export function patchProfile(profile: SimulatorProfile, patch: unknown): SimulatorProfile {
  const changes = z.record(z.string(), z.unknown()).parse(patch)
  const merged: Record<string, unknown> = { ...profile }
  for (const [key, value] of Object.entries(changes)) {
    const old = merged[key]
    merged[key] = isPlain(old) && isPlain(value) ? { ...old, ...value } : value
  }
  return SimulatorProfile.parse(merged)
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
