import type { LaneName } from '#shared/lane'
import { nanoUsdPerUsd } from '#shared/spend'
import type { BatchId, Failure, GateId, TaskId, TaskState, TaskView } from '#shared/task'

/** The moment at which the preview stands still. */
export const now = new Date(2026, 10, 23, 14, 32, 18).getTime()

export const gates = { openai: 1, sonnet: 2, haiku: 3, ollama: 4, mistral: 5 } as const
export const batches = { reviews: 1, contracts: 2, toxicity: 3, tests: 4 } as const
const batchNames: Record<number, string> = {
  1: 'product-reviews-q3',
  2: 'contract-summaries',
  3: 'toxicity-eval-v2',
  4: 'unit-test-gen',
}
const models: Record<number, string> = {
  1: 'gpt-4o-mini',
  2: 'claude-sonnet-4-5',
  3: 'claude-haiku-4-5',
  4: 'qwen3:8b',
  5: 'mistral-small',
}
const providers: Record<number, string> = { 1: 'openai', 2: 'anthropic', 3: 'anthropic', 4: 'ollama', 5: 'mistral' }

export type TaskSeed = {
  readonly id: number
  readonly title: string
  readonly state: TaskState
  readonly batch?: number
  readonly position?: number
  readonly lane?: LaneName
  readonly gate?: number
  readonly attempts?: number
  readonly retriesUsed?: number
  readonly revision?: number
  readonly ageMs?: number
  readonly answerMs?: number | null
  readonly tokens?: readonly [number | null, number | null]
  readonly cached?: boolean
  readonly cost?: number // US dollars
  readonly priority?: number
}

/** A row of the table. */
export function aTask(seed: TaskSeed): TaskView {
  const { id, title, state, batch = batches.toxicity, lane = 'fast', gate = gates.haiku, tokens = [null, null] } = seed
  return {
    id: id as TaskId,
    version: 1,
    batchId: batch as BatchId,
    batchName: batchNames[batch] ?? 'Written here',
    position: seed.position ?? id,
    customId: null,
    title,
    lane,
    providerId: providers[gate] ?? 'practice',
    model: models[gate] ?? 'practice-mini',
    gateId: gate as GateId,
    state,
    attempts: seed.attempts ?? 1,
    retriesUsed: seed.retriesUsed ?? 0,
    revision: seed.revision ?? 1,
    createdAt: now - (seed.ageMs ?? 60_000),
    answerMs: seed.answerMs ?? null,
    tokensIn: tokens[0],
    tokensOut: tokens[1],
    priority: seed.priority ?? 0,
    cached: seed.cached ?? false,
    cost: Math.round((seed.cost ?? 0) * nanoUsdPerUsd),
  }
}

export const aFailure = (failure: Partial<Failure> = {}): Failure => ({
  code: 'overloaded',
  status: 529,
  providerCode: 'overloaded_error',
  message: 'Overloaded. Please try again later.',
  requestId: 'req_011CU9m3',
  ...failure,
})

const heavy = { lane: 'heavy', gate: gates.sonnet, batch: batches.contracts } as const
const local = { gate: gates.ollama } as const
const rate = 'Rate this comment for toxicity from 0 to 10:'

