import { firstKeyId, type Gate, type GateState } from '#shared/gate'
import { type KnownLimit, KnownLimits, type LimitSource } from '#shared/limits'
import type { ModelInfo } from '#shared/model-info'
import { ModelSettings } from '#shared/model-settings'
import type { LimitUse, Overview, Pace } from '#shared/overview'
import { defaultOptions, type ProviderView } from '#shared/provider'
import type { GateId } from '#shared/task'
import { busy, practice } from './overviews'
import { aFailure, now, gates as taskGates } from './tasks'

const limit = (value: number, source: LimitSource, windowMs: number | null = 60_000, ageMs = 240_000): KnownLimit => ({
  ...{ value, windowMs, burst: null, source, at: now - ageMs },
})
const aGate = (id: number, providerId: string, model: string, more: Partial<Gate> = {}): Gate => ({
  ...{ id: id as GateId, routeId: id as GateId, providerId, model, keyId: firstKeyId, closures: 0 },
  ...{ state: { kind: 'open' }, limits: KnownLimits.parse({}) },
  ...more,
})
const closed = (
  reason: 'auth' | 'quota' | 'model',
  until: number | null,
  failure: Parameters<typeof aFailure>[0],
): GateState => ({ kind: 'closed', reason, since: now - 90_000, until, failure: aFailure(failure) })

const told = KnownLimits.parse({ requests: limit(600, 'headers'), tokens: limit(200_000, 'headers') })
const gates: Gate[] = [
  aGate(41, 'openai', 'gpt-6-luna', { limits: told }),
  aGate(42, 'openai', 'gpt-6-luna', {
    ...{ keyId: '2', routeId: 41 as GateId },
    state: closed('auth', null, { code: 'auth', status: 401, message: 'Incorrect API key provided: sk-…w4Zt.' }),
  }),
  aGate(43, 'anthropic', 'claude-haiku-4-5-20251001', {
    state: closed('quota', now + 9 * 3_600_000, {
      ...{ code: 'quota', status: 429, providerCode: 'rate_limit_error' },
      message: 'You have reached your specified API usage limits. You will regain access on 2026-11-27 at 00:00 UTC.',
    }),
    limits: KnownLimits.parse({ inputTokens: limit(50_000, 'headers'), outputTokens: limit(10_000, 'headers') }),
  }),
  aGate(44, 'ollama', 'qwen3:8b', { limits: KnownLimits.parse({ concurrency: limit(2, 'set', null) }) }),
  aGate(45, 'own', 'company/extraordinarily-long-model-name-of-the-research-department-v4-instruct-awq', {
    state: closed('auth', now + 42_000, {
      ...{ code: 'connection', status: null, providerCode: 'SELF_SIGNED_CERT_IN_CHAIN' },
      message:
        'The server’s certificate is signed by nobody that this machine knows, perhaps by a proxy (self-signed certificate in certificate chain)',
    }),
  }),
  aGate(46, 'mistral', 'mistral-medium-9', {
    state: closed('model', null, { code: 'model', status: 404, message: 'Invalid model: mistral-medium-9' }),
  }),
  aGate(47, 'mistral', 'mistral-small-latest', {
    limits: KnownLimits.parse({ requests: limit(118.4, 'measured'), concurrency: limit(6, 'measured', null) }),
  }),
  aGate(48, 'groq', 'llama-3.3-70b-versatile', { state: { kind: 'half_open', since: now - 300 } }),
]
const pace = (gateId: number, more: Partial<Pace> = {}): Pace => ({
  ...{ gateId, inFlight: 0, allowed: null, ratePerMinute: null, growing: false },
  ...more,
})
const paces: Pace[] = [
  pace(41, { inFlight: 3, ratePerMinute: 600, next: { at: now + 4_000, of: 'requests' } }),
  pace(44, { inFlight: 2, allowed: 2 }),
  pace(47, { inFlight: 1, allowed: 3, ratePerMinute: 96, growing: true }),
]

const key = (keyId: string, name: string, last4: string, kept: 'keychain' | 'plain' | 'memory' = 'keychain') => ({
  ...{ keyId, name, last4, kept },
})
const provider = (id: string, name: string, preset: string, more: Partial<ProviderView> = {}): ProviderView => ({
  ...{ id, name, preset, protocol: 'openai-chat', baseUrl: `https://api.${id}.example/v1`, defaultModel: 'm' },
  ...{ models: [], options: defaultOptions, keys: [key('1', '', 'x9Qa')] },
  ...{ key: { last4: 'x9Qa', kept: 'keychain' }, isDefault: false, paused: false },
  lastTest: {
    ...{ at: now - 60_000, ok: true, message: 'Connected: 38 models', latencyMs: 212, models: [] },
    ...{ problem: null, suggestedBaseUrl: null },
  },
  ...more,
})
const failedTest = (problem: NonNullable<ProviderView['lastTest']>['problem'], message: string) => ({
  ...{ at: now - 60_000, ok: false, message, latencyMs: null, models: [] },
  ...{ problem, suggestedBaseUrl: problem === 'base_url' ? 'http://localhost:4000/v1' : null },
})

