import { noJson } from '#shared/cause'
import type { Outcome } from '#shared/outcome'
import { chat } from '#shared/request'
import type { BatchId, EpochMs, Failure, TaskId } from '#shared/task'
import type { ClaimedTask, NewTask } from '#shared/work'
import type { Store } from './store'
import { aTask } from './temp-store'

export type CauseName = 'key' | 'context' | 'policy' | 'json' | 'timeout' | 'poison'
/** How many letters there are of each cause, in the order of their rows: 500 together. */
export const lettersOfCauses: Readonly<Record<CauseName, number>> = {
  ...{ key: 210, context: 90, policy: 75, json: 60, timeout: 60, poison: 5 },
}
type Letter = { readonly cause: CauseName; readonly n: number } // n: from 0, of its cause

const failure = (code: Failure['code'], some: Partial<Failure>): Failure => ({
  ...{ code, status: null, providerCode: null, message: '', requestId: null },
  ...some,
})
const timedOut = failure('timeout', { message: 'No complete answer came within the time limit' })

/** What the last try came to: numbers, ids and positions differ from letter to letter, as they do in what providers write. */
function lastOutcome({ cause, n }: Letter): Outcome {
  const requestId = `req_${(n * 7_919 + 104_729).toString(16)}`
  switch (cause) {
    case 'key':
      return {
        kind: 'permanent',
        failure: failure('auth', {
          ...{ status: 401, providerCode: 'invalid_api_key', requestId },
          message: 'Incorrect API key provided: [key]. You can find your API key in your account.',
        }),
      }
    case 'context':
      return {
        kind: 'permanent',
        failure: failure('context_length', {
          ...{ status: 400, providerCode: 'context_length_exceeded', requestId },
          message: `This model's maximum context length is 8192 tokens, but the messages have ${8_300 + n * 13} tokens.`,
        }),
      }
    case 'policy':
      return {
        kind: 'permanent',
        failure: failure('content_policy', {
          ...{ status: 400, providerCode: 'content_policy_violation', requestId },
          message: 'The request was refused by the safety system.',
        }),
      }
    case 'json':
      return {
        kind: 'permanent',
        failure: failure('invalid_answer', {
          ...{ status: 200, requestId },
          message: `${noJson}: Unexpected token in JSON at position ${n + 2}`,
        }),
        answer: {
          ...{
            kind: 'text',
            text: `Sure! ${'{'}"ticket": ${n}`,
            cutOff: false,
            finishReason: 'stop',
            model: 'practice-mini',
          },
          ...{ requestId, usage: { tokensIn: 40, tokensOut: 12 } },
        },
      }
    case 'timeout':
      return { kind: 'transient', failure: timedOut, outage: false, retryAfterMs: null }
    case 'poison':
      return { kind: 'lost' }
  }
}

const poisoned = failure('poison', {
  message:
    'It was alone in flight each of the last 3 times that Trilane died. It is set aside so that the rest can go on.',
})
const words = (n: number) =>
  `Ticket ${n + 1}: the parcel of order ${4_000 + n * 17} has not come. Answer the customer in three sentences.`

function promptOf({ cause, n }: Letter, row: number): NewTask['request'] {
  switch (cause) {
    case 'context':
      return chat(`${words(row)}\n\n${'The whole history of this customer follows. '.repeat(120 + n)}`)
    case 'policy':
      return chat(`${words(row)} Be as rude as they are. (practice: refuse)`)
    case 'json':
      return chat(words(row), { json: 'any' })
    default:
      return chat(words(row))
  }
}

/** When a letter dies, in ms before `now`: each cause in a time of its own, so that first, last and trend differ. */
const spans: Readonly<Record<CauseName, readonly [from: number, to: number]>> = {
  ...{ key: [3_600_000, 600_000], context: [18_000_000, 7_200_000], policy: [14_400_000, 1_200_000] },
  ...{ json: [10_800_000, 60_000], timeout: [7_200_000, 3_600_000], poison: [900_000, 300_000] },
}

const diesAt = ({ cause, n }: Letter, now: EpochMs): EpochMs => {
  const [from, to] = spans[cause]
  const side = cause === 'poison' ? 1 : atOnce
  return now - from + Math.round(((from - to) * Math.floor(n / side) * side) / lettersOfCauses[cause])
}
/** So many are called at the same time, as the lane Fast does. */
const atOnce = 5
const triesOfTimeouts = 4
const backoffMs = 1_000
/** How long a try takes of each cause. */
const tookMs: Readonly<Record<CauseName, number>> = {
  ...{ key: 180, context: 240, policy: 900, json: 1_900, timeout: 60_000, poison: 400 },
}

