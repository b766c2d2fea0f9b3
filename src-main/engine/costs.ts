import { firstKeyId } from '#shared/gate'
import type { Outcome } from '#shared/outcome'
import type { GateId, TaskResult } from '#shared/task'
import type { Budgets } from './budget'
import type { Books, Candidate, Claim, Cost, EngineStore, Settlement, Way } from './ports'
import type { Priced, Pricing } from './pricing'

type Parts = { readonly pricing: Pricing; readonly budgets: Budgets }

/** What an answer cost; null where it has no price, or where there is no answer. */
export function costOf(pricing: Pricing, way: Priced, outcome: Outcome): Cost | null {
  const usage = answerOf(outcome)?.usage
  if (!usage) return null
  const cost = pricing.of(way, usage)
  if (cost === null) return null
  const { byCache, byHalfPrice } = pricing.saved(way, usage)
  return { cost, saved: byCache + byHalfPrice, savedByHalfPrice: byHalfPrice }
}

function answerOf(outcome: Outcome): TaskResult | null {
  if (outcome.kind === 'succeeded') return outcome.result
  return 'answer' in outcome ? (outcome.answer ?? null) : null
}

/**
 * The store as an engine needs it that keeps to budgets: a claim puts by what its calls can cost at most, or leaves them in line, and a
 * settle says what they did cost. An answer that does not say what it used is taken to have cost what was put by.
 */
export function withCosts<S extends EngineStore>(store: S, { pricing, budgets }: Parts): S {
  const queuedListeners = new Set<() => void>()
  const wake = () => {
    for (const listener of queuedListeners) listener()
  }
  const own = new Map<GateId, Way>()
  function ownWay({ gateId }: Candidate): Way | null {
    const known = own.get(gateId)
    if (known) return known
    const gate = store.gate(gateId)
    if (!gate) return null
    const way = { gateId, keyId: firstKeyId, providerId: gate.providerId, model: gate.model }
    own.set(gateId, way)
    return way
  }

  function budget(task: Candidate, way: Way, books: Books): Way | null {
    const answer = budgets.reserve(task, way, books)
    if (typeof answer === 'string') return null
    return answer.reserved === null ? way : { ...way, reserved: answer.reserved }
  }

  const reserving =
    (claim: Claim) =>
    (task: Candidate, books: Books): Way | 'aside' | null => {
      const way = claim.reserve ? claim.reserve(task, books) : ownWay(task)
      return !way || way === 'aside' || claim.asksBudget ? way : budget(task, way, books)
    }

  function priced(settlement: Settlement): Settlement {
    const { task, outcome, mayHaveBeenBilled } = settlement
    if (settlement.cost !== undefined || !task.way || mayHaveBeenBilled) return settlement
    const price = costOf(pricing, task.way, outcome)
    if (price) return { ...settlement, ...price }
    return answerOf(outcome) ? { ...settlement, cost: task.way.reserved ?? null } : settlement
  }

  return {
    ...store,
    budget,
    claim: (claim) => store.claim({ ...claim, reserve: reserving(claim) }),
    settle: (settlement, now) =>
      store.settle(priced(settlement), now).then((settled) => {
        // One that had ended before may turn out to have cost less than was put by for it, or nothing.
        if (settled ? budgets.isWaiting() : budgets.changed()) wake()
        return settled
      }),
    async lateAnswer(id, attempt, outcome, now, price = null) {
      const known = store.detail(id)?.attempts.find(({ number }) => number === attempt)
      const { providerId = store.task(id)?.providerId ?? '', model = '' } = known ?? {}
      await store.lateAnswer(id, attempt, outcome, now, price ?? costOf(pricing, { providerId, model }, outcome))
      if (budgets.changed()) wake()
    },
    async changeBatch(id, change) {
      const changed = await store.changeBatch(id, change)
      budgets.changed()
      return changed
    },
    onQueued(listener) {
      queuedListeners.add(listener)
      const off = store.onQueued(listener)
      return () => {
        queuedListeners.delete(listener)
        off()
      }
    },
  }
}
