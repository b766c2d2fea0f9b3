import type { BulkAction, BulkId, BulkItem, BulkItemState, DryRun, LetterAction, SkipReason } from '#shared/bulk'
import type { Json } from '#shared/request'
import { CommandError } from '#shared/result'
import type { EpochMs, TaskId } from '#shared/task'
import type { LetterStep } from '#shared/work'
import { createPrepare, type Frozen } from './prepare'
import { createSurvey } from './survey'

/** Which tasks an action is for: as they were seen, or as they are when they are written down. */
export type Chosen = { readonly seen: readonly Frozen[] } | { readonly ids: ArrayLike<TaskId> & Iterable<TaskId> }

export type BulkStorePort = {
  readonly get: (id: BulkId) => BulkAction | undefined
  readonly newest: () => BulkAction[]
  readonly items: (id: BulkId, state: BulkItemState, after: number, limit: number) => BulkItem[]
  readonly create: (action: LetterAction, selection: Json, now: EpochMs) => Promise<BulkId>
  readonly freeze: (id: BulkId, ids: readonly TaskId[]) => Promise<void>
  readonly freezeSeen: (id: BulkId, tasks: readonly Frozen[]) => Promise<void>
  readonly planned: (id: BulkId, dryRun: DryRun) => Promise<void>
  readonly begin: (id: BulkId, now: EpochMs) => Promise<void>
  readonly end: (
    id: BulkId,
    state: BulkAction['state'],
    now: EpochMs,
    how?: { stoppedBy?: BulkAction['stoppedBy']; message?: string | null },
  ) => Promise<void>
  readonly waiting: (id: BulkId, after: number, limit: number) => Frozen[]
  readonly slice: (id: BulkId, steps: readonly LetterStep[], now: EpochMs) => Promise<void>
  readonly undoSlice: (id: BulkId, limit: number, now: EpochMs) => Promise<number>
  readonly recover: (now: EpochMs) => Promise<void>
  readonly drop: (id: BulkId) => Promise<void>
  readonly dropOld: (now: EpochMs) => Promise<void>
  readonly nextWakeAt: () => EpochMs | null
  readonly wakeDue: (now: EpochMs) => Promise<number>
}
type Parts = Parameters<typeof createPrepare>[1] &
  Parameters<typeof createSurvey>[1] & {
    readonly store: BulkStorePort
    readonly now: () => EpochMs
    /** There is new work in the lanes, or something comes due sooner. */
    readonly wake: () => void
    /** Whether the disk or the file made the error, and not the task. */
    readonly isStorageError: (error: unknown) => boolean
    /** Hears of an action whenever it began or ended, and every so often how far it is. */
    readonly tell?: (action: BulkAction) => void
  }

/** Tasks in one turn of the event loop: some milliseconds. Fewer where texts are read and edited. */
const tasksPerTurn = 100
const textsPerTurn = 25
/** How often it is told how far an action is. */
const tellMs = 250

/**
 * Bulk actions: frozen to their tasks, looked through first, then run in slices, and taken back. Whatever is done to a task and what the action
 * says of it is one transaction, so neither an abort nor a crash leaves anything half known.
 */
