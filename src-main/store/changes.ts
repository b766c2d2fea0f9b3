import { noSpend, type Spend } from '#shared/spend'
import type { BatchId, EpochMs, StateKind, TaskId } from '#shared/task'
import type { Place } from '#shared/work'
import { copyDelta, deltaOf, type InsightDelta, type InsightKey } from './insights/delta'

export type Queued = Place & { readonly id: TaskId; readonly priority: number }
/** A task that became a dead letter of its own failure. */
export type Death = { readonly id: TaskId; readonly batchId: BatchId; readonly at: EpochMs }
export type EventKind = 'tasks' | 'batch' | 'gate' | 'lane' | 'provider' | 'schedule' | 'storage'
export type CountDelta = Place & { readonly state: StateKind; n: number }
type SpendRow = {
  readonly day: string
  readonly batchId: BatchId
  readonly providerId: string
  readonly model: string
}
export type SpendDelta = SpendRow & { -readonly [sum in keyof Spend]: number }

type Kept = {
  readonly tasks: TaskId[]
  readonly kinds: Set<EventKind>
  readonly queued: Queued[]
  readonly died: Death[]
  readonly counts: CountDelta[]
  readonly spend: SpendDelta[]
  readonly insights: InsightDelta[]
}
const nothing = (): Kept => ({
  ...{ tasks: [], kinds: new Set(), queued: [], died: [], counts: [], spend: [], insights: [] },
})

/** What the transaction in hand has changed: its news, its counters' differences, and what it put in line. Each is written or told once. */
export function createChanges() {
  let kept = nothing()
  let leftEnds = 0

  // A list and not a map: few places change in one transaction, and a key made of text for each would cost more than the search.
  function count({ batchId, lane, gateId }: Place, state: StateKind, n: number) {
    for (const known of kept.counts) {
      if (known.state === state && known.batchId === batchId && known.gateId === gateId && known.lane === lane) {
        known.n += n
        return
      }
    }
    kept.counts.push({ batchId, lane, gateId, state, n })
  }

  return {
    get current(): Readonly<Kept> {
      return kept
    },
    /** A task is new (`from` is null), moved on, or is gone (`to` is null). Whoever writes a task's state, lane or gate says so here. */
    moved(place: Place, from: StateKind | null, to: StateKind | null) {
      if (from === 'dead' || from === 'cancelled') leftEnds++
      if (from === to) return
      if (from !== null) count(place, from, -1)
      if (to !== null) count(place, to, 1)
    },
    /** Rises whenever a dead or cancelled task becomes something else; also for what is then rolled back. */
    leftEnds: () => leftEnds,
    /** Its row changed: windows that show it must hear of it. */
    task: (id: TaskId): void => void kept.tasks.push(id),
    news: (kind: EventKind): void => void kept.kinds.add(kind),
    /** The sums of that row's calls in this transaction, to be added to. A list for the same reason as the counters'. */
    spend({ day, batchId, providerId, model }: SpendRow): SpendDelta {
      for (const known of kept.spend)
        if (known.batchId === batchId && known.model === model && known.providerId === providerId && known.day === day)
          return known
      const made = { day, batchId, providerId, model, ...noSpend }
      kept.spend.push(made)
      return made
    },
    /** The same of what happened in that minute to tasks of that place. */
    insight: (key: InsightKey): InsightDelta => deltaOf(kept.insights, key),
    /** It may be claimed once the commit is done. */
    queued: (task: Queued): void => void kept.queued.push(task),
    /** It ended as a dead letter: not by a person, who may take something back, nor for want of another task's result. */
    died: (death: Death): void => void kept.died.push(death),
    clear(): void {
      kept = nothing()
    },
    /** A copy to go back to when a single write of the group fails. */
    save(): () => void {
      const copy: Kept = {
        tasks: [...kept.tasks],
        kinds: new Set(kept.kinds),
        queued: [...kept.queued],
        died: [...kept.died],
        counts: kept.counts.map((delta) => ({ ...delta })),
        spend: kept.spend.map((delta) => ({ ...delta })),
        insights: kept.insights.map(copyDelta),
      }
      return () => {
        kept = copy
      }
    },
  }
}
export type Changes = ReturnType<typeof createChanges>
