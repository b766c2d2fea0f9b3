import { chat } from '#shared/request'
import type { Attempt, TaskDetail, TaskId, TaskResult, TaskView } from '#shared/task'
import { aFailure, now } from './tasks'

const at = (number: number, startedAgo: number, lastedMs: number | null, more: Partial<Attempt> = {}): Attempt => ({
  ...{ number, revision: 1, lane: 'heavy', model: 'claude-sonnet-4-5', startedAt: now - startedAgo },
  endedAt: lastedMs === null ? null : now - startedAgo + lastedMs,
  ...{ progress: 'done', outcome: null, failure: null, wait: null, mayHaveBeenBilled: false, firstByteMs: 900 },
  ...{ tokensIn: null, tokensOut: null },
  ...more,
})
const waits = (reason: 'backoff' | 'rate_limit' | 'outage', endedAgo: number, ms: number): Partial<Attempt> => ({
  wait: { reason, ms, until: now - endedAgo + ms },
})

const overloaded = at(1, 171_000, 41_000, {
  outcome: 'transient',
  failure: aFailure(),
  ...waits('backoff', 130_000, 10_000),
})
const limited = at(2, 119_500, 9_000, {
  ...{ outcome: 'rate_limited', ...waits('rate_limit', 110_500, 22_000) },
  failure: aFailure({
    code: 'rate_limited',
    status: 429,
    providerCode: 'rate_limit_error',
    message: 'Rate limit reached.',
  }),
})
const timedOut = at(3, 88_000, 30_000, {
  ...{ outcome: 'transient', progress: 'sent', mayHaveBeenBilled: true, ...waits('backoff', 58_000, 20_000) },
  failure: aFailure({
    code: 'timeout',
    status: null,
    providerCode: null,
    message: 'No answer within 30 s.',
    requestId: null,
  }),
})

const result: TaskResult = {
  ...{ kind: 'text', cutOff: false, finishReason: 'stop', model: 'claude-sonnet-4-5-20250929', requestId: 'req_9k2' },
  text: `1. For convenience. Either party may end the agreement with 90 days’ written notice after the first contract year (cl. 14.2). Halden must refund prepaid fees pro rata.

2. For cause. Material breach, 30 days to cure; 10 days for non-payment. Halden may also end it at once on insolvency, loss of licence or a sanctions finding (cl. 14.4 to 14.6).

3. What survives. Confidentiality for five years; liability cap; audit rights for two years after the end.`,
  usage: { tokensIn: 41_204, tokensOut: 1_402 },
}

const lost = (number: number, startedAgo: number): Attempt =>
  at(number, startedAgo, null, { outcome: 'lost', progress: 'sent', mayHaveBeenBilled: true })

function attemptsOf({ state, retriesUsed, attempts }: TaskView): Attempt[] {
  if (attempts === 0) return []
  if (state.kind === 'dead' && state.failure.code === 'poison')
    return [lost(1, 900_000), lost(2, 600_000), lost(3, 300_000)]
  switch (state.kind) {
    case 'running':
      if (retriesUsed === 0) return [at(1, now - state.startedAt, null, { progress: 'first_byte' })]
      return [overloaded, limited, timedOut, at(4, now - state.startedAt, null, { progress: 'sent' })]
    case 'backing_off': {
      const failure = aFailure()
      const until = state.runAt
      return [
        overloaded,
        at(2, 66_000, 60_000, {
          outcome: 'transient',
          failure,
          wait: { reason: 'backoff', ms: until - now + 6_000, until },
        }),
      ]
    }
    case 'queued':
      return attempts === 0 ? [] : [limited]
    case 'succeeded':
      return retriesUsed === 0
        ? [at(1, 60_000, 1_100, { outcome: 'succeeded', tokensIn: 209, tokensOut: 41 })]
        : [overloaded, at(2, 119_500, 58_300, { outcome: 'succeeded', tokensIn: 36_500, tokensOut: 1_402 })]
    case 'dead':
      return state.failure.status === 400
        ? [at(1, 40_000, 900, { outcome: 'permanent', failure: state.failure })]
        : [overloaded, limited, timedOut, at(4, 37_000, 6_000, { outcome: 'transient', failure: state.failure })]
    default:
      return []
  }
}

const needsOf = ({ state }: TaskView): TaskDetail['needs'] => {
  const needed = [
    { name: 'outline', taskId: 142 as TaskId, state: 'running' as const },
    { name: 'facts', taskId: 141 as TaskId, state: 'succeeded' as const },
    { name: 'clauses', taskId: 129 as TaskId, state: 'dead' as const },
  ]
  if (state.kind === 'waiting') return needed.slice(0, 2)
  return state.kind === 'dead' && state.failure.code === 'blocked' ? needed.slice(1) : []
}

/** The answer of an attempt that had been given up, once its task had gone on. */
const lateAnswersOf = ({ retriesUsed, attempts, state }: TaskView): TaskDetail['lateAnswers'] =>
  state.kind === 'running' && retriesUsed === 2 && attempts === 4
    ? [
        {
          ...{ attempt: 3, at: now - 40_000, outcome: 'succeeded', tokensIn: 41_204, tokensOut: 1_377 },
          text: '1. For convenience. Either party may end the agreement with 90 days’ written notice after the first year.',
        },
      ]
    : []

const advanced = {
  ...{ maxOutputTokens: 2_048, temperature: 0.2, stop: ['END OF ANSWER'], seed: 7 },
  json: { name: 'answer', schema: { type: 'object', properties: { clauses: { type: 'array' } } } },
  images: ['file:///home/me/contracts/halden%20page%203.png', 'https://contracts.example/scans/halden-4.png'],
}

/** All that the preview knows of a row. */
export function detailOf(task: TaskView): TaskDetail {
  const prompt =
    task.lane === 'heavy'
      ? `${task.title}\n\nFor each: who may terminate, the notice period, the cure period and what survives. Quote the clause number. Answer in at most 300 words.`
      : task.title
  const first = chat(prompt, {
    system: 'You are a careful contract analyst. Never guess a clause number.',
    ...(task.id === 142 ? advanced : {}),
  })
  const edited = chat(`${prompt}\n\nLeave out personal data.`, { system: 'You are a careful contract analyst.' })
  return {
    task,
    revisions: [
      { revision: 1, createdAt: task.createdAt, request: first },
      ...(task.revision > 1 ? [{ revision: task.revision, createdAt: now - 50_000, request: edited }] : []),
    ],
    attempts: attemptsOf(task),
    result: task.state.kind === 'succeeded' ? (task.lane === 'heavy' ? result : { ...result, text: '3' }) : null,
    source: { file: `${task.batchName}.jsonl`, line: task.position },
    ...{ needs: needsOf(task), lateAnswers: lateAnswersOf(task) },
  }
}
