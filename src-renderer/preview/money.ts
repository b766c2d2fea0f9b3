import type { Response } from '#shared/contract'
import type { Estimate } from '#shared/estimate'
import type { Overview } from '#shared/overview'
import { type BatchCost, type HeldBy, nanoUsdPerUsd, noSpend, type SpendToday, type WatchBudget } from '#shared/spend'
import type { Attempt, TaskView } from '#shared/task'
import type { WatchId } from '#shared/watch-id'
import { busy } from './overviews'
import { aFailure, batches, busyTasks, now } from './tasks'

const usd = (dollars: number) => Math.round(dollars * nanoUsdPerUsd)
const midnight = new Date(2026, 10, 24).getTime()

const today: SpendToday = {
  ...{ day: '2026-11-23', today: usd(21.48), unanswered: usd(0.062), dayBudget: usd(100), held: 'no', opensAt: null },
}
const cost = (dollars: number, more: Partial<BatchCost> = {}): BatchCost => ({
  ...{
    cost: usd(dollars),
    unanswered: 0,
    saved: 0,
    savedByHalfPrice: 0,
    unpriced: 0,
    held: null,
    model: null,
    providerId: null,
  },
  ...more,
})

/** Costs as they add up, with a budget of a batch that holds nothing yet. */
export const spending: Overview = {
  ...busy,
  spend: today,
  batches: busy.batches.map((batch) => {
    if (batch.id === batches.contracts)
      return {
        ...batch,
        options: { ...batch.options, budget: usd(25) },
        cost: cost(18.34, { unanswered: usd(0.062), saved: usd(4.1), savedByHalfPrice: usd(1.2) }),
      }
    return batch.id === batches.tests ? batch : { ...batch, cost: cost(batch.id === batches.reviews ? 2.87 : 0.27) }
  }),
}

const inHeavy = { fast: 0, heavy: 485 }
const held = (by: HeldBy): Overview => ({
  ...spending,
  ...{ gates: busy.gates.slice(1), heldByGate: [] },
  lanes: busy.lanes.map((lane) => ({ ...lane, held: 0, ready: lane.name === 'fast' ? 2_870 : lane.ready })),
  spend: { ...today, ...(by === 'day' ? { today: usd(99.97), held: 'day', opensAt: midnight } : {}) },
  batches: spending.batches.map((batch) => {
    if (by === 'day' && batch.counts.queued > 0)
      return {
        ...batch,
        cost: { ...cost(2.87), ...batch.cost, held: by },
        toRun: batch.id === batches.contracts ? inHeavy : { fast: 2_870, heavy: 0 },
      }
    if (batch.id !== batches.contracts) return { ...batch, toRun: { fast: batch.counts.queued, heavy: 0 } }
    const known = by === 'price' ? { providerId: 'anthropic', model: 'claude-sonnet-4-5' } : {}
    const spent = by === 'price' ? cost(0) : cost(24.97, { unanswered: usd(0.02), saved: usd(4.1) })
    return { ...batch, toRun: inHeavy, cost: { ...spent, held: by, ...known } }
  }),
})
const ofFolder: WatchBudget = {
  ...{
    id: 1 as WatchId,
    folder: '/home/mara/Feedback/incoming',
    budget: usd(20),
    spent: usd(19.98),
    opensAt: midnight,
  },
}
/** What all files of a watched folder together may cost today is gone. */
export const heldByWatch: Overview = {
  ...held('day'),
  spend: today,
  batches: held('day').batches.map((batch) =>
    batch.cost?.held === 'day' ? { ...batch, cost: { ...batch.cost, held: 'watch', watch: ofFolder } } : batch,
  ),
}
export const heldByBatch = held('batch')
export const heldByDay = held('day')
export const heldByPrice = held('price')

const costs: Readonly<Record<number, number>> = {
  142: 0.1328,
  143: 0,
  1651: 0.000214,
  141: 0.1305,
  129: 0.2011,
  1642: 0.00019,
}

/** The rows of the busy queue with what they cost, and one more whose answer was cut off after a fallback. */
export const moneyTasks: readonly TaskView[] = busyTasks.map((task) => ({
  ...task,
  cost: usd(costs[task.id] ?? 0),
  ...(task.id === 129 ? { state: { kind: 'dead' as const, settledAt: now - 31_000, failure: cutOff() } } : {}),
}))

