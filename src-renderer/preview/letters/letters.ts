import type { DeadGroup, Overview } from '#shared/overview'
import type { PickRequest } from '#shared/picks'
import { chat } from '#shared/request'
import type { Attempt, TaskDetail, TaskId, TaskView } from '#shared/task'
import type { ViewPatch, ViewQuery } from '#shared/view'
import { fakeBridge } from '../fake-bridge'
import { estimate } from '../money'
import * as overviews from '../overviews'
import { aFailure, aTask, batches, gates, now } from '../tasks'
import { bulkCommands } from './bulk'

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
  const spread = more.again ?? 0
  const letters = Array.from({ length: count }, (_, index): TaskView => {
    const title = isHeavy
      ? (contracts[index % contracts.length] ?? '')
      : `You label reviews for a hardware team. Return JSON: product, defect, severity: “${reviews[index % reviews.length]}”`
    const state = { kind: 'dead', settledAt: now - (4 + index * 3) * minute, failure: aFailure(seed.failure) } as const
    const task = aTask({
      ...{ id: key.length * 1_000 + index, title, state, position: 129 - index, attempts: seed.attempts },
      ...(isHeavy
        ? { lane: 'heavy', gate: gates.sonnet, batch: batches.contracts }
        : { gate: gates.openai, batch: batches.reviews }),
      tokens: [isHeavy ? 33_600 + index * 1_700 : null, null],
    })
    return { ...task, cause: key, ...(index < spread ? { deaths: 2 } : {}) }
  })
  const dead: DeadGroup = {
    ...{ key, code: 'overloaded', status: 529, providerCode: null, count, lanes: ['fast'], example: '' },
    ...{ firstAt: now - (4 + (count - 1) * 3) * minute, lastAt: now - 4 * minute },
    ...{ exampleId: (key.length * 1_000) as TaskId, again: 0 },
    ...(isHeavy
      ? { providerId: 'anthropic', model: 'claude-sonnet-4-5' }
      : { providerId: 'openai', model: 'gpt-4o-mini' }),
    trend: Array.from({ length: 24 }, (_, hour) => (hour < 20 ? 0 : Math.round((count * (hour - 19)) / 10))),
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
    { code: 'content_policy', status: 400, providerCode: 'content_policy_violation', again: 4 },
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
    'invalid_answer|200|schema',
    6,
    { code: 'invalid_answer', status: 200, providerCode: null },
    {
      failure: {
        ...{ code: 'invalid_answer', status: 200, providerCode: null, requestId: null },
        message: "The answer does not fit the schema: must have required property 'severity'",
      },
      attempts: 1,
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
    { code: 'auth', status: 401, providerCode: 'invalid_api_key', providerId: 'mistral', model: null },
    {
      failure: {
        ...{ code: 'auth', status: 401, providerCode: 'invalid_api_key' },
        message: 'Incorrect API key provided: sk-…x9Qa.',
      },
      attempts: 1,
    },
  ),
]
const marks = { ...{ label: null, note: null, discardedFor: null, snoozedUntil: null, limits: null, part: null } }
const letters = groups.flatMap((each) => each.letters)
const [third] = groups.filter(({ dead }) => dead.code === 'content_policy')
third?.letters.slice(0, 2).forEach((letter, index) => {
  Object.assign(letter, {
    letter: { ...marks, label: 'ask legal', note: index === 0 ? 'Names a person; legal decides by Friday.' : null },
  })
})
const dead = groups.reduce((sum, { dead: { count } }) => sum + count, 0)
export const overview: Overview = {
  ...overviews.busy,
  ...{ deadGroups: groups.map((each) => each.dead), deadGroupsInAll: groups.length, deadSnoozed: 0 },
  counts: { ...overviews.busy.counts, dead },
}

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

/** Which other things are true of them: letters that are put away, that died just now, that changed, an action that runs, one that was cut off, none. */
export type LettersCase =
  | 'letters'
  | 'letters-snoozed'
  | 'letters-new'
  | 'letters-stale'
  | 'letters-running'
  | 'letters-many'
  | 'letters-cut'

type Commands = Parameters<typeof fakeBridge>[1]
type View = { viewId: number; query: ViewQuery; range: { start: number; end: number } }