export function createBulk(parts: Parts) {
  const { store, now, wake, tell } = parts
  const busy = new Map<BulkId, { isToStop: boolean }>()

  function known(id: BulkId): BulkAction {
    const action = store.get(id)
    if (!action) throw new CommandError('not_found', 'This action is not kept any more.')
    return action
  }

  const perTurn = (action: LetterAction) =>
    action.kind === 'edit' ||
    action.kind === 'split' ||
    (action.kind === 'requeue' && (action.edit || action.limits?.maxOutputTokens))
      ? textsPerTurn
      : tasksPerTurn

  async function chosen(id: BulkId, which: Chosen): Promise<void> {
    if ('seen' in which) return store.freezeSeen(id, which.seen)
    for (let start = 0; start < which.ids.length; start += freezeTogether)
      await store.freeze(
        id,
        Array.from(
          { length: Math.min(freezeTogether, which.ids.length - start) },
          (_, at) => which.ids[start + at] as TaskId,
        ),
      )
  }

  async function surveyed(
    action: LetterAction,
    slices: () => Iterable<readonly Frozen[]>,
    signal: AbortSignal,
  ): Promise<DryRun> {
    const prepare = createPrepare(action, parts)
    const survey = createSurvey(action, parts)
    for (const some of slices()) {
      await survey.add(some, prepare, signal)
      await nextTurn()
      signal.throwIfAborted()
    }
    return survey.result(signal)
  }

  function* waiting(id: BulkId, together: number): Generator<readonly Frozen[]> {
    for (let after = 0; ; ) {
      const some = store.waiting(id, after, together)
      if (some.length === 0) return
      after = some.at(-1)?.id ?? after
      yield some
    }
  }

  function telling(id: BulkId) {
    let toldAt = now()
    return () => {
      if (!tell || now() - toldAt < tellMs) return
      toldAt = now()
      tell(known(id))
    }
  }

  function told(id: BulkId): BulkAction {
    const action = known(id)
    tell?.(action)
    return action
  }

  /** One by one, so that only that fails which the store refuses for what is in it. */
  async function oneByOne(id: BulkId, steps: readonly LetterStep[]): Promise<void> {
    for (const step of steps) {
      await store.slice(id, [step], now()).catch((error: unknown) => {
        if (parts.isStorageError(error)) throw error
        const task = 'task' in step ? step.task.id : step.id
        return store.slice(id, [{ id: task, reason: null, detail: messageOf(error) }], now())
      })
    }
  }

  async function stopped(id: BulkId, error: unknown): Promise<void> {
    const how = { stoppedBy: 'error' as const, message: messageOf(error) }
    await store.end(id, 'stopped', now(), how).catch(() => {}) // the disk does not take it: the next start says that it was broken off
  }

  /** Only one thing at a time is done with an action. */
  async function alone(
    id: BulkId,
    work: (control: { readonly isToStop: boolean }) => Promise<void>,
  ): Promise<BulkAction> {
    if (busy.has(id)) throw new CommandError('wrong_state', 'This action is under way.')
    const control = { isToStop: false }
    busy.set(id, control)
    try {
      await work(control)
    } catch (error) {
      await stopped(id, error)
      if (!(error instanceof CommandError)) throw error
    } finally {
      busy.delete(id)
      wake()
    }
    return told(id)
  }

  return {
    /**
     * Writes down which tasks it is for and what it would come to. Nothing is done to them.
     * @param selection as it was asked for, to be shown
     * @param signal ends it; then nothing is kept of it
     * @throws CommandError 'bad_request' for a pattern that is no regular expression or takes too long
     */
    async plan(action: LetterAction, which: Chosen, selection: Json, signal: AbortSignal = never): Promise<BulkAction> {
      createPrepare(action, parts) // a bad pattern is refused before anything is written
      const id = await store.create(action, selection, now())
      try {
        await chosen(id, which)
        await store.planned(id, await surveyed(action, () => waiting(id, perTurn(action)), signal))
      } catch (error) {
        await store.drop(id).catch(() => {}) // the next start removes it
        throw error
      }
      await store.dropOld(now())
      return known(id)
    },
    /** What it would come to, with nothing written down. Rejects as `plan` does. */
    preview(
      action: LetterAction,
      which: Chosen,
      versions: (ids: readonly TaskId[]) => Frozen[],
      signal: AbortSignal = never,
    ): Promise<DryRun> {
      const together = perTurn(action)
      const slices = function* (): Generator<readonly Frozen[]> {
        const all = 'seen' in which ? which.seen : which.ids
        for (let start = 0; start < all.length; start += together) {
          const some = Array.from({ length: Math.min(together, all.length - start) }, (_, at) => all[start + at])
          yield 'seen' in which ? (some as Frozen[]) : versions(some as TaskId[])
        }
      }
      return surveyed(action, slices, signal)
    },
    /**
     * Does it, or goes on with one that was stopped. Resolves when it has ended, one way or another: its state tells.
     * @throws CommandError 'not_found', or 'wrong_state' for one that is under way, done or taken back
     */
    async run(id: BulkId): Promise<BulkAction> {
      const { action, state, waiting: left } = known(id)
      if (state !== 'planned' && !(state === 'stopped' && left > 0))
        throw new CommandError('wrong_state', 'There is nothing left to do of this action.')
      const step = telling(id)
      return alone(id, async (control) => {
        const prepare = createPrepare(action, parts)
        await store.begin(id, now())
        tell?.(known(id))
        for (const some of waiting(id, perTurn(action))) {
          if (control.isToStop) return store.end(id, 'stopped', now(), { stoppedBy: 'person' })
          const steps = (await prepare(some)).map((each) => each.step)
          await store.slice(id, steps, now()).catch((error: unknown) => {
            if (parts.isStorageError(error)) throw error
            return oneByOne(id, steps)
          })
          step()
        }
        await store.end(id, 'done', now())
      })
    },
    /** What is done stays done, and can be taken back; the rest waits. Where it does not run, nothing happens. */
    stop(id: BulkId): BulkAction {
      const control = busy.get(id)
      if (control) control.isToStop = true
      return known(id)
    },
    /**
     * Takes back what it did, the last first, but for tasks to which something happened since: those are counted as kept.
     * @throws CommandError 'not_found', or 'wrong_state' for one that did nothing, or is under way
     */
    async undo(id: BulkId): Promise<BulkAction> {
      const { done } = known(id)
      if (done === 0) throw new CommandError('wrong_state', 'There is nothing to take back of this action.')
      const step = telling(id)
      return alone(id, async () => {
        await store.end(id, 'undoing', now())
        while ((await store.undoSlice(id, tasksPerTurn, now())) > 0) step()
        await store.end(id, 'undone', now())
      })
    },
    /**
     * One task as a person saw it, at once. @returns the action, which takes it back
     * @throws CommandError 'stale' with how it is now, 'not_found', 'wrong_state' or 'bad_request', and then nothing is kept
     */
    async one(task: Frozen, action: LetterAction): Promise<BulkAction> {
      const [found] = await createPrepare(action, parts)([task])
      if (found && 'reason' in found.step) throw refusal(found.step)
      const id = await store.create(action, { tasks: 1 }, now())
      await store.freezeSeen(id, [task])
      await alone(id, async () => {
        await store.begin(id, now())
        await store.slice(id, found ? [found.step] : [], now())
        await store.end(id, 'done', now())
      })
      const ended = known(id)
      if (ended.done === 1) {
        await store.dropOld(now())
        return ended
      }
      const [item] = [...store.items(id, 'skipped', 0, 1), ...store.items(id, 'failed', 0, 1)]
      await store.drop(id)
      throw refusal({
        reason: item?.reason ?? null,
        detail: item?.detail ?? ended.message ?? 'The store did not take it.',
      })
    },
    get: known,
    /** Those for several tasks that are kept, newest first. */
    list: (): BulkAction[] => store.newest(),
    /** Tasks of it in one state, by their ids, after that one. */
    items(id: BulkId, state: BulkItemState, after: number, limit: number): BulkItem[] {
      known(id)
      return store.items(id, state, after, limit)
    },
    /** Forgets one that does not run: it cannot be taken back any more. */
    async drop(id: BulkId): Promise<void> {
      known(id)
      if (busy.has(id)) throw new CommandError('wrong_state', 'This action is under way. Stop it first.')
      await store.drop(id)
    },
    /** Before anything else at a start: what a crash broke off is stopped, visibly, and can be gone on with. */
    recover: (): Promise<void> => store.recover(now()),
  }
}
export type Bulk = ReturnType<typeof createBulk>

/** Why one task's command was refused. */
function refusal({ reason, detail }: { reason: SkipReason | null; detail: string }): CommandError {
  const nothing = `${detail} Nothing was changed.`
  if (reason === 'moved_on') return new CommandError('stale', `This task changed meanwhile. ${nothing}`)
  if (reason === 'gone' || reason === 'no_target') return new CommandError('not_found', nothing)
  if (reason === null) return new CommandError('storage', nothing)
  return new CommandError(reason === 'empty' || reason === 'impossible' ? 'bad_request' : 'wrong_state', nothing)
}

const freezeTogether = 2_000
const never = new AbortController().signal
const nextTurn = () => new Promise<void>((done) => setImmediate(done))
const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
