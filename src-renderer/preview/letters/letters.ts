import type { DeadGroup } from '#shared/overview'
import { chat } from '#shared/request'
import type { Attempt, TaskDetail, TaskId, TaskView } from '#shared/task'
import type { ViewPatch, ViewQuery } from '#shared/view'
import { fakeBridge } from '../fake-bridge'
import * as overviews from '../overviews'
import { aFailure, aTask, batches, gates, now } from '../tasks'

const minute = 60_000
const contracts = [
  'Summarise the audit rights and who pays for an audit: Solvang Foods supply',
  'List every indemnity and its cap: Kestrel Air ground handling',
  'Explain the change-control procedure in ten lines: Delfin Terminal operations',
  'Find clauses that conflict with the framework agreement: Aalto Steel call-off',
  'Summarise the insurance schedule as a table: Meridian Ferries charter',
  'Who owns improvements to licensed software: Halden Logistics annex B',
  'Which obligations survive expiry, and for how long: Orla Dairy licence',
]
const reviews = [
  'Second hinge, same crack, same corner.',
  'The cable is too short',
  'Arrived late, box dented',
  'Works',
]

/** Letters of one group, and that group. */
function group(key: string, count: number, more: Partial<DeadGroup>, seed: { failure: object; attempts: number }) {
  const isHeavy = more.lanes?.includes('heavy') ?? false
  const letters = Array.from({ length: count }, (_, index): TaskView => {
    const title = isHeavy
      ? (contracts[index % contracts.length] ?? '')
      : `You label reviews for a hardware team. Return JSON: product, defect, severity: “${reviews[index % reviews.length]}”`
    const state = { kind: 'dead', settledAt: now - (4 + index * 3) * minute, failure: aFailure(seed.failure) } as const
    return aTask({
      ...{ id: key.length * 1_000 + index, title, state, position: 129 - index, attempts: seed.attempts },
      ...(isHeavy
        ? { lane: 'heavy', gate: gates.sonnet, batch: batches.contracts }
        : { gate: gates.openai, batch: batches.reviews }),
      tokens: [isHeavy ? 33_600 + index * 1_700 : null, null],
    })
  })
  const dead: DeadGroup = {
    ...{ key, code: 'overloaded', status: 529, providerCode: null, count, lanes: ['fast'], example: '' },
    ...{ firstAt: now - 34 * minute, lastAt: now - 4 * minute },
    ...more,
  }
  return { dead, letters }
}

const long =
  'This model’s maximum context length is 128000 tokens. However, your messages resulted in 141820 tokens. Please reduce the length of the messages.'
const groups = [
  group(
    'context_length|400|context_length_exceeded',
    31,
    { code: 'context_length', status: 400, providerCode: 'context_length_exceeded' },
    {
      failure: { code: 'context_length', status: 400, providerCode: 'context_length_exceeded', message: long },
      attempts: 1,
    },
  ),
  group(
    'content_policy|400|content_policy_violation',
    12,
    { code: 'content_policy', status: 400, providerCode: 'content_policy_violation' },
    {
      failure: {
        ...{ code: 'content_policy', status: 400, providerCode: 'content_policy_violation' },
        message: 'Your request was rejected as a result of our safety system.',
      },
      attempts: 1,
    },
  ),
  group(
    'overloaded|529|overloaded_error',
    9,
    { code: 'overloaded', status: 529, providerCode: 'overloaded_error', lanes: ['heavy'] },
    {
      failure: {
        message:
          '{ "type": "error",\n  "error": { "type": "overloaded_error",\n             "message": "Overloaded" } }',
      },
      attempts: 3,
    },
  ),
  group(
    'timeout||',
    3,
    { code: 'timeout', status: null, lanes: ['fast', 'heavy'] },
    {
      failure: {
        ...{ code: 'timeout', status: null, providerCode: null, requestId: null },
        message: 'No answer within 600 s.',
      },
      attempts: 3,
    },
  ),
  group(
    'auth|401|invalid_api_key',
    1,
    { code: 'auth', status: 401, providerCode: 'invalid_api_key' },
    {
      failure: {
        ...{ code: 'auth', status: 401, providerCode: 'invalid_api_key' },
        message: 'Incorrect API key provided: sk-…x9Qa.',
      },
      attempts: 1,
    },
  ),
]
const letters = groups.flatMap((each) => each.letters)
export const overview = { ...overviews.busy, deadGroups: groups.map(({ dead }) => dead) }

export const original = `You label reviews for a hardware team.
Return JSON: product, defect, severity,
evidence (a quote of 20 words at most).

Customer history, all years:
2017-02-11  Ordered the 2 m cable. It came
  late, the box dented, the cable fine.
2017-03-02  Asked for the shipping back.
${Array.from({ length: 40 }, (_, index) => `2018-${String((index % 12) + 1).padStart(2, '0')}-14  Asked about the hinge, visit ${index + 1}.`).join('\n')}
2024-01-19  Hinge squeaks when cold.
2024-06-30  Hinge cracked in two weeks,
  support asked for the receipt twice.

Review to label:
“Second hinge, same crack, same corner.”`

function attempt(number: number, task: TaskView): Attempt {
  const startedAt = now - (8 - number) * minute
  const failure = task.state.kind === 'dead' ? task.state.failure : null
  return {
    ...{ number, revision: 1, lane: task.lane, model: task.model, startedAt, endedAt: startedAt + 41_000 },
    ...{ progress: 'done', outcome: 'transient', failure, wait: null, mayHaveBeenBilled: failure?.status === null },
    ...{ firstByteMs: null, tokensIn: null, tokensOut: null },
  }
}

export function detailOf(task: TaskView): TaskDetail {
  const request = chat(task.lane === 'heavy' ? task.title : original)
  return {
    ...{
      task,
      result: null,
      needs: [],
      lateAnswers: [],
      source: { file: `${task.batchName}.jsonl`, line: task.position },
    },
    revisions: [{ revision: 1, createdAt: task.createdAt, request }],
    attempts: Array.from({ length: task.attempts }, (_, index) => attempt(index + 1, task)),
  }
}

type View = { viewId: number; query: ViewQuery; range: { start: number; end: number } }
function openView({ viewId, query, range: { start, end } }: View): ViewPatch {
  if (query.kind === 'live') return { viewId, seq: 1, at: now, changed: [], body: { kind: 'live', sections: [] } }
  const found = groups.find(({ dead }) => dead.key === query.group)?.letters ?? letters
  const { text, state: asked } = query.filter
  const rows = found.filter(
    ({ title, state }) => title.toLowerCase().includes(text.toLowerCase()) && (asked ?? state.kind) === state.kind,
  )
  const changed = rows.slice(start, end)
  const body = { kind: 'list', total: rows.length, start, order: changed.map(({ id }) => id) } as const
  return { viewId, seq: 1, at: now, changed, body }
}

/** A main process with letters of every kind. `refuse`: it turns every command down. */
export function lettersBridge(refuse: boolean) {
  const scenario = { overview, total: letters.length, task: (index: number) => letters[index], rows: 'ready' } as const
  const no = () => {
    throw new Error('The disk is full.')
  }
  return fakeBridge(scenario, {
    openView,
    watchTask: ({ id }: { id: TaskId | null }) => {
      const task = letters.find((each) => each.id === id)
      return task ? detailOf(task) : null
    },
    ...(refuse ? { requeueTask: no, submitPrompts: no, requeueTasks: no } : {}),
  })
}