/** A main process with letters of every kind. `refuse`: it turns every command down. */
export function lettersBridge(refuse: boolean, of: LettersCase = 'letters', own: Commands = {}) {
  const isSnoozed = of === 'letters-snoozed'
  const away = (task: TaskView) => isSnoozed && task.cause === groups[1]?.dead.key && task.id % 3 === 0
  const awayCount = letters.filter(away).length
  const many = { ...groups[2]?.dead, key: 'many', count: 100_000 } as DeadGroup
  const told: Overview = {
    ...overview,
    ...(isSnoozed
      ? {
          deadSnoozed: awayCount,
          deadGroups: overview.deadGroups.map((each, index) => (index === 1 ? { ...each, snoozed: awayCount } : each)),
        }
      : {}),
    ...(of === 'letters-many'
      ? {
          deadGroups: [many, ...overview.deadGroups],
          deadGroupsInAll: 131,
          counts: { ...overview.counts, dead: 100_062 },
        }
      : {}),
  }
  const manyLetter = (index: number): TaskView | undefined => {
    const like = groups[2]?.letters[index % 9]
    return like && { ...like, id: (1_000_000 + index) as TaskId, position: index + 1, cause: 'many' }
  }
  let listed = letters.length
  let picking: number | null = null

  function openView({ viewId, query, range: { start, end } }: View): ViewPatch {
    if (query.kind === 'live') return { viewId, seq: 1, at: now, changed: [], body: { kind: 'live', sections: [] } }
    const { text, state: asked, snoozed } = query.filter
    const isMany = query.group === 'many'
    const found = groups.find((each) => each.dead.key === query.group)?.letters ?? letters
    const rows = isMany
      ? []
      : found.filter(
          (task) =>
            task.title.toLowerCase().includes(text.toLowerCase()) &&
            (asked ?? task.state.kind) === task.state.kind &&
            (snoozed === undefined || away(task) === snoozed),
        )
    listed = isMany ? 100_000 : rows.length
    const changed = isMany
      ? Array.from({ length: Math.min(end, listed) - start }, (_, index) => manyLetter(start + index)).filter(
          (task) => task !== undefined,
        )
      : rows.slice(start, end)
    const body = {
      ...{ kind: 'list' as const, total: listed, start, order: changed.map(({ id }) => id) },
      ...(of === 'letters-new' ? { newer: 12 } : {}),
    } as const
    const picked = picking === null ? {} : { picked: { pickId: picking, ids: body.order } }
    return { viewId, seq: 1, at: now, changed, body, ...picked }
  }

  const scenario = {
    overview: told,
    total: letters.length,
    task: (index: number) => letters[index],
    rows: 'ready',
  } as const
  const no = () => {
    throw new Error('The disk is full.')
  }
  let shown: ViewPatch | null = null
  const fake = fakeBridge(scenario, {
    openView: (view: View) => {
      shown = openView(view)
      return shown
    },
    pickTasks: ({ pickId }: PickRequest) => {
      picking = pickId
      queueMicrotask(() => {
        if (shown && shown.body.kind === 'list')
          fake.send('view', { ...shown, seq: shown.seq + 1, picked: { pickId, ids: shown.body.order } })
      })
      return { pickId, total: listed, states: { dead: listed }, capped: false }
    },
    watchTask: ({ id }: { id: TaskId | null }) => {
      const task = letters.find((each) => each.id === id) ?? (id && id >= 1_000_000 ? manyLetter(id - 1_000_000) : null)
      return task ? detailOf(task) : null
    },
    findTasks: ({ id }: { id?: TaskId }) => {
      const task = letters.find((each) => each.id === id)
      return { tasks: task ? [{ ...task, version: task.version + 1 }] : [], total: task ? 1 : 0 }
    },
    ...bulkCommands({ of, listed: () => listed, send: (told) => fake.send('bulkAction', told), letters, detailOf }),
    estimateCost: ({ prompts = [] }: { prompts?: readonly string[] }) => ({
      ...{ ...estimate, calls: 1, window: 128_000, takes: 128_000 },
      inputTokens: Math.round((141_820 * (prompts[0]?.length ?? 0)) / original.length),
    }),
    ...(refuse ? { requeueTask: no, submitPrompts: no, planBulk: no, changeLetter: no } : {}),
    ...own,
  })
  return fake
}