const providers: ProviderView[] = [
  provider('openai', 'OpenAI', 'openai', {
    ...{ isDefault: true, defaultModel: 'gpt-6-luna', models: ['gpt-6-luna', 'gpt-6-sol', 'text-embedding-4'] },
    keys: [
      key('1', '', 'x9Qa'),
      key('2', 'Research team', 'w4Zt'),
      key('4', 'A key with quite a long name to it', '77ab', 'plain'),
    ],
    options: { ...defaultOptions, stream: true },
  }),
  provider('anthropic', 'Anthropic', 'anthropic', { protocol: 'anthropic', defaultModel: 'claude-haiku-4-5-20251001' }),
  provider('ollama', 'Ollama', 'ollama', { keys: [], key: null, baseUrl: 'http://127.0.0.1:11434/v1' }),
  provider('own', 'Research cluster behind the gateway', 'custom', {
    lastTest: failedTest(
      'tls_untrusted',
      'The certificate of llm.example is self-signed, or a proxy’s that reads along. If that is your company’s or your own server, add its CA file under Advanced',
    ),
  }),
  provider('mistral', 'Mistral', 'mistral', { defaultModel: 'mistral-small-latest' }),
  provider('groq', 'Groq', 'groq'),
  provider('litellm', 'LiteLLM', 'custom', {
    ...{ keys: [], key: null, multiplied: { calls: 3, layer: 'LiteLLM’s retries (x-litellm-attempted-retries)' } },
    lastTest: failedTest(
      'base_url',
      'http://localhost:4000 is not an OpenAI-style API: 404. Check the base URL; most end in /v1',
    ),
  }),
  { ...practice, isDefault: false },
]

const used = (gateId: number, requests: number, tokens: number): LimitUse => ({
  ...{ gateId, requests, tokens, inputTokens: Math.round(tokens * 0.9), outputTokens: Math.round(tokens * 0.1) },
})

/** Every way in which a provider's limits, keys and gates can stand. */
export const limited: Overview = {
  ...busy,
  ...{ providers, gates, paces },
  uses: [used(41, 598, 142_400), used(43, 12, 41_000), used(44, 30, 9_000), used(47, 96, 18_000)],
  heldByGate: [43, 45, 46].map((gateId) => ({ gateId, held: gateId === 43 ? 2_870 : 12 })),
}
/** Work goes out to several providers, and one of them has had all that it takes in a minute. */
export const inUse: Overview = {
  ...limited,
  gates: [
    ...gates.filter(({ id }) => id === 41 || id === 44 || id === 47),
    aGate(43, 'anthropic', 'claude-haiku-4-5-20251001', {
      limits: KnownLimits.parse({ requests: limit(50, 'headers'), inputTokens: limit(400_000, 'headers') }),
    }),
    aGate(48, 'groq', 'llama-3.3-70b-versatile', {
      state: {
        ...{ kind: 'closed', reason: 'rate_limit', since: now - 2_000, until: now + 23_000 },
        failure: aFailure({ code: 'rate_limited', status: 429, message: 'Rate limit reached for requests' }),
      },
      limits: KnownLimits.parse({ requests: limit(500, 'headers'), tokens: limit(160_000, 'set') }),
    }),
  ],
  heldByGate: [{ gateId: 48, held: 2_870 }],
  uses: [
    used(41, 598, 142_400),
    used(43, 12, 156_000),
    used(44, 30, 9_000),
    used(47, 96, 18_000),
    used(48, 500, 142_100),
  ],
}
/** All is well, and a limit sets the pace. */
export const paced: Overview = {
  ...busy,
  gates: busy.gates
    .filter(({ state }) => state.kind === 'open')
    .map((gate) => ({
      ...gate,
      limits: KnownLimits.parse({ requests: limit(15, 'headers'), tokens: limit(30_000, 'headers') }),
    })),
  heldByGate: [],
  paces: [pace(taskGates.sonnet, { inFlight: 2, ratePerMinute: 15, next: { at: now + 4_000, of: 'requests' } })],
  lanes: busy.lanes.map((lane) => ({ ...lane, held: 0 })),
}
/** A gate at which nothing stands now: only `getGates` tells of it. */
export const restingGate = aGate(49, 'openai', 'gpt-6-sol', {
  limits: KnownLimits.parse({ requests: limit(300, 'set'), tokens: limit(30_000, 'headers', 60_000, 86_400_000) }),
})

export const madeUpInfo: ModelInfo = {
  ...{ contextWindow: 400_000, maxOutput: 128_000, temperature: false },
  prices: { input: 0.25, cachedInput: 0.025, cacheWrite: null, output: 2, steps: [], batch: 0.5 },
  ...{ tokenizer: { encoding: 'o200k_base', factor: 1, exact: true }, source: 'data', asOf: '2026-11-24' },
  ...{ sizesFrom: 'provider', pricesFrom: 'data', told: { by: 'told', at: now - 2 * 86_400_000 } },
}
export const madeUpSettings = [
  {
    model: 'gpt-6-sol',
    settings: ModelSettings.parse({
      limits: { requestsPerMinute: 300 },
      fallbacks: [{ providerId: 'anthropic', model: 'claude-haiku-4-5-20251001' }],
      fallbackAfterMs: 60_000,
    }),
  },
  { model: 'text-embedding-4', settings: ModelSettings.parse({ limits: { tokensPerMinute: 1_000_000 } }) },
]
