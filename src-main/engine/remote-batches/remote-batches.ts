import type { BatchOptions } from '#shared/batch'
import type { LaneName } from '#shared/lane'
import { BatchApiError, type RemoteBatch } from '#shared/remote-batch'
import type { EpochMs, GateId, TaskView } from '#shared/task'
import type { DueWork } from '../ports'
import { createCollecting } from './collect'
import { apiOf, type Context, gateOf } from './context'
import { createGathering } from './gather'
import { createSending, type Lines, type Step, waitAfter } from './send'
import { settleRows } from './settle-rows'

/** News of the queue come many at a time: it is looked at no more often than this. */
const lookEveryMs = 1_000
/** Results are kept for four weeks; a batch that the provider does not know for so long is gone. */
const goneAfterMs = 48 * 60 * 60_000
const longestWaitMs = 15 * 60_000
const lookAgainMs = 60_000

type Parts = Context & {
  /** The next moment that something is due may have changed. */
  readonly onDueChanged: () => void
}

/**
 * Tasks without a deadline, in the batch APIs of their providers: gathered, sent, asked after and settled. All of it goes on from what is on
 * disk, whenever the process ends.
 */
export function createRemoteBatches({ onDueChanged, ...context }: Parts) {
  const { store, gates, clock, storage, providers, maySend, mayUse } = context
  const living = new Map<number, RemoteBatch>()
  /** Those that are being worked on, and their gates where they are known. */
  const busy = new Map<number, Promise<void>>()
  const gateIds = new Map<number, GateId>()
  const lines = new Map<number, Lines>()
  /** Some task of these was cancelled: perhaps it was the last. */
  const thinned = new Set<number>()
  const stopping = new AbortController()
  const gathering = createGathering(context, ({ providerId, model }) => out(providerId, model).length > 0)
  const sending = createSending({ context, save, signal: stopping.signal })
  const collecting = createCollecting({
    ...{ context, save, sending, signal: stopping.signal },
    refused({ id, providerId, model, tasks }, gateId, hintMs) {
      const alone = out(providerId, model).every((batch) => batch.id === id)
      gathering.tooMuch(gateId, { tasks, alone, hintMs })
    },
    wentWell({ id, tasks }) {
      const gateId = gateIds.get(id)
      if (gateId !== undefined) gathering.tookIn(gateId, tasks)
    },
  })
  let started = false
  let stopped = false
  let looking: Promise<void> | null = null
  let lookAt: EpochMs | null = null
  let lookedAt = Number.NEGATIVE_INFINITY

  const out = (providerId: string, model: string) =>
    [...living.values()].filter((batch) => batch.providerId === providerId && batch.model === model)

  async function save(batch: RemoteBatch, { detail, ...step }: Step): Promise<RemoteBatch> {
    const next: RemoteBatch = { ...batch, ...step, detail: { ...batch.detail, ...detail } }
    await storage.until(() => store.saveRemoteBatch(next), false)
    if (next.state === 'ended') living.delete(next.id)
    else living.set(next.id, next)
    return next
  }

  /** Its own key, or where that was removed another one of the provider: batches belong to an account, not to a key. */
  function withKey(batch: RemoteBatch): RemoteBatch {
    const keys = providers.keysOf(batch.providerId)
    return keys.includes(batch.keyId) ? batch : { ...batch, keyId: keys[0] ?? batch.keyId }
  }

  async function step(batch: RemoteBatch): Promise<void> {
    const gateId = await gateOf(context, withKey(batch))
    gateIds.set(batch.id, gateId)
    const { state, detail } = batch
    const isNew = state === 'preparing' && detail.submitAt === null
    if (isNew && !mayGoOut(batch)) return
    try {
      const api = await apiOf(context, withKey(batch))
      if (!api) return await unknown(batch, 'The provider has no batch API any more.')
      if (isNew) {
        if (!mayGoOut(batch)) return
        const own: Lines = { of: new Map(), gone: false }
        lines.set(batch.id, own)
        await sending.submit(batch, api, gateId, own)
      } else if (state === 'preparing') await sending.lookUp(batch, api)
      else await collecting.poll(batch, api, gateId)
    } catch (error) {
      if (!(error instanceof BatchApiError)) throw error
      if (stopped) return
      const now = living.get(batch.id) ?? batch
      if (error.outcome.kind === 'blocked') await sending.tellGate(gateId, error.outcome)
      if (error.status === 410) await sending.giveUp(now)
      else if (error.status === 404) await unknown(now, error.message)
      else await later(now, error.message)
    } finally {
      lines.delete(batch.id)
    }
  }

  async function later(batch: RemoteBatch, note: string): Promise<void> {
    const { polls } = batch.detail
    await save(batch, { pollAt: clock.now() + waitAfter(polls), detail: { polls: polls + 1, note } })
  }
  /** Nobody knows it: for now, as with another key, or for good. */
  async function unknown(batch: RemoteBatch, note: string): Promise<void> {
    if (clock.now() - (batch.detail.submitAt ?? batch.createdAt) > goneAfterMs) await sending.giveUp(batch)
    else await later(batch, note)
  }

  const isGoingOut = ({ id, state, detail }: RemoteBatch) =>
    lines.has(id) || (state === 'preparing' && detail.submitAt !== null)
  /** Whether one that nobody has may be sent now. */
  function mayGoOut({ id, providerId, keyId }: RemoteBatch): boolean {
    const gateId = gateIds.get(id)
    // One after the other: each is in memory while it goes out, and one whose answer was lost is found again by its time and size alone.
    for (const other of living.values())
      if (other.id !== id && other.providerId === providerId && other.keyId === keyId && isGoingOut(other)) return false
    return maySend() && mayUse(providerId) && (gateId === undefined || gates.passage(gateId) !== null)
  }

  function drive(batch: RemoteBatch): void {
    const done = step(batch)
      .catch((error: unknown) => {
        const now = living.get(batch.id)
        if (now) living.set(now.id, { ...now, pollAt: clock.now() + lookAgainMs }) // not at once, and for ever
        storage.failed(error)
      })
      .then(() => {
        busy.delete(batch.id)
        nudge()
        onDueChanged()
      })
    busy.set(batch.id, done)
  }

  async function look(now: EpochMs): Promise<void> {
    for (const id of thinned) {
      const batch = living.get(id)
      if (batch && !busy.has(id) && !store.remoteLeft(id)) living.set(id, { ...batch, pollAt: now })
      if (!busy.has(id)) thinned.delete(id)
    }
    const { begun, nextAt } = await gathering.look(now)
    if (begun.length > 0) load()
    if (nextAt !== null) lookAt = Math.min(lookAt ?? nextAt, Math.max(nextAt, now + lookEveryMs))
  }
  function load() {
    for (const batch of store.remoteBatches()) if (!living.has(batch.id)) living.set(batch.id, batch)
  }

  /** Something is in line, or may go: worth a look soon. */
  function nudge() {
    if (!started || stopped || lookAt !== null) return
    lookAt = Math.max(clock.now(), lookedAt + lookEveryMs)
    onDueChanged()
  }

  function dueAt(batch: RemoteBatch): EpochMs | null {
    if (busy.has(batch.id)) return null
    if (batch.state === 'preparing' && batch.detail.submitAt === null && !mayGoOut(batch)) return null
    return batch.pollAt
  }

  return {
    takes: (gateId: GateId, options: BatchOptions, lane: LaneName): boolean =>
      options.halfPrice === true && gathering.takes(gateId, options, lane),
    /** Goes on with what is out. */
    start(): void {
      started = true
      const now = clock.now()
      load()
      for (const [id, batch] of living) living.set(id, { ...batch, pollAt: Math.min(batch.pollAt ?? now, now) })
      nudge()
    },
    nudge,
    /** The clock was set back: nothing is looked at later than it was to be. */
    clamp(now: EpochMs): void {
      gathering.clamp(now)
      lookedAt = Math.min(lookedAt, now)
      if (lookAt !== null) lookAt = Math.min(lookAt, now + lookEveryMs)
      for (const [id, batch] of living)
        if (batch.pollAt !== null) living.set(id, { ...batch, pollAt: Math.min(batch.pollAt, now + longestWaitMs) })
    },
    /** For the one timer. What is begun here goes on by itself: uploads take longer than a timer may. */
    due: {
      nextDueAt(): EpochMs | null {
        if (!started || stopped) return null
        let first = looking ? null : lookAt
        for (const batch of living.values()) {
          const at = dueAt(batch)
          if (at !== null && (first === null || at < first)) first = at
        }
        return first
      },
      async run(now: EpochMs): Promise<void> {
        if (stopped) return
        for (const batch of [...living.values()]) {
          const at = dueAt(batch)
          if (at !== null && at <= now) drive(batch)
        }
        if (looking || lookAt === null || lookAt > now) return
        lookAt = null
        lookedAt = now
        looking = look(now)
          .catch(storage.failed)
          .then(() => {
            looking = null
            onDueChanged()
          })
      },
    } satisfies DueWork,
    /** Cancels one that is out; what it may still be answered is kept as late. False when it moved on. */
    async cancel({ id, attempts }: Pick<TaskView, 'id' | 'attempts'>): Promise<boolean> {
      const [task] = store.remoteTasksById([id])
      if (!task?.running || task.attempt !== attempts || task.remoteBatch === null) return false
      const batch = living.get(task.remoteBatch)
      const about = lines.get(task.remoteBatch)
      const sent = about?.gone === true || (batch?.detail.submitAt ?? null) !== null
      if (!sent) about?.of.delete(id)
      const [settled = false] = await settleRows(context, [
        { task, outcome: { kind: 'cancelled' }, sent, billed: sent },
      ])
      thinned.add(task.remoteBatch)
      nudge()
      return settled
    },
    /** Nothing new is begun; resolves when what was begun has ended. */
    async stop(): Promise<void> {
      stopped = true
      await Promise.all([looking, ...busy.values()])
    },
    /** What is on its way is given up: the next start finds out what became of it. */
    abort(): void {
      stopping.abort('shutdown')
    },
  }
}
export type RemoteBatches = ReturnType<typeof createRemoteBatches>