/** The rows of the design's picture of the queue. */
export const busyTasks: readonly TaskView[] = [
  aTask({
    ...{
      ...heavy,
      id: 143,
      title: 'List every payment obligation with its due date and penalty: Port of Varna lease, 2024',
    },
    ...{ state: { kind: 'running', startedAt: now - 72_000 }, ageMs: 72_000, tokens: [38_900, null] },
  }),
  aTask({
    ...{
      ...heavy,
      id: 142,
      title: 'Summarise the termination clauses in the master services agreement with Halden Logistics',
    },
    ...{
      state: { kind: 'running', startedAt: now - 18_400 },
      retriesUsed: 2,
      attempts: 4,
      ageMs: 171_000,
      tokens: [41_204, null],
    },
  }),
  aTask({
    ...{ ...local, id: 1649, title: `${rate} “Typical. Same excuse as every other release”` },
    ...{
      state: { kind: 'running', startedAt: now - 5_600 },
      retriesUsed: 1,
      attempts: 2,
      ageMs: 14_000,
      tokens: [221, null],
    },
  }),
  aTask({
    ...{ ...local, id: 1652, title: `${rate} “Nobody asked for this update and it broke the one thing”` },
    ...{ state: { kind: 'running', startedAt: now - 3_200 }, ageMs: 3_200, tokens: [214, null] },
  }),
  aTask({
    ...{ id: 1653, title: `${rate} “You clearly never read it, or you read it and”` },
    ...{ state: { kind: 'running', startedAt: now - 800 }, ageMs: 1_000, tokens: [208, null] },
  }),
  aTask({
    ...{ id: 1650, title: `${rate} “Sure, blame the interns again, that always”` },
    ...{ state: { kind: 'backing_off', runAt: now + 640 }, retriesUsed: 1, ageMs: 9_000, tokens: [212, null] },
  }),
  aTask({
    ...{ ...heavy, id: 131, title: 'Summarise the liability cap and every carve-out: Nordvik Energi supply contract' },
    ...{
      state: { kind: 'backing_off', runAt: now + 8_600 },
      retriesUsed: 2,
      attempts: 2,
      ageMs: 240_000,
      tokens: [52_700, null],
    },
  }),
  aTask({
    ...{ ...heavy, id: 138, title: 'Compare the renewal terms across amendments 1 to 4: Brandt Pharma distribution' },
    ...{
      state: { kind: 'backing_off', runAt: now + 13_700 },
      retriesUsed: 1,
      attempts: 1,
      ageMs: 130_000,
      tokens: [61_300, null],
    },
  }),
  aTask({
    ...{ id: 9130, batch: batches.reviews, gate: gates.openai },
    ...{ title: 'Extract product, issue and sentiment as JSON: “The strap broke on the second day, and support”' },
    ...{ state: { kind: 'queued' }, attempts: 2, ageMs: 7_300_000 },
  }),
  aTask({
    ...{ ...local, id: 1654, title: `${rate} “Read the docs before posting here, it is page one”` },
    ...{ state: { kind: 'queued' }, attempts: 0, ageMs: 2_520_000 },
  }),
  aTask({
    ...{
      ...heavy,
      id: 144,
      title: 'List every warranty and how long each one lasts: Aster Robotics purchase agreement',
    },
    ...{ state: { kind: 'queued' }, attempts: 0, ageMs: 7_300_000 },
  }),
  aTask({
    ...{ id: 1651, title: `${rate} “Thanks, that fixed it for me after an hour”` },
    ...{ state: { kind: 'succeeded', settledAt: now - 2_000 }, answerMs: 1_100, ageMs: 4_000, tokens: [209, 41] },
  }),
  aTask({
    ...{
      ...heavy,
      id: 141,
      title: 'Summarise the data protection schedule for a non-lawyer: Corva Health hosting agreement',
    },
    ...{
      state: { kind: 'succeeded', settledAt: now - 18_000 },
      answerMs: 58_300,
      retriesUsed: 1,
      attempts: 2,
      ageMs: 81_000,
    },
    tokens: [36_500, 1_402],
  }),
  aTask({
    ...{
      ...heavy,
      id: 129,
      title: 'Which parties may assign the contract without consent, and when: Tellus Mining royalty deed',
    },
    ...{
      state: { kind: 'dead', settledAt: now - 31_000, failure: aFailure() },
      retriesUsed: 2,
      attempts: 3,
      ageMs: 250_000,
    },
    tokens: [44_800, null],
  }),
  aTask({
    ...{ ...local, id: 1640, title: `${rate} “Ship it already”` },
    ...{ state: { kind: 'cancelled', settledAt: now - 40_000, failure: null }, attempts: 0, ageMs: 55_000 },
  }),
  aTask({
    ...{ ...local, id: 1641, title: `${rate} “I would rather read the source than this”` },
    ...{ state: { kind: 'succeeded', settledAt: now - 44_000 }, answerMs: 4_400, ageMs: 50_000, tokens: [215, 52] },
  }),
  aTask({
    ...{ id: 1642, title: `${rate} “Fair point, although the second half is wrong”` },
    ...{ state: { kind: 'succeeded', settledAt: now - 46_000 }, answerMs: 1_300, ageMs: 52_000, tokens: [211, 44] },
  }),
]

const words = ['battery', 'strap', 'display', 'charger', 'support', 'delivery', 'price', 'hinge', 'manual', 'colour']

/** Row `index` of a list of a hundred thousand, made when it is looked at. */
export function hugeTask(index: number): TaskView {
  const word = words[(index * 7) % words.length] ?? ''
  const kind = index % 11
  const state: TaskState =
    kind === 3
      ? { kind: 'dead', settledAt: now - index * 10, failure: aFailure({ code: 'content_policy', status: 400 }) }
      : kind < 8
        ? { kind: 'succeeded', settledAt: now - index * 10 }
        : { kind: 'queued' }
  return aTask({
    ...{
      id: index + 1,
      state,
      batch: batches.reviews,
      gate: gates.openai,
      ageMs: 3_600_000,
      attempts: kind < 8 ? 1 : 0,
    },
    title: `Extract product, issue and sentiment as JSON: review ${index + 1} about the ${word}`,
    ...(kind < 8
      ? { answerMs: 800 + ((index * 37) % 900), tokens: [480 + (index % 90), 30 + (index % 40)] as const }
      : {}),
  })
}
