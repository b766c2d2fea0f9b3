import type { BatchAnswer, BatchApi, RemoteBatch, RemoteStatus, RowEnd } from '#shared/remote-batch'
import type { LlmRequest } from '#shared/request'
import type { GateId, TaskId } from '#shared/task'
import type { Context } from './context'
import { rowsPerTurn, type Sending, type Step, tasksOf, waitAfter } from './send'
import { type Ended, endedAs, settleRows, unclear } from './settle-rows'

type Parts = {
  readonly context: Context
  readonly signal: AbortSignal
  readonly save: (batch: RemoteBatch, step: Step) => Promise<RemoteBatch>
  readonly sending: Sending
  /** More of that model was out than the provider takes at once. */
  readonly refused: (batch: RemoteBatch, gateId: GateId, hintMs: number) => void
  /** It took a batch of that size. */
  readonly wentWell: (batch: RemoteBatch) => void
}

/** Asks after batches that are out, and brings their answers in. */
export function createCollecting({ context, signal, save, sending, refused, wentWell }: Parts) {
  const { store, clock } = context

  /** Which task an id of a row means; null for one that is not of this batch. */
  function taskOf({ name }: RemoteBatch, customId: string): { id: TaskId; attempt: number } | null {
    const [, id = '', attempt = ''] =
      /^-(\d+)-(\d+)$/.exec(customId.startsWith(name) ? customId.slice(name.length) : '') ?? []
    return id === '' ? null : { id: Number(id) as TaskId, attempt: Number(attempt) }
  }

  /** Settles some rows in one turn. */
  async function settle(batch: RemoteBatch, api: BatchApi, answers: readonly BatchAnswer[]): Promise<void> {
    const rows = answers.flatMap((answer) => {
      const task = taskOf(batch, answer.customId)
      return task ? [{ ...task, answer: answer.answer }] : []
    })
    const tasks = new Map(store.remoteTasksById(rows.map(({ id }) => id)).map((task) => [task.id, task]))
    const ended: Ended[] = []
    for (const { id, attempt, answer } of rows) {
      const task = tasks.get(id) // gone where retention removed it
      if (!task?.request) continue
      const end = await judge(api, answer, { request: task.request, model: batch.model })
      // Of an attempt that ended before, as by a cancel, the store keeps the answer as a late one, at the price of this batch.
      const way = { ...task.way, providerId: batch.providerId, model: batch.model }
      ended.push(endedAs({ ...task, attempt, way }, end))
    }
    await settleRows(context, ended)
    store.crashPoint('remote_collecting')
  }

  /** One answer that cannot be read must not keep those of all other rows away. */
  async function judge(api: BatchApi, answer: unknown, asked: { request: LlmRequest; model: string }): Promise<RowEnd> {
    try {
      return await api.judge(answer, asked)
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error)
      return { kind: 'answered', outcome: unclear(`The answer cannot be read: ${words}`) }
    }
  }

  /** A batch that was taken for ours by its size, and holds other rows: it is looked for again. */
  const isOthers = (batch: RemoteBatch, { customId }: BatchAnswer) => taskOf(batch, customId) === null

  type Over = Extract<RemoteStatus, { kind: 'ended' }>
  async function collect(batch: RemoteBatch, api: BatchApi, gateId: GateId, over: Over): Promise<RemoteBatch> {
    const remoteId = batch.remoteId ?? ''
    let found: BatchAnswer[] = []
    let first = true
    for await (const answer of api.results(remoteId, signal)) {
      if (first && isOthers(batch, answer)) {
        const others = [...batch.detail.others, remoteId]
        const detail = { others, guessed: false }
        return save(batch, { state: 'preparing', remoteId: null, pollAt: clock.now(), detail })
      }
      first = false
      found.push(answer)
      if (found.length < rowsPerTurn) continue
      await settle(batch, api, found)
      found = []
    }
    await settle(batch, api, found)
    return restOf(batch, gateId, first ? (over.ifNone ?? over.rest) : over.rest)
  }

  /** The rows without an answer of their own. */
  async function restOf(batch: RemoteBatch, gateId: GateId, rest: RowEnd): Promise<RemoteBatch> {
    if (rest.kind === 'answered') {
      const { outcome } = rest
      if (outcome.kind !== 'rate_limited') return sending.refuse(batch, gateId, outcome)
      // Too much of that model is out already, which says nothing of single calls.
      refused(batch, gateId, outcome.retryAfterMs ?? 0)
    } else wentWell(batch)
    for (const tasks of tasksOf(context, batch.id))
      await settleRows(
        context,
        tasks.map((task) => endedAs(task, rest)),
      )
    return save(batch, { state: 'ended', pollAt: null })
  }

  return {
    /** Asks after one, and brings in what it has once it ended. */
    async poll(batch: RemoteBatch, api: BatchApi, gateId: GateId): Promise<RemoteBatch> {
      const remoteId = batch.remoteId ?? ''
      const status = await api.status(remoteId, signal)
      if (status.kind === 'ended') {
        const collecting = await save(batch, { state: 'collecting', pollAt: clock.now(), detail: { note: '' } })
        return collect(collecting, api, gateId, status)
      }
      let { cancelled, polls } = batch.detail
      if (!cancelled && !batch.detail.guessed && !store.remoteLeft(batch.id)) {
        await api.cancel(remoteId, signal)
        cancelled = true
        polls = 0
      }
      const detail = { cancelled, polls: polls + 1, note: status.note }
      return save(batch, { pollAt: clock.now() + waitAfter(polls), detail })
    },
  }
}
export type Collecting = ReturnType<typeof createCollecting>