function cutOff() {
  return aFailure({
    ...{ code: 'cut_off', status: 200, providerCode: 'length' },
    message:
      'The answer reached its token limit. What came of it is kept; raise the limit, or ask for a shorter answer',
  })
}

/** Attempts with usage, costs and a model that stood in. */
export function withMoney(attempts: readonly Attempt[], task: TaskView): Attempt[] {
  return attempts.map((attempt, index): Attempt => {
    if (attempt.mayHaveBeenBilled) return { ...attempt, costNano: usd(0.0124) }
    if (attempt.outcome === 'succeeded')
      return {
        ...{
          ...attempt,
          tokensIn: 36_500,
          cachedIn: 30_100,
          tokensOut: 1_402,
          costNano: usd(0.1305),
          firstTokenMs: 1_240,
        },
        ...(index > 0 ? { providerId: 'openai', model: 'gpt-5-mini', keyId: '2' } : {}),
      }
    if (task.state.kind === 'dead' && task.state.failure.code === 'cut_off' && index === attempts.length - 1)
      return {
        ...{ ...attempt, outcome: 'permanent', failure: cutOff(), tokensIn: 44_800, cachedIn: 0, tokensOut: 4_096 },
        ...{ costNano: usd(0.2011), firstTokenMs: 890, providerId: 'openai', model: 'gpt-5-mini' },
        answer: `${'Either party may assign with the other’s consent, which must not be withheld without reason (cl. 21.1). '.repeat(6)}The royalty`,
      }
    return attempt
  })
}

export const estimate: Estimate = {
  time: {
    ...{ seconds: 7_620, slowedBy: 'requests_per_minute', providerId: 'openai', model: 'gpt-4o-mini', atMost: false },
    ...{ startsAt: null, inLine: 2_869 },
  },
  ...{
    model: 'gpt-4o-mini',
    models: 1,
    calls: 1_317,
    inputTokens: 310_212,
    outputTokens: 120_000,
    outputFrom: 'limit',
  },
  ...{ cost: usd(0.4183), outputPrice: usd(0.6), price: 'known', unpriced: null, asOf: '2026-11-10' },
  ...{ halfPrice: false, setByPerson: false, sampled: true },
}

/** Of a prompt that was just written. */
export const estimateOfOne: Estimate = {
  ...estimate,
  ...{
    calls: 1,
    inputTokens: 14,
    outputTokens: 220,
    outputFrom: 'learned',
    cost: usd(0.0001),
    sampled: false,
    time: null,
  },
}

const daily = [1.2, 0, 4.87, 19.42, 3.3, 0.04, 21.48]
/** A week of it. */
export const spent: Response<'getSpend'> = {
  days: daily.flatMap((dollars, n) =>
    dollars === 0
      ? []
      : [
          {
            ...{ ...noSpend, day: `2026-11-${17 + n}`, calls: Math.round(dollars * 130), cost: usd(dollars) },
            ...{ tokensIn: Math.round(dollars * 410_000), tokensOut: Math.round(dollars * 14_000) },
            ...(n > 2 ? { unanswered: 2, unansweredCost: usd(0.31) } : {}),
          },
        ],
  ),
  models: [
    {
      ...{ ...noSpend, providerId: 'anthropic', model: 'claude-sonnet-4-5', calls: 1_204, tokensIn: 14_210_000 },
      ...{
        cachedIn: 9_800_000,
        tokensOut: 512_000,
        cost: usd(41.2),
        saved: usd(30.56),
        savedByHalfPrice: usd(4.1),
        unanswered: 3,
        unansweredCost: usd(0.31),
      },
    },
    {
      ...{
        ...noSpend,
        providerId: 'openai',
        model: 'gpt-4o-mini',
        calls: 9_420,
        tokensIn: 4_520_000,
        tokensOut: 402_000,
      },
      ...{ cost: usd(9.11), saved: -usd(0.02) },
    },
    {
      ...{ ...noSpend, providerId: 'mistral', model: 'a-model-with-a-rather-long-name-2026-11-preview', calls: 212 },
      ...{ tokensIn: 98_000, tokensOut: 12_300, unpriced: 212 },
    },
    { ...{ ...noSpend, providerId: 'ollama', model: 'qwen3:8b', calls: 3_310, tokensIn: 702_000, tokensOut: 151_000 } },
  ],
}
