import type { Outcome } from '#shared/outcome'
import { type BatchApi, BatchApiError, type RemoteBatch } from '#shared/remote-batch'
import type { EpochMs, GateId, TaskId } from '#shared/task'
import type { RemoteTask } from '../ports'
import { type Context, noTask, tellGate } from './context'
import { back, settleRows } from './settle-rows'

/** Tasks read, or settled, in one turn of the event loop. */
export const rowsPerTurn = 200
/** How long a submission whose answer never came may take to appear at the provider. */
const appearsWithinMs = 120_000
const minuteMs = 60_000
const longestBytes = 64 * 1024 * 1024

/** What is known of a batch after a step, and when to go on with it. */
export type Step = Partial<Pick<RemoteBatch, 'state' | 'remoteId' | 'tasks'>> & {
  readonly pollAt: EpochMs | null
  readonly detail?: Partial<RemoteBatch['detail']>
}

/** Lines by their tasks, while they are about to go out: a task that is cancelled meanwhile is taken out. `gone`: it is too late for that. */
export type Lines = { readonly of: Map<TaskId, string>; gone: boolean }

type Parts = {
  readonly context: Context
  readonly signal: AbortSignal
  /** Puts a change of the batch on disk, and gives the batch as it is now. */
  readonly save: (batch: RemoteBatch, step: Step) => Promise<RemoteBatch>
}

export const customIdOf = ({ name }: Pick<RemoteBatch, 'name'>, { id, attempt }: Pick<RemoteTask, 'id' | 'attempt'>) =>
  `${name}-${id}-${attempt}`

/** All tasks of a batch that still run, some hundred at a time. */
export function* tasksOf({ store }: Context, batchId: number): Generator<readonly RemoteTask[]> {
  for (let after = 0; ; ) {
    const tasks = store.remoteTasks(batchId, after, rowsPerTurn)
    const last = tasks.at(-1)
    if (!last) return
    after = last.id
    yield tasks
  }
}

