import { type Batch, type Counts, emptyCounts, settled, total } from '#shared/batch'
import type { Gate } from '#shared/gate'
import { firstKeyId } from '#shared/gate'
import { laneDefaults } from '#shared/lane'
import { unknownLimits } from '#shared/limits'
import type { DeadGroup, LaneView, Overview } from '#shared/overview'
import { defaultOptions, type ProviderView } from '#shared/provider'
import type { BatchId, GateId, TaskId } from '#shared/task'
import type { WorkTime } from '#shared/work-time'
import { aFailure, batches, gates, now } from './tasks'

const none = Array.from({ length: 28 }, () => 0)
const fastHistory = [
  9, 12, 11, 12, 12, 16, 15, 17, 13, 12, 15, 0, 0, 12, 11, 11, 11, 11, 9, 7, 10, 11, 7, 12, 11, 14, 7, 7,
]
const heavyHistory = [0, 0, 0, 2, 1, 3, 0, 0, 1, 3, 2, 1, 1, 1, 0, 0, 0, 3, 1, 1, 1, 3, 2, 3, 0, 0, 0, 2]
const deadHistory = [0, 0, 0, 0, 0, 2, 0, 9, 10, 4, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0]

const slot = (taskId: number, position: number, ms: number, batchName: string) => ({
  ...{ taskId: taskId as TaskId, title: 'Rate this comment', batchName, position, startedAt: now - ms },
})

const fast: LaneView = {
  ...{
    name: 'fast',
    policy: laneDefaults.fast,
    paused: false,
    opensAt: null,
    ready: 0,
    held: 2_870,
    backingOff: 9,
    scheduled: 0,
    waiting: 0,
  },
  slots: [
    slot(1652, 1652, 3_200, 'toxicity-eval-v2'),
    slot(1653, 1653, 800, 'toxicity-eval-v2'),
    slot(1649, 1649, 5_600, 'toxicity-eval-v2'),
  ],
  ...{ nextDueAt: now + 640, history: fastHistory, typicalMs: 6_500 },
}
const heavy: LaneView = {
  ...{
    name: 'heavy',
    policy: laneDefaults.heavy,
    paused: false,
    opensAt: null,
    ready: 485,
    held: 0,
    backingOff: 3,
    scheduled: 220,
    nextStartAt: new Date(2026, 10, 23, 22, 0).getTime(),
    waiting: 0,
  },
  slots: [slot(142, 142, 18_400, 'contract-summaries'), slot(143, 143, 72_000, 'contract-summaries')],
  ...{ nextDueAt: now + 8_600, history: heavyHistory, typicalMs: 89_000 },
}
const idle = (lane: LaneView): LaneView => ({
  ...{ ...lane, slots: [], ready: 0, held: 0, backingOff: 0, scheduled: 0, nextDueAt: null },
})

const rateLimited = aFailure({ code: 'rate_limited', status: 429, message: 'Rate limit reached for gpt-4o-mini.' })
const aGate = (id: number, providerId: string, model: string) => ({
  ...{
    id: id as GateId,
    routeId: id as GateId,
    providerId,
    model,
    keyId: firstKeyId,
    closures: 0,
    limits: unknownLimits,
  },
})
const openai: Gate = {
  ...aGate(gates.openai, 'openai', 'gpt-4o-mini'),
  state: { kind: 'closed', reason: 'rate_limit', since: now - 9_000, until: now + 22_700, failure: rateLimited },
}
const openGate = (id: number, providerId: string, model: string): Gate => ({
  ...aGate(id, providerId, model),
  state: { kind: 'open' },
})
const refusedKey = aFailure({
  code: 'auth',
  status: 401,
  providerCode: 'invalid_api_key',
  message: 'Incorrect API key provided.',
})

