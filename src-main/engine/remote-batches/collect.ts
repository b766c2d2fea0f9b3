import type { BatchAnswer, BatchApi, RemoteBatch, RowEnd } from '#shared/remote-batch'
import type { GateId, TaskId } from '#shared/task'
import type { Context } from './context'
import { rowsPerTurn, type Sending, type Step, tasksOf, waitAfter } from './send'
import { type Ended, outcomeOf, settleRows } from './settle-rows'

type Parts = {
  readonly context: Context
  readonly signal: AbortSignal
  readonly save: (batch: RemoteBatch, step: Step) => Promise<RemoteBatch>
  readonly sending: Sending
  /** The provider wants no further batch for a while. */
  readonly holdBack: (gateId: GateId, ms: number) => void
}
/** Where a provider does not say when it takes more. */
const unhintedMs = 15 * 60_000

/** Asks after batches that are out, and brings their answers in. */
export function createCollecting({ context, signal, save, sending, holdBack }: Parts) {
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
      const end = await api.judge(answer, { request: task.request, model: batch.model })
      // Of an attempt that ended before, as by a cancel, the store keeps the answer as a late one.
      ended.push({ task: { ...task, attempt }, outcome: outcomeOf(end), sent: true })
    }
    await settleRows(context, ended)
    store.crashPoint('remote_collecting')
  }

  /** A batch that was taken for ours by its size, and holds other rows: it is looked for again. */
  const isOthers = (batch: RemoteBatch, { customId }: BatchAnswer) => taskOf(batch, customId) === null

  async function collect(batch: RemoteBatch, api: BatchApi, gateId: GateId, rest: RowEnd): Promise<RemoteBatch> {
    const remoteId = batch.remoteId ?? ''
    let found: BatchAnswer[] = []
    let first = true
    for await (const answer of api.results(remoteId, signal)) {
      if (first && isOthers(batch, answer)) {
        const others = [...batch.detail.others, remoteId]
        return save(batch, { state: 'preparing', remoteId: null, pollAt: clock.now(), detail: { others } })
      }
      first = false
      found.push(answer)
      if (found.length < rowsPerTurn) continue
      await settle(batch, api, found)
      found = []
    }
    await settle(batch, api, found)
    return restOf(batch, gateId, rest)
  }

  /** The rows without an answer of their own. */
  async function restOf(batch: RemoteBatch, gateId: GateId, rest: RowEnd): Promise<RemoteBatch> {
    if (rest.kind === 'answered') {
      const { outcome } = rest
      if (outcome.kind !== 'rate_limited') return sending.refuse(batch, gateId, outcome)
      // Too much of that model is out already, which says nothing of single calls.
      holdBack(gateId, Math.max(outcome.retryAfterMs ?? 0, unhintedMs))
    }
    for (const tasks of tasksOf(context, batch.id))
      await settleRows(
        context,
        tasks.map((task) => ({ task, outcome: outcomeOf(rest), sent: true })),
      )
    return save(batch, { state: 'ended', pollAt: null })
  }

  return {
    /** Asks after one, and brings in what it has once it ended. */
    async poll(batch: RemoteBatch, api: BatchApi, gateId: GateId): Promise<RemoteBatch> {
      const remoteId = batch.remoteId ?? ''
      const status = await api.status(remoteId, signal)
      if (status.kind === 'ended') {
        const collecting = await save(batch, { state: 'collecting', pollAt: clock.now() })
        return collect(collecting, api, gateId, status.rest)
      }
      let { cancelled, polls } = batch.detail
      if (!cancelled && !store.remoteLeft(batch.id)) {
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
