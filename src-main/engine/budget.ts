import type { LocalDays } from '#shared/local-day'
import type { BudgetHold, HeldBy, NanoUsd } from '#shared/spend'
import type { BatchId, EpochMs, GateId } from '#shared/task'
import type { WatchId } from '#shared/watch-id'
import type { Books, Candidate, DueWork, Way } from './ports'
import { estimateMargin, type Pricing } from './pricing'

type Parts = {
  readonly pricing: Pricing
  /** How many tokens a request has, as far as that can be told beforehand; the margin is added here. */
  readonly inputTokens: (task: Candidate, way: Way) => number
  /** Nano-dollars a day, as a person set it; null: no limit. */
  readonly dayBudget: NanoUsd | null
  /** Of a watched folder as it is set now; null: none, or it is not watched any more. Left out where no folder is watched. */
  readonly watchBudget?: (id: WatchId) => NanoUsd | null
  readonly days: LocalDays
  readonly now: () => EpochMs
  /** A day's budget began anew: what it held may go. */
  readonly onOpened: () => void
  /** What is held is not what it was. */
  readonly onChange?: () => void
}
/** What is put by for a call: null where its price is not known, which only matters where there is a budget. */
export type Reservation = { readonly reserved: NanoUsd | null }
/** `waits`: calls that run have put by more than they may turn out to cost; once they have ended there may be room. */
type Held = Partial<Pick<Mark, 'waits' | 'watch'>>
type Mark = BudgetHold & { readonly waits: boolean; readonly opensAt: EpochMs | null }

/**
 * Budgets are a rule of admission: what is spent, what is put by for calls that run and the most that the next one can cost must fit, or it
 * does not go. So no budget is passed, as long as no call costs more than was put by for it. The money itself is the store's: it is asked
 * for at each claim, inside its transaction, and nothing of it is remembered here but whom it held back.
 */
export function createBudgets({
  pricing,
  inputTokens,
  dayBudget,
  watchBudget = () => null,
  days,
  now,
  onOpened,
  onChange,
}: Parts) {
  let day = dayBudget
  const marks = new Map<string, Mark>()
  const soonerListeners = new Set<() => void>()

  const keyOf = (batchId: BatchId, gateId: GateId) => `${batchId} ${gateId}`
  function mark(task: Candidate, way: Way, by: HeldBy, { waits = false, watch = null }: Held = {}): HeldBy {
    const key = keyOf(task.batchId, task.gateId)
    const before = marks.get(key)
    const opensAt = by === 'day' || by === 'watch' ? days.endOf(now()) : null
    const first = nextOpening()
    const { providerId, model } = way
    marks.set(key, { batchId: task.batchId, providerId, model, by, waits, watch, opensAt })
    if (before?.by !== by || before.waits !== waits) onChange?.()
    if (opensAt !== null && (first === null || opensAt < first)) for (const listener of soonerListeners) listener()
    return by
  }
  function unmark(some: (mark: Mark) => boolean): boolean {
    let any = false
    for (const [key, each] of marks) if (some(each)) any = marks.delete(key)
    if (any) onChange?.()
    return any
  }
  /** When a day's budget begins anew that holds something back now. */
  function nextOpening(): EpochMs | null {
    const times = [...marks.values()].flatMap((each) => each.opensAt ?? [])
    return times.length === 0 ? null : Math.min(...times)
  }

  return {
    /**
     * Whether a call may go by what it can cost at most, and what is put by for it. Asked before anything else is taken for it, such as a
     * place in its gate's pace: a refusal gives nothing back.
     */
    reserve(task: Candidate, way: Way, books: Books): Reservation | HeldBy {
      const next = pricing.most(way, task.request, Math.ceil(inputTokens(task, way) * estimateMargin))
      const own = books.budgetOf(task.batchId)
      const watch = books.watchOf(task.batchId)
      const allowed = (): Reservation => {
        if (marks.size > 0) {
          const key = keyOf(task.batchId, task.gateId)
          if (marks.delete(key)) onChange?.()
        }
        return { reserved: next }
      }
      if ((own === null && watch === null && day === null) || next === 0) return allowed()
      const ofWatch = watch && { id: watch.id, budget: watch.budget }
      if (next === null) return mark(task, way, 'price', { watch: own === null ? ofWatch : null })
      const room = (budget: NanoUsd, spent: NanoUsd, reserved: NanoUsd) => ({
        enough: spent + reserved + next <= budget,
        later: spent + next <= budget,
      })
      if (own !== null) {
        const { enough, later } = room(own, books.spentOf(task.batchId), books.reserved(task.batchId))
        if (!enough) return mark(task, way, 'batch', { waits: later })
      }
      if (watch !== null) {
        const { enough, later } = room(watch.budget, watch.spentToday(), watch.reserved())
        if (!enough) return mark(task, way, 'watch', { waits: later, watch: ofWatch })
      }
      if (day !== null) {
        const { enough, later } = room(day, books.spentToday(), books.reserved())
        if (!enough) return mark(task, way, 'day', { waits: later })
      }
      return allowed()
    },
    /** Whom the budgets hold back, and nothing that runs will change it. A batch that has nothing left in line may still be among them. */
    held(): BudgetHold[] {
      // Budgets of watched folders are changed where these are: whoever changes one wakes the lanes, which ask anew.
      const budgetNow = memoOf(watchBudget)
      return [...marks.values()].flatMap(({ waits, opensAt: _, ...hold }) =>
        waits || (hold.watch && budgetNow(hold.watch.id) !== hold.watch.budget) ? [] : [hold],
      )
    },
    /** Someone waits for what the end of a running call leaves of what was put by for it. */
    isWaiting(): boolean {
      for (const { waits } of marks.values()) if (waits) return true
      return false
    },
    opensAt: nextOpening,
    dayBudget: (): NanoUsd | null => day,
    /** It is on disk. Whoever was held is asked about again. */
    setDayBudget(next: NanoUsd | null): void {
      day = next
      unmark(() => true)
    },
    /** A person changed a batch's budget or a price, or an answer that came late cost less than was put by. True when anyone was held. */
    changed: (): boolean => unmark(() => true),
    /** For the one timer. */
    due: {
      nextDueAt: nextOpening,
      onSooner: (listener) => void soonerListeners.add(listener),
      async run(at) {
        if (unmark((each) => each.opensAt !== null && each.opensAt <= at)) onOpened()
      },
    } satisfies DueWork,
  }
}
export type Budgets = ReturnType<typeof createBudgets>

/** Asked once for each, however many batches of a folder are held. */
function memoOf(ask: (id: WatchId) => NanoUsd | null) {
  const known = new Map<WatchId, NanoUsd | null>()
  return (id: WatchId): NanoUsd | null => {
    if (!known.has(id)) known.set(id, ask(id))
    return known.get(id) ?? null
  }
}
