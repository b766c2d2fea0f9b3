import { type Counts, settled } from '#shared/batch'
import type { Spend } from '#shared/spend'
import type { BatchId, EpochMs, GateId } from '#shared/task'
import type { WorkTime } from '#shared/work-time'
import { type CountRow, sumCounts } from '#store/counts'
import { type WorkTimes, withinADay } from '../wiring/work-times'

/** How fast a batch was lately, and how long what is left of it takes. */
export type BatchProgress = { readonly ratePerMinute: number; readonly finish: WorkTime | null }
type Seen = {
  readonly id: BatchId
  readonly paused: boolean
  readonly halfPrice: boolean
  /** All that is left of it waits for a person, as after a dry run. */
  readonly waits: boolean
  readonly rows: readonly CountRow[]
  readonly spent: Spend | undefined
}
type Parts = {
  readonly times: Pick<WorkTimes, 'left'>
  readonly gate: (id: GateId) => { readonly providerId: string; readonly model: string } | undefined
  readonly now: () => EpochMs
}

/** A rate is that of so long; one of a shorter time is told from then on that it is of at least this. */
const rateOfMs = 60_000
const shortestMs = 5_000
/** For so many batches; a person looks at few of them. */
const mostTimed = 50

/** Kept from look to look: it costs no read, however many tasks ended. */
export function createBatchProgress({ times, gate, now }: Parts) {
  const looks = new Map<BatchId, { readonly at: EpochMs; readonly ended: number }[]>()

  function rateOf(id: BatchId, counts: Counts): number {
    const at = now()
    const ended = settled(counts)
    const own = (looks.get(id) ?? []).filter((look) => look.at <= at && look.at >= at - rateOfMs)
    looks.set(id, [...own, { at, ended }])
    const [first] = own
    if (!first || at - first.at < shortestMs) return 0
    // A requeue takes ended ones away again: what came to an end in between is still more than nothing.
    return Math.round((Math.max(0, ended - first.ended) / (at - first.at)) * 60_000 * 10) / 10
  }

  function finishOf({ paused, waits, halfPrice, rows, spent }: Seen, all: readonly CountRow[]): WorkTime | null {
    if (paused || waits) return null
    if (halfPrice) return withinADay
    const calls = spent?.calls ?? 0
    const each = (tokens: number | undefined) => (calls === 0 || tokens === undefined ? null : tokens / calls)
    const [tokensIn, tokensOut] = [each(spent?.tokensIn), each(spent?.tokensOut)]
    const left = rows.filter(({ state }) => state !== 'succeeded' && state !== 'dead' && state !== 'cancelled')
    const loads = [...Map.groupBy(left, ({ lane, gateId }) => `${lane} ${gateId}`).values()].flatMap((own) => {
      const [first] = own
      const at = first && gate(first.gateId)
      if (!first || !at) return []
      const n = own.reduce((sum, row) => sum + row.n, 0)
      const scale = (tokens: number | null) => (tokens === null ? null : tokens * n)
      const { providerId, model } = at
      return [{ lane: first.lane, providerId, model, calls: n, tokensIn: scale(tokensIn), tokensOut: scale(tokensOut) }]
    })
    return times.left(loads, all)
  }

  return {
    /** Of batches that have something left, the first of them with how long it takes. */
    look(batches: readonly Seen[], all: readonly CountRow[]): Map<BatchId, BatchProgress> {
      const ids = new Set(batches.map(({ id }) => id))
      for (const id of looks.keys()) if (!ids.has(id)) looks.delete(id)
      return new Map(
        batches.map((batch, at) => {
          const ratePerMinute = rateOf(batch.id, sumCounts(batch.rows))
          return [batch.id, { ratePerMinute, finish: at < mostTimed ? finishOf(batch, all) : null }] as const
        }),
      )
    },
  }
}