const aKey = { keyId: '1', name: '', last4: 'x9Qa', kept: 'keychain' } as const
const provider = (id: string, name: string, more: Partial<ProviderView> = {}): ProviderView => ({
  ...{
    id,
    protocol: 'openai-chat' as const,
    preset: 'custom',
    name,
    baseUrl: `https://api.${id}.example/v1`,
    defaultModel: 'gpt-4o-mini',
  },
  ...{ models: [], options: defaultOptions, keys: [aKey], key: { last4: 'x9Qa', kept: 'keychain' } },
  ...{ isDefault: false, paused: false, lastTest: null },
  ...more,
})
const tested = {
  ...{ at: now - 60_000, ok: true, message: 'Connected: 38 models', latencyMs: 210, models: [] },
  ...{ problem: null, suggestedBaseUrl: null },
}
export const practice: ProviderView = {
  ...{
    id: 'practice',
    protocol: 'openai-chat' as const,
    preset: 'practice',
    name: 'Practice',
    baseUrl: null,
    defaultModel: 'practice-mini',
  },
  ...{ models: ['practice-mini', 'practice-reasoner'], options: defaultOptions, keys: [], key: null },
  ...{ isDefault: true, paused: false, lastTest: null },
}
const providers = [
  provider('openai', 'OpenAI', { isDefault: true, lastTest: tested }),
  provider('anthropic', 'Anthropic', { lastTest: tested }),
  provider('ollama', 'Ollama', { keys: [], key: null, lastTest: tested }),
  provider('mistral', 'Mistral', {
    lastTest: { ...tested, ok: false, message: 'The key was refused.', problem: 'key_refused' },
  }),
  { ...practice, isDefault: false },
]

const counts = (more: Partial<Counts>): Counts => ({ ...emptyCounts, ...more })
const batch = (id: number, name: string, of: Partial<Counts>, held = 0): Batch => ({
  ...{ id: id as BatchId, name, kind: 'import', createdAt: now - id * 3_600_000, counts: counts(of), held },
  ...{
    paused: false,
    opensAt: null,
    priority: 0,
    options: { policy: {}, reuse: false, windows: [] },
    accepted: total(counts(of)),
    purged: 0,
    toRun: { fast: 0, heavy: total(counts(of)) - settled(counts(of)) - (of.running ?? 0) },
  },
})
const takes = (
  seconds: number,
  slowedBy: WorkTime['slowedBy'],
  providerId: string | null,
  startsAt: number | null = null,
): WorkTime => ({ seconds, slowedBy, providerId, model: null, atMost: false, startsAt, inLine: 0 })
const group = (key: string, count: number, more: Partial<DeadGroup>): DeadGroup => ({
  ...{ key, count, code: 'overloaded', status: 529, providerCode: null, firstAt: now - 900_000, lastAt: now - 31_000 },
  ...{ lanes: ['fast'], example: 'Overloaded.', exampleId: 1 as TaskId, providerId: 'openai', model: 'gpt-5' },
  ...{ again: 0, trend: [] },
  ...more,
})
const deadGroups: DeadGroup[] = [
  group('context_length|400|context_length_exceeded', 31, {
    ...{ code: 'context_length', status: 400, providerCode: 'context_length_exceeded' },
    example: 'This model’s maximum context length is 128000 tokens. However, your messages resulted in 131,418 tokens.',
  }),
  group('content_policy|400|content_policy_violation', 12, {
    ...{ code: 'content_policy', status: 400, providerCode: 'content_policy_violation' },
    example: 'Your request was rejected as a result of our safety system.',
  }),
  group('overloaded|529|overloaded_error', 9, { providerCode: 'overloaded_error', lanes: ['heavy'] }),
  group('timeout||', 3, { code: 'timeout', status: null, lanes: ['heavy'], example: 'No answer within 600 s.' }),
  group('model|404|model_not_found', 1, { code: 'model', status: 404, example: 'The model gpt-5o does not exist.' }),
]

export const busy: Overview = {
  counts: counts({
    queued: 3_355,
    running: 5,
    backing_off: 12,
    scheduled: 220,
    succeeded: 10_870,
    dead: 56,
    cancelled: 4,
  }),
  lanes: [fast, heavy],
  gates: [
    openai,
    openGate(gates.sonnet, 'anthropic', 'claude-sonnet-4-5'),
    openGate(gates.ollama, 'ollama', 'qwen3:8b'),
  ],
  paces: [],
  heldByGate: [{ gateId: gates.openai, held: 2_870 }],
  batches: [
    {
      ...batch(batches.reviews, 'product-reviews-q3', { queued: 2_870, succeeded: 9_130, dead: 43 }, 2_870),
      ...{ ratePerMinute: 0, finish: takes(4_530, 'requests_per_minute', 'openai', now + 22_700) },
    },
    {
      ...batch(batches.contracts, 'contract-summaries', {
        ...{ queued: 485, running: 2, backing_off: 3, succeeded: 140, dead: 10 },
      }),
      ...{ ratePerMinute: 1.6, finish: takes(18_200, 'lane', null) },
    },
    {
      ...batch(batches.toxicity, 'toxicity-eval-v2', {
        ...{ running: 3, backing_off: 9, succeeded: 1_600, dead: 3, cancelled: 4 },
      }),
      ...{ ratePerMinute: 38, finish: takes(18, 'concurrency', 'ollama') },
    },
    { ...batch(batches.tests, 'unit-test-gen', { scheduled: 220 }), startsAt: new Date(2026, 10, 23, 22).getTime() },
  ],
  ...{
    deadGroups,
    deadGroupsInAll: deadGroups.length,
    deadLastHour: 3,
    deadHistory,
    providers,
    practiceInUse: false,
    mayHaveBeenBilled: 2,
  },
  ...{ savedAt: now, storage: { kind: 'ok' }, paused: 'no', suspects: 0 },
}

