import type { BatchDryRun } from '#shared/dry-run'
import type { BatchId } from '#shared/task'
import type { RaisedAlert } from '#store/alerts'
import type { BatchStanding, Standing, Stuck } from './standing'

/** Something that a person who looks elsewhere may want to know. */
export type Happening =
  | { readonly kind: 'batch_done'; readonly batchId: BatchId; readonly answered: number; readonly dead: number }
  | { readonly kind: 'dead_letters'; readonly added: number }
  | { readonly kind: 'dead_share'; readonly alert: RaisedAlert }
  | { readonly kind: 'needs_person'; readonly stuck: Stuck }
  | { readonly kind: 'dry_run'; readonly run: BatchDryRun }

/** How many of a batch's tasks had ended. */
type Ended = Pick<BatchStanding, 'answered' | 'dead' | 'cancelled'>
const none: Ended = { answered: 0, dead: 0, cancelled: 0 }

/** Tells what happened between one look and the next. The first look only learns: what was there before it is no news. */
export function createHappenings() {
  let last: Standing | null = null
  /** Of each batch that moves, what had ended when it began to. */
  const begun = new Map<BatchId, Ended>()
  let newest = 0 // batches above it were made since the last look

  /** Of a batch that moves: what counts as ended before its work began. Only the standing batch begins more than once. */
  const before = (id: BatchId, { composeId }: Standing): Ended => (id === composeId && begun.get(id)) || none

  function look(next: Standing): Happening[] {
    const known = last
    last = next
    const upTo = newest
    for (const id of next.batches.keys()) newest = Math.max(newest, id) // not spread: there may be more of them than arguments
    for (const id of begun.keys()) if (!next.batches.has(id)) begun.delete(id)
    const done = [...next.batches].flatMap(([id, batch]): Happening[] => {
      if (batch.moving > 0) {
        if (!begun.has(id)) begun.set(id, known ? fewer(known.batches.get(id) ?? none, batch) : batch)
        return []
      }
      // Two looks are a second apart: a short batch may have been made and done between them.
      const since = begun.get(id) ?? (known !== null && id > upTo ? none : null)
      const from = before(id, next)
      begun.delete(id)
      if (since === null || batch.scheduled > 0 || !endedMore(batch, since)) return []
      const dead = Math.max(0, batch.dead - from.dead)
      return [{ kind: 'batch_done', batchId: id, answered: batch.answered - from.answered, dead }]
    })
    return known === null
      ? []
      : [
          ...done,
          ...newLetters(known, next),
          ...newAlerts(known, next),
          ...newlyStuck(known, next),
          ...newlyOver(known, next),
        ]
  }

  return { look, before }
}
export type Happenings = ReturnType<typeof createHappenings>

/** A letter that was requeued has not ended any more. */
const fewer = (a: Ended, b: Ended): Ended => ({
  answered: Math.min(a.answered, b.answered),
  dead: Math.min(a.dead, b.dead),
  cancelled: Math.min(a.cancelled, b.cancelled),
})

/** A batch that was only cancelled is no news: a person did it. */
const endedMore = (now: Ended, since: Ended) => now.answered + now.dead > since.answered + since.dead

const newLetters = (before: Standing, next: Standing): Happening[] =>
  next.dead > before.dead ? [{ kind: 'dead_letters', added: next.dead - before.dead }] : []

/** One that was raised anew has another moment. */
const newAlerts = (before: Standing, next: Standing): Happening[] =>
  (next.alerts ?? [])
    .filter(({ batchId, at }) => !before.alerts?.some((each) => each.batchId === batchId && each.at === at))
    .map((alert) => ({ kind: 'dead_share', alert }))

const newlyStuck = (before: Standing, next: Standing): Happening[] =>
  next.stuck
    .filter(({ gateId }) => before.stuck.every((each) => each.gateId !== gateId))
    .map((stuck) => ({ kind: 'needs_person', stuck }))

/** Dry runs that ended and wait for a person; one that ran again waits anew. */
const newlyOver = (before: Standing, next: Standing): Happening[] =>
  (next.dryRuns ?? [])
    .filter(
      ({ batchId, waitingAt }) =>
        !before.dryRuns?.some((each) => each.batchId === batchId && each.waitingAt === waitingAt),
    )
    .map((run) => ({ kind: 'dry_run', run }))
