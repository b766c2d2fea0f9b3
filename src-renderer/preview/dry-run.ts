import type { BatchDryRun, DryRunDetail } from '#shared/dry-run'
import type { Overview } from '#shared/overview'
import type { BatchId, Failure, TaskId, TaskState } from '#shared/task'
import { busy } from './overviews'
import { now } from './tasks'

export const madeUpRun: BatchDryRun = {
  ...{ batchId: 1 as BatchId, rows: 5, state: 'waiting', tasks: 5, succeeded: 4, dead: 1, cancelled: 0 },
  ...{ rest: 4_801, startedAt: now - 40_000, waitingAt: now - 5_000, endedAt: null },
}

const reviews = [
  ['Second hinge, same crack, same corner.', '{"sentiment":"negative","defect":"hinge","severity":4}'],
  ['Quiet, light, and the battery lasts a working day.', '{"sentiment":"positive","defect":null,"severity":1}'],
  ['Arrived late, the box dented, the cable fine.', '{"sentiment":"mixed","defect":"delivery","severity":2}'],
  ['Gets hot and the second screen goes dark.', '{"sentiment":"negative","defect":"heat","severity":5}'],
  ['ok', null],
] as const
const failure: Failure = {
  ...{ status: null, providerCode: null, requestId: null },
  code: 'invalid_answer',
  message: 'The answer is not the JSON that was asked for: severity is missing.',
}

/** One batch whose first rows are answered, and whose rest waits. */
export const dryRunWaits: Overview = {
  ...busy,
  batches: busy.batches.map((batch) => (batch.id === 1 ? { ...batch, dryRun: madeUpRun } : batch)),
}

export const madeUpDryRun: DryRunDetail = {
  run: madeUpRun,
  columns: ['review_text'],
  variants: [{ variant: 1, name: 'Label a review', providerId: 'openai', model: 'gpt-4o-mini' }],
  rows: reviews.map(([review, answer], at) => {
    const state: TaskState = answer ? { kind: 'succeeded', settledAt: now } : { kind: 'dead', settledAt: now, failure }
    return {
      row: at + 1,
      cells: [review],
      answers: [
        {
          ...{ taskId: (130 + at) as TaskId, variant: 1, state, answer, cut: false, attempts: answer ? 1 : 4 },
          prompt: `Label this review of Fjord 14 laptop.\nReturn JSON with sentiment, defect, severity from 1 to 5.\n\n${review}`,
          ...{ answerMs: 1_100 + at * 240, tokensIn: 118 + at, tokensOut: 24, cost: 32_000, cached: false },
        },
      ],
    }
  }),
  forecast: {
    ...{ tasks: 4_801, from: 5, tokensIn: 571_000, tokensOut: 115_000, cost: 154_000_000, halfPrice: false, dead: 960 },
    time: {
      ...{ seconds: 7_620, slowedBy: 'requests_per_minute', providerId: 'openai', model: 'gpt-4o-mini' },
      ...{ atMost: false, startsAt: null, inLine: 0 },
    },
  },
}
