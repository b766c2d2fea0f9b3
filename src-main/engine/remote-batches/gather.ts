import { randomBytes } from 'node:crypto'
import type { BatchOptions } from '#shared/batch'
import { firstKeyId, type Gate } from '#shared/gate'
import { effectivePolicy, type LaneName, laneNames } from '#shared/lane'
import { BatchApiError } from '#shared/remote-batch'
import type { EpochMs, GateId, TaskId } from '#shared/task'
import type { Candidate, Claim, Way } from '../ports'
import { apiOf, type Context, noTask, tellGate } from './context'

/** What is being imported or queued one by one goes together: a batch waits for so long after the newest task. */
export const quietMs = 60_000
/** And no longer than this after the first: what comes in drop by drop must not wait for ever. */
const longestGatherMs = 10 * 60_000
/** So many are enough for any provider's batch. */
const fullRows = 50_000
/** Tasks per transaction: a few milliseconds, so that nothing else waits for it. */
const rowsPerCommit = 200
/** The lines of a batch are in memory while they go out. More batches cost nothing. */
const longestBytes = 64 * 1024 * 1024
/** What a line has around its request, at most. */
const frameBytes = 400

/** Where a provider does not say when it takes more. */
const unhintedMs = 15 * 60_000

/** Takes tasks that may wait for a day out of their lines, and begins a remote batch with them. */
/** @param isOut whether a batch of that provider and model is out, or about to go */
export function createGathering(context: Context, isOut: (route: Gate) => boolean) {
  const { store, gates, providers, clock, windows, policyOf, maySend, mayUse, laneGoes, mayGo } = context
  const seen = new Map<GateId, { readonly n: number; readonly firstAt: EpochMs; readonly newestAt: EpochMs }>()
  /** The provider wants no further batch before then. */
  const notBefore = new Map<GateId, EpochMs>()
  /**
   * How many tasks a batch may have where the provider took no more at once, though nothing else of that model was out: found by halving. One
   * batch at a time then.
   */
  const mostRows = new Map<GateId, number>()

  /** Whether queued tasks of such a batch go out in a batch of their provider's, and in no lane. */
  function takes(gateId: GateId, options: BatchOptions, lane: LaneName): boolean {
    if (!options.halfPrice) return false
    const gate = gates.get(gateId)
    if (!gate || !providers.hasBatchApi(gate.providerId)) return false
    return effectivePolicy(policyOf(lane), options.policy).retryForMs === null // a deadline: it cannot wait for a day
  }

  function waitingAt(now: EpochMs): Map<GateId, number> {
    const found = new Map<GateId, number>()
    for (const { lane, batchId, gateId, options, n } of store.halfPriceLines()) {
      if (!takes(gateId, options, lane) || !laneGoes(lane) || !mayGo(batchId)) continue
      if (!windows.open(options.windows, now)) continue
      found.set(gateId, (found.get(gateId) ?? 0) + n)
    }
    return found
  }

  /** The gate of the first key that may send now. */
  async function gateFor(route: Gate): Promise<Gate | null> {
    for (const keyId of providers.keysOf(route.providerId)) {
      const { id } = keyId === firstKeyId ? route : await store.ensureGate(route.providerId, route.model, keyId)
      const gate = gates.get(id)
      if (gate && gates.passage(id) !== null) return gate
    }
    return null
  }

  /** Begins a batch with what stands in line there. Null when there was nothing to take, or nothing may go. */
  async function gather(route: Gate): Promise<number | null> {
    const gate = await gateFor(route)
    if (!gate) return null
    const { providerId, model, keyId } = gate
    const api = await apiOf(context, { providerId, keyId }).catch(async (error: unknown) => {
      if (error instanceof BatchApiError) await tellGate(context, gate.id, noTask, error.outcome)
      else throw error
      return null
    })
    if (!api) return null
    const name = `trilane-${randomBytes(10).toString('hex')}`
    const way: Way = { ...{ gateId: gate.id, keyId, providerId, model }, halfPrice: true }
    const most = {
      rows: Math.min(api.limits.rows, mostRows.get(route.id) ?? fullRows),
      bytes: Math.min(api.limits.bytes, longestBytes),
    }
    const sizes = new Map<TaskId, number>()
    let bytes = 0
    let id: number | null = null
    let full = false
    /** Asked again within a transaction that is run again: the same answer, and counted once. */
    const reserve = (task: Candidate): Way | null => {
      if (sizes.has(task.id)) return way
      const size = Buffer.byteLength(task.text) + frameBytes
      if (sizes.size > 0 && bytes + size > most.bytes) {
        full = true
        return null
      }
      sizes.set(task.id, size)
      bytes += size
      return way
    }
    const claimOf = (lane: LaneName): Claim => ({
      ...{ lane, reserve, mayGo, now: clock.now(), remote: { id, providerId, keyId, model, name } },
      limit: () =>
        maySend() && mayUse(providerId) && laneGoes(lane) ? Math.min(rowsPerCommit, most.rows - sizes.size) : 0,
      admit: (gateId) => gateId === route.id,
      leaves: (gateId, options, of) => !takes(gateId, options, of),
      windowOpen: (asked) => windows.open(asked, clock.now()),
      retryForMs: (rules) => effectivePolicy(policyOf(lane), rules).retryForMs,
      as: () => 'claimed',
    })
    for (const lane of laneNames) {
      for (let more = true; more && !full && sizes.size < most.rows; ) {
        const before = new Set(sizes.keys())
        const claims = await store.claim(claimOf(lane))
        const taken = new Set(claims.tasks.map((task) => task.id))
        for (const [taskId, size] of sizes) {
          if (before.has(taskId) || taken.has(taskId)) continue
          sizes.delete(taskId) // a budget held it back
          bytes -= size
        }
        id = claims.remoteBatch ?? id
        more = claims.more || taken.size > 0
        if (taken.size > 0) store.crashPoint('remote_gathered')
      }
    }
    return id
  }

  return {
    takes,
    /** Begins the batches whose time has come, and gives their ids with the next moment to look again, null for when only news can tell. */
    async look(now: EpochMs): Promise<{ begun: readonly number[]; nextAt: EpochMs | null }> {
      const begun: number[] = []
      let nextAt: EpochMs | null = null
      const again = (at: EpochMs) => {
        nextAt = nextAt === null ? at : Math.min(nextAt, at)
      }
      if (!maySend()) return { begun, nextAt }
      const waiting = waitingAt(now)
      for (const routeId of seen.keys()) if (!waiting.has(routeId)) seen.delete(routeId)
      for (const [routeId, n] of waiting) {
        const known = seen.get(routeId)
        const newestAt = known && n <= known.n ? known.newestAt : now
        const firstAt = known?.firstAt ?? now
        seen.set(routeId, { n, firstAt, newestAt })
        const route = gates.get(routeId)
        if (!route || !mayUse(route.providerId)) continue
        if (mostRows.has(routeId) && isOut(route)) continue // its end is news
        const readyAt = n >= fullRows ? now : Math.min(newestAt + quietMs, firstAt + longestGatherMs)
        const at = Math.max(readyAt, notBefore.get(routeId) ?? 0)
        if (at > now) {
          again(at)
          continue
        }
        const id = await gather(route)
        if (id === null)
          seen.set(routeId, { n, firstAt: now, newestAt: now }) // held up by something that nobody tells us of, such as a budget
        else begun.push(id)
        again(id === null ? now + quietMs : now)
      }
      return { begun, nextAt }
    },
    /**
     * The provider took no further batch of that model, of which so many tasks were in it. @param alone nothing else of it was out: then it
     * never takes so many
     */
    tooMuch(gateId: GateId, { tasks, alone, hintMs }: { tasks: number; alone: boolean; hintMs: number }): void {
      const routeId = gates.get(gateId)?.routeId
      if (routeId === undefined) return
      const canBeLess = alone && tasks > 1
      if (canBeLess) mostRows.set(routeId, Math.floor(tasks / 2))
      notBefore.set(routeId, clock.now() + Math.max(hintMs, canBeLess ? quietMs : unhintedMs))
    },
    /** It took so many tasks at once: where that was found to be the most, twice as many are tried next. */
    tookIn(gateId: GateId, tasks: number): void {
      const routeId = gates.get(gateId)?.routeId
      const most = routeId === undefined ? undefined : mostRows.get(routeId)
      if (routeId === undefined || most === undefined || tasks < most) return
      if (tasks * 2 < fullRows) mostRows.set(routeId, tasks * 2)
      else mostRows.delete(routeId)
    },
    /** The clock was set back: nothing waits for longer than it was to. */
    clamp(now: EpochMs): void {
      for (const [id, { n, firstAt, newestAt }] of seen)
        seen.set(id, { n, firstAt: Math.min(firstAt, now), newestAt: Math.min(newestAt, now) })
      for (const [id, at] of notBefore) notBefore.set(id, Math.min(at, now + 15 * 60_000))
    },
  }
}
export type Gathering = ReturnType<typeof createGathering>