export const empty: Overview = {
  spend: {
    ...{ day: '2026-11-23', today: 0, unanswered: 0, dayBudget: null, held: 'no', opensAt: null },
  },
  ...{
    counts: emptyCounts,
    lanes: [idle({ ...fast, history: none, typicalMs: null }), idle({ ...heavy, history: none, typicalMs: null })],
  },
  ...{
    gates: [],
    paces: [],
    heldByGate: [],
    batches: [],
    deadGroups: [],
    deadGroupsInAll: 0,
    deadLastHour: 0,
    deadHistory: none,
    providers: [practice],
  },
  ...{ practiceInUse: true, mayHaveBeenBilled: 0, savedAt: null, storage: { kind: 'ok' }, paused: 'no', suspects: 0 },
}

export const practising: Overview = {
  ...busy,
  ...{
    providers: [practice],
    practiceInUse: true,
    batches: [{ ...batch(9, 'Sample', { queued: 11, running: 4, succeeded: 8, dead: 1 }, 6), kind: 'sample' }],
  },
  counts: counts({ queued: 11, running: 4, backing_off: 0, succeeded: 8, dead: 1 }),
  lanes: [
    { ...fast, ready: 0, held: 6, backingOff: 0, nextDueAt: null },
    { ...heavy, ready: 5, backingOff: 1, scheduled: 0, slots: heavy.slots.slice(0, 1) },
  ],
  gates: [{ ...openai, providerId: 'practice', model: 'practice-mini' }],
  ...{
    heldByGate: [{ gateId: gates.openai, held: 6 }],
    deadGroups: deadGroups.slice(1, 2).map((each) => ({ ...each, count: 1 })),
  },
}

export const keyRejected: Overview = {
  ...busy,
  gates: [
    {
      ...aGate(gates.openai, 'openai', 'gpt-4o-mini'),
      state: { kind: 'closed', reason: 'auth', since: now - 90_000, until: null, failure: refusedKey },
    },
  ],
  lanes: [{ ...fast, slots: [], backingOff: 0, nextDueAt: null }, heavy],
}

export const probing: Overview = {
  ...busy,
  gates: [{ ...openai, state: { kind: 'half_open', since: now - 400 } }],
  ...{
    heldByGate: [],
    lanes: [
      { ...fast, held: 0, ready: 2_870, slots: fast.slots.slice(0, 1) },
      { ...heavy, paused: true, slots: [] },
    ],
  },
}

export const allDone: Overview = {
  ...busy,
  counts: counts({ succeeded: 14_800, dead: 56, cancelled: 4 }),
  ...{ lanes: [idle(fast), idle(heavy)], gates: [], heldByGate: [] },
  batches: busy.batches.map(({ id, name }) => batch(id, name, { succeeded: 3_700, dead: 14 })),
}

export const huge: Overview = {
  ...busy,
  counts: counts({ queued: 27_272, succeeded: 63_637, dead: 9_091 }),
  batches: [batch(batches.reviews, 'product-reviews-q3', { queued: 27_272, succeeded: 63_637, dead: 9_091 })],
}

const manyCounts = { queued: 272_727, succeeded: 636_364, dead: 90_909 }
export const million: Overview = {
  ...busy,
  counts: counts(manyCounts),
  batches: [batch(batches.reviews, 'product-reviews-q3', manyCounts)],
}

/** Counts of so many digits in every lane, as the strip has to hold them. */
const crowded = (dead: number, ready: number, backingOff: number): Overview => ({
  ...busy,
  counts: { ...busy.counts, dead },
  lanes: busy.lanes.map((lane) => ({ ...lane, ready, backingOff })),
  deadLastHour: Math.round(dead / 40),
})
export const thousands = crowded(1_204, 2_870, 1_041)
export const tenThousands = crowded(90_909, 52_870, 12_041)