/** Brings batches to their providers: each once, whatever happens on the way. */
export function createSending({ context, signal, save }: Parts) {
  const { store, gates, ways, clock, providers } = context

  /** Its lines, as far as one batch holds them; what cannot go ends, or goes back in line. */
  async function linesOf(batch: RemoteBatch, api: BatchApi, lines: Lines['of']): Promise<string> {
    const most = Math.min(api.limits.bytes, longestBytes)
    let endpoint = ''
    let bytes = 0
    for (const tasks of tasksOf(context, batch.id)) {
      const ended: { task: RemoteTask; outcome: Outcome; sent: false }[] = []
      const end = (task: RemoteTask, outcome: Outcome) => void ended.push({ task, outcome, sent: false })
      for (const task of tasks) {
        if (task.request === null) {
          end(task, { kind: 'permanent', failure: textGone })
          continue
        }
        const tooLong = await providers.check(batch, task.request, signal) // told now, and not in a day
        const row = tooLong ?? (await api.row(customIdOf(batch, task), task.request, task.model))
        if ('kind' in row) {
          end(task, row)
          continue
        }
        if (endpoint === '') endpoint = row.endpoint
        const size = Buffer.byteLength(row.line) + 1
        // One batch has one endpoint, and images may have made it longer than it was thought to be: those go into the next one.
        if (row.endpoint !== endpoint || (lines.size > 0 && bytes + size > most) || lines.size >= api.limits.rows) {
          end(task, back('server_error', null, 'It did not fit into this batch, and goes into the next one.'))
          continue
        }
        bytes += size
        lines.set(task.id, row.line)
      }
      await settleRows(context, ended)
    }
    // Those that were cancelled while this went on.
    for (const part of inParts([...lines.keys()]))
      for (const { id, running, remoteBatch } of store.remoteTasksById(part))
        if (!running || remoteBatch !== batch.id) lines.delete(id)
    return endpoint
  }

  /** All that is still in it goes back in line or ends, as the gate has it: a key that was refused is no fault of a task. */
  async function refuse(batch: RemoteBatch, gateId: GateId, outcome: Outcome): Promise<RemoteBatch> {
    const failure = 'failure' in outcome ? outcome.failure : null
    let held: Outcome | null = null
    for (const tasks of tasksOf(context, batch.id)) {
      const ended: { task: RemoteTask; outcome: Outcome; sent: false }[] = []
      for (const task of tasks) {
        ended.push({ task, outcome: held ?? outcome, sent: false })
        if (held) continue
        await tellGate(context, gateId, task.id, outcome)
        if (gates.get(gateId)?.state.kind === 'closed' && failure) held = { kind: 'held', failure }
      }
      await settleRows(context, ended)
    }
    return save(batch, { state: 'ended', pollAt: null })
  }

  async function failed(batch: RemoteBatch, gateId: GateId, error: BatchApiError): Promise<RemoteBatch> {
    const { outcome, certain } = error
    if (signal.aborted) return batch // the next start looks whether the provider has it
    if (!certain) return save(batch, { pollAt: clock.now() + minuteMs, detail: { note: error.message } })
    if (outcome.kind === 'permanent' || outcome.kind === 'blocked') return refuse(batch, gateId, outcome)
    const askedMs = 'retryAfterMs' in outcome ? (outcome.retryAfterMs ?? 0) : 0
    const { polls } = batch.detail
    const pollAt = clock.now() + Math.max(askedMs, waitAfter(polls))
    return save(batch, { pollAt, detail: { submitAt: null, polls: polls + 1, note: error.message } })
  }

  return {
    /** Hands over one that the provider does not have. */
    async submit(batch: RemoteBatch, api: BatchApi, gateId: GateId, lines: Lines): Promise<RemoteBatch> {
      const endpoint = await linesOf(batch, api, lines.of)
      if (signal.aborted) return batch
      const [first] = lines.of.keys()
      if (first === undefined) return save(batch, { state: 'ended', pollAt: null })
      const passage = gates.passage(gateId)
      if (passage === null) return batch // it closed meanwhile
      if (passage === 'probe') gates.probe(gateId, first)
      try {
        const now = clock.now()
        lines.gone = true
        store.crashPoint('remote_before_submit')
        // On disk before it goes out: from here on a crash may leave it with the provider, and it must not be sent twice.
        const going = await save(batch, { tasks: lines.of.size, pollAt: now + minuteMs, detail: { submitAt: now } })
        try {
          const { name } = batch
          const remoteId = await api.submit({ name, endpoint, lines: [...lines.of.values()] }, signal)
          store.crashPoint('remote_submitted')
          const opened = gates.accepted(gateId, first)
          ways.moved(opened)
          if (opened.length > 0) await store.saveGates(opened)
          return await this.taken(going, remoteId)
        } catch (error) {
          if (error instanceof BatchApiError) return await failed(going, gateId, error)
          throw error
        }
      } finally {
        gates.unprobe(gateId, first)
      }
    },
    /** After a submission whose answer never came, or a crash: does the provider have it? */
    async lookUp(batch: RemoteBatch, api: BatchApi): Promise<RemoteBatch> {
      const now = clock.now()
      const { submitAt, soughtAt, others } = batch.detail
      const since = Math.min(submitAt ?? now, now)
      const { name, tasks: rows, providerId } = batch
      const found = await api.find({ name, rows, since, except: [...others, ...store.remoteIds(providerId)] }, signal)
      if (found !== null) return this.taken(batch, found.id, !found.certain)
      // From the first look on, when it certainly went out no more: an upload may have taken minutes, and its last word got through.
      const from = Math.min(soughtAt ?? now, now)
      if (now - from < appearsWithinMs)
        return save(batch, { pollAt: from + appearsWithinMs, detail: { submitAt: since, soughtAt: from } })
      return save(batch, { pollAt: now, detail: { submitAt: null, soughtAt: null } })
    },
    /** The provider has it. */
    async taken(batch: RemoteBatch, remoteId: string, guessed = false): Promise<RemoteBatch> {
      const pollAt = clock.now() + minuteMs
      const detail = { polls: 0, note: '', soughtAt: null, guessed }
      const sent = await save(batch, { state: 'sent', remoteId, pollAt, detail })
      for (let after: number | null = 0; after !== null; ) after = await store.remoteSent(batch.id, after)
      return sent
    },
    /** It could not be had at all, or not for days: what is still in it goes back in line. */
    async giveUp(batch: RemoteBatch): Promise<RemoteBatch> {
      const sent = batch.detail.submitAt !== null
      for (const tasks of tasksOf(context, batch.id)) {
        const outcome: Outcome = { kind: 'lost' }
        await settleRows(
          context,
          tasks.map((task) => ({ task, outcome, sent, billed: sent })),
        )
      }
      return save(batch, { state: 'ended', pollAt: null })
    },
    refuse,
    /** For what concerns no row, such as a key that is refused when a batch is asked about. */
    tellGate: (gateId: GateId, outcome: Outcome) => tellGate(context, gateId, noTask, outcome),
  }
}
export type Sending = ReturnType<typeof createSending>

/** 1 min, and half as much again each time, up to a quarter of an hour. */
export function waitAfter(polls: number): number {
  return Math.min(15 * minuteMs, Math.round(minuteMs * 1.5 ** Math.min(polls, 20)))
}

const textGone = {
  ...{ code: 'bad_request' as const, status: null, providerCode: null, requestId: null },
  message: 'Its request cannot be made, so nothing was sent: it has no text any more.',
}

function* inParts<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < all.length; start += rowsPerTurn) yield all.slice(start, start + rowsPerTurn)
}