/**
 * For tests: a batch of 500 prompts that all died, of six causes, by what the engine does with a store: queued, claimed, and settled try by
 * try. Nothing is called. They are queued for Practice, so that who requeues them is answered.
 * @param now the last moment of it, epoch ms
 * @returns the batch, and the ids of each cause in the order of their rows
 */
export async function sixCauses(
  store: Store,
  now: EpochMs,
): Promise<{ batchId: BatchId; ids: Record<CauseName, TaskId[]> }> {
  const start = now - 6 * 3_600_000
  await store.beginBoot('six causes', 'machine', start)
  const letters = (Object.entries(lettersOfCauses) as [CauseName, number][]).flatMap(([cause, count]) =>
    Array.from({ length: count }, (_, n): Letter => ({ cause, n })),
  )
  const batchId = await store.newBatch({
    ...{ name: 'Support tickets', kind: 'import', state: 'open', fingerprint: null, createdAt: start },
  })
  const rows = letters.map((letter, row) =>
    aTask('', {
      ...{ request: promptOf(letter, row), customId: `ticket-${row + 1}`, file: 'tickets.jsonl', line: row + 1 },
    }),
  )
  const all = await store.enqueue(batchId, rows, start)
  const causeOf = new Map(all.map((id, row) => [id, letters[row]?.cause] as const))
  const dying = Map.groupBy(
    letters.map((letter, row) => ({ letter, id: all[row] as TaskId })),
    ({ letter }) => `${letter.cause} ${diesAt(letter, now)}`,
  )
  const together = [...dying.values()].sort((a, b) => timeOf(a, now) - timeOf(b, now))
  for (const some of together) await tryAll(store, some, timeOf(some, now))
  const ids = Object.fromEntries(
    Object.keys(lettersOfCauses).map((cause) => [cause, all.filter((id) => causeOf.get(id) === cause)]),
  ) as Record<CauseName, TaskId[]>
  return { batchId, ids }
}

type Dying = { readonly letter: Letter; readonly id: TaskId }
const timeOf = ([first]: readonly Dying[], now: EpochMs): EpochMs => (first ? diesAt(first.letter, now) : now)

/** Letters of one cause that are called and die at the same time, in all their tries. */
async function tryAll(store: Store, some: readonly Dying[], at: EpochMs): Promise<void> {
  const cause = some[0]?.letter.cause ?? 'key'
  const tries = cause === 'timeout' ? triesOfTimeouts : 1
  for (let n = 0; n < tries; n++) {
    const endedAt = at - (tries - 1 - n) * (tookMs[cause] + backoffMs)
    const startedAt = endedAt - tookMs[cause]
    if (n > 0) await store.releaseDue(startedAt)
    const { tasks } = await store.claim({
      ...{ lane: 'fast', ids: some.map(({ id }) => id), limit: () => some.length, now: startedAt },
      ...{ as: () => 'sent' as const, admit: () => true, windowOpen: () => true },
    })
    if (tasks.length !== some.length) throw new Error(`${tasks.length} of ${some.length} tasks were in line`)
    await Promise.all(
      tasks.map((task) => {
        const letter = some.find(({ id }) => id === task.id)?.letter
        if (!letter) throw new Error(`task ${task.id} was not asked for`)
        return n < tries - 1 ? backOff(store, task, letter, endedAt) : die(store, task, letter, endedAt)
      }),
    )
  }
}

function backOff(store: Store, task: ClaimedTask, letter: Letter, endedAt: EpochMs): Promise<boolean> {
  const until = endedAt + backoffMs
  return store.settle(
    {
      ...{ task, outcome: lastOutcome(letter), endedAt, progress: 'sent', mayHaveBeenBilled: true, firstByteMs: null },
      wait: { reason: 'backoff', ms: backoffMs, until },
      next: { retriesUsed: task.retriesUsed + 1, state: { kind: 'backing_off', runAt: until } },
    },
    endedAt,
  )
}

async function die(store: Store, task: ClaimedTask, letter: Letter, at: EpochMs): Promise<void> {
  const outcome = lastOutcome(letter)
  const isCrash = outcome.kind === 'lost'
  if (isCrash) for (const minutes of [20, 10, 0]) await store.strike(task.id, at - minutes * 60_000)
  const isAnswered = 'failure' in outcome && outcome.failure.status !== null
  const failure = 'failure' in outcome ? outcome.failure : poisoned
  await store.settle(
    {
      ...{ task, outcome, endedAt: isCrash ? null : at, wait: null, firstByteMs: isAnswered ? 120 : null },
      ...{ progress: isAnswered ? 'done' : 'sent', mayHaveBeenBilled: !isAnswered },
      next: { retriesUsed: task.retriesUsed, state: { kind: 'dead', settledAt: at, failure } },
    },
    at,
  )
}
