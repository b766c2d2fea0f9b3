import { isSameStorm, ReleasePace, type ReleaseReason, type ReleaseView } from '#shared/release'
import { type EpochMs, Failure, type TaskId, type TaskState, type TaskView } from '#shared/task'
import { crashPoint } from './crash-point'
import type { Database } from './database'
import { intervalOf, nextAtOf, roomOf } from './release-pace'

type Parts = {
  readonly db: Database
  readonly task: (id: TaskId) => TaskView | undefined
  /** Sends a dead letter back as a person would, in the transaction in hand; false when it may not. */
  readonly requeue: (task: TaskView, now: EpochMs) => boolean
  readonly news: () => void
}
type Row = {
  id: number
  state: 'freezing' | ReleaseView['state']
  createdAt: EpochMs
  endedAt: EpochMs | null
  reason: string | null
  failure: string | null
  pace: string | null
  dueAt: EpochMs | null
  probeId: TaskId | null
  probeRevision: number | null
  total: number
  released: number
  skipped: number
  succeeded: number
  died: number
  ended: number
  same: number
  inRow: number
  pausedAt: EpochMs | null
}
type Letter = { readonly taskId: TaskId; readonly version: number; readonly cause: string }
type LetterState = 'released' | 'skipped' | 'succeeded' | 'died' | 'ended'
/** A release as it is now, with what the pace needs of it. */
export type StoredRelease = Omit<Row, 'failure' | 'pace'> & {
  readonly failure: Failure | null
  readonly pace: ReleasePace | null
}

const COLUMNS = `id, state, created_at AS createdAt, ended_at AS endedAt, reason, failure, pace, due_at AS dueAt, probe_id AS probeId,
  probe_revision AS probeRevision, total, released, skipped, succeeded, died, ended, same, in_row AS inRow,
  paused_at AS pausedAt`
const SAVE = `UPDATE releases SET state = @state, ended_at = @endedAt, reason = @reason, failure = @failure, pace = @pace, due_at = @dueAt,
  probe_id = @probeId, probe_revision = @probeRevision, total = @total, released = @released, skipped = @skipped, succeeded = @succeeded,
  died = @died, ended = @ended, same = @same, in_row = @inRow,
  paused_at = @pausedAt WHERE id = @id`
const FREEZE = `INSERT INTO release_letters (release_id, task_id, version, cause, state) VALUES (?, ?, ?, ?, 'frozen')
  ON CONFLICT DO NOTHING`
export const OUT = `SELECT l.release_id AS releaseId, l.task_id AS taskId, l.cause FROM json_each(?) j
  CROSS JOIN release_letters l INDEXED BY release_letters_out ON l.task_id = j.value WHERE l.state = 'released'`
/** So many that have ended stay in the list; of the others only the one that was sent ahead could still be known. */
const endedKept = 100
/** So many letters are looked at in one step: a few milliseconds. */
const lettersPerStep = 200
const longestMessage = 500

/**
 * One sent ahead and the rest behind it. All of it is rows: what a letter came to is written in the transaction in which it came to it,
 * and a letter is marked as released in the one that queues it. So a crash at any moment releases nothing twice and loses none.
 */
export function releasesTable({ db, task: taskOf, requeue, news }: Parts) {
  const insert = db.prepare<[EpochMs, string | null]>(
    `INSERT INTO releases (state, created_at, pace) VALUES ('freezing', ?, ?)`,
  )
  const get = db.prepare<[number], Row>(`SELECT ${COLUMNS} FROM releases WHERE id = ?`)
  const newest = db.prepare<[number], Row>(
    `SELECT ${COLUMNS} FROM releases WHERE state <> 'freezing' ORDER BY id DESC LIMIT ?`,
  )
  const livingRows = db.prepare<[], Row>(
    `SELECT ${COLUMNS} FROM releases INDEXED BY releases_living WHERE state = 'probing' OR state = 'releasing' ORDER BY id`,
  )
  const save = db.prepare<Row>(SAVE)
  const freeze = db.prepare<[number, TaskId, number, string]>(FREEZE)
  const frozen = db.prepare<[number, number], Letter>(
    `SELECT task_id AS taskId, version, cause FROM release_letters INDEXED BY release_letters_next
     WHERE release_id = ? AND state = 'frozen' ORDER BY task_id LIMIT ?`,
  )
  const one = db.prepare<[number, TaskId], Letter>(
    `SELECT task_id AS taskId, version, cause FROM release_letters WHERE release_id = ? AND task_id = ? AND state = 'frozen'`,
  )
  const count = db.prepare<[number], { n: number }>('SELECT count(*) AS n FROM release_letters WHERE release_id = ?')
  const out = db.prepare<[string], { releaseId: number; taskId: TaskId; cause: string }>(OUT)
  const mark = db.prepare<[LetterState, number, TaskId]>(
    'UPDATE release_letters SET state = ? WHERE release_id = ? AND task_id = ?',
  )
  const unlist = db.prepare<[number, TaskId]>('DELETE FROM release_letters WHERE release_id = ? AND task_id = ?')
  const remove = db.prepare<[number]>('DELETE FROM releases WHERE id = ?')
  const dropFreezing = db.prepare(`DELETE FROM releases WHERE state = 'freezing'`)
  const old = db.prepare<[], { id: number }>(
    `SELECT id FROM releases WHERE ended_at IS NOT NULL ORDER BY id DESC LIMIT -1 OFFSET ${endedKept}`,
  )
  const firstCause = db.prepare<[number], { cause: string }>(
    'SELECT cause FROM release_letters WHERE release_id = ? ORDER BY task_id LIMIT 1',
  )
  const sooner = new Set<() => void>()
  let known: readonly StoredRelease[] | null = null

  /** Those that something may still happen to by itself. */
  function living(): readonly StoredRelease[] {
    known ??= livingRows.all().map(read)
    return known
  }
  const find = (id: number): StoredRelease | undefined => get.all(id).map(read)[0]

  function put(release: StoredRelease): StoredRelease {
    const { failure, pace } = release
    const cut = failure && { ...failure, message: failure.message.slice(0, longestMessage).toWellFormed() }
    save.run({ ...release, failure: cut && JSON.stringify(cut), pace: pace && JSON.stringify(pace) })
    known = null
    news()
    for (const listener of sooner) listener()
    return release
  }

  const leftOf = ({ total, released, skipped }: StoredRelease) => total - released - skipped
  const outOf = ({ released, succeeded, died, ended }: StoredRelease) => released - succeeded - died - ended

  function end(
    release: StoredRelease,
    state: 'done' | 'failed' | 'stopped' | 'aborted',
    at: EpochMs,
    why: { reason: ReleaseReason; failure?: Failure | null } | null = null,
  ) {
    put({
      ...{ ...release, state, endedAt: at, dueAt: null, pausedAt: null },
      ...{ reason: why?.reason ?? null, failure: why?.failure ?? null },
    })
  }

  /** What the one that was sent ahead has come to, if it has. */
  function probeMoved(release: StoredRelease) {
    const task = release.probeId === null ? undefined : taskOf(release.probeId)
    const now = momentOf(task)
    if (!task) return end(release, 'failed', now, { reason: 'probe_gone' })
    const { state, revision } = task
    if (revision !== release.probeRevision) return end(release, 'failed', now, { reason: 'probe_edited' })
    switch (state.kind) {
      case 'succeeded':
        if (leftOf(release) === 0) return end(release, 'done', now)
        put({ ...release, ...(release.pace ? { state: 'releasing', dueAt: now } : { state: 'proved' }) })
        return
      case 'dead':
        return end(release, 'failed', now, { reason: 'probe_died', failure: state.failure })
      case 'cancelled':
        return end(release, 'failed', now, { reason: state.failure ? 'probe_discarded' : 'probe_cancelled' })
      default: // it is on its way
    }
  }

  /** What one of the rest has come to, if it has. */
  function letterMoved(release: StoredRelease, { taskId, cause }: { taskId: TaskId; cause: string }) {
    const task = taskOf(taskId)
    const now = momentOf(task)
    const to = task ? endOf(task.state) : 'ended'
    if (to === null) return
    mark.run(to, release.id, taskId)
    const same = task !== undefined && task.cause === cause
    const next: StoredRelease = {
      ...{ ...release, [to]: release[to] + 1 },
      same: release.same + (same ? 1 : 0),
      inRow: same ? release.inRow + 1 : to === 'ended' ? release.inRow : 0,
    }
    const settled = next.succeeded + next.died
    if (leftOf(next) > 0 && isSameStorm({ row: next.inRow, same: next.same, settled }))
      return end(next, 'stopped', now, { reason: 'same_cause', failure: failureOf(task?.state) })
    if (leftOf(next) === 0 && outOf(next) === 0) return end(next, 'done', now)
    put(next)
  }

  return {
    // made
    /** An empty one, which nobody sees until it is begun. */
    open: (pace: ReleasePace | null, now: EpochMs): number => {
      for (const { id } of old.all()) remove.run(id)
      return Number(insert.run(now, pace && JSON.stringify(pace)).lastInsertRowid)
    },
    add(id: number, letters: readonly TaskView[]): void {
      for (const letter of letters) {
        if (letter.cause !== undefined) freeze.run(id, letter.id, letter.version, letter.cause)
      }
    },
    /**
     * Sends one of its letters ahead: that one, or the first that has not changed since.
     * @returns undefined, and nothing is kept of it, where there is none
     */
    begin(id: number, probe: TaskId | null, now: EpochMs): StoredRelease | undefined {
      const release = find(id)
      const found = probe === null ? frozen.all(id, lettersPerStep) : one.all(id, probe)
      for (const letter of found) {
        const task = unchanged(letter)
        if (!release || !task || !requeue(task, now)) continue
        unlist.run(id, task.id)
        crashPoint('in_probe')
        const { revision: probeRevision } = task
        const total = count.get(id)?.n ?? 0
        return put({ ...release, state: 'probing', probeId: task.id, probeRevision, total })
      }
      remove.run(id)
      return undefined
    },
    drop: (id: number): void => void remove.run(id),
    /** At a start: those that a process which died left half written go, and one whose task is gone ends. */
    recover(): void {
      dropFreezing.run()
      for (const release of living()) if (release.state === 'probing') probeMoved(release)
    },

    // what a person says
    /** The rest goes back at that pace; false when it is neither proved nor being released. */
    release(id: number, pace: ReleasePace, now: EpochMs): boolean {
      const release = find(id)
      if (release?.state !== 'proved' && release?.state !== 'releasing') return false
      put({ ...release, state: 'releasing', pace, dueAt: now })
      return true
    },
    /** Nothing more of the rest goes until it is resumed; what was released goes on. False when nothing of it would go by itself. */
    pause(id: number, now: EpochMs): boolean {
      const release = find(id)
      if (!release || !goesByItself(release) || release.pausedAt !== null) return false
      put({ ...release, pausedAt: now })
      return true
    },
    /** Goes on at its pace, from now on: what would have gone meanwhile is not made up for. False when it is not paused. */
    resume(id: number, now: EpochMs): boolean {
      const release = find(id)
      if (!release || !goesByItself(release) || release.pausedAt === null) return false
      // A step that was made just before the pause still counts against the pace.
      const dueAt = release.state === 'releasing' ? Math.max(now, release.dueAt ?? now) : null
      put({ ...release, pausedAt: null, dueAt })
      return true
    },
    /** What was not released stays as it is; false when it has ended. */
    abort(id: number, now: EpochMs): boolean {
      const release = find(id)
      if (release?.state !== 'proved' && release?.state !== 'releasing' && release?.state !== 'probing') return false
      end(release, 'aborted', now)
      return true
    },

    // what happens by itself
    /** Tasks that must go before all others of their lane. */
    ahead: (): TaskId[] => living().flatMap(({ state, probeId }) => (state === 'probing' && probeId ? [probeId] : [])),
    /** What the tasks that this transaction changed mean to it. Only inside that transaction. */
    follow(changed: readonly TaskId[]): void {
      if (changed.length === 0 || living().length === 0) return
      const ids = new Set(changed)
      for (const release of living())
        if (release.state === 'probing' && release.probeId !== null && ids.has(release.probeId)) probeMoved(release)
      if (!living().some(({ state }) => state === 'releasing')) return
      for (const letter of out.all(JSON.stringify([...ids]))) {
        const release = find(letter.releaseId)
        if (release?.state === 'releasing') letterMoved(release, letter)
      }
    },
    nextDueAt(now: EpochMs): EpochMs | null {
      const times = living().flatMap((release) => {
        const at = dueOf(release, now)
        return at === null ? [] : [at]
      })
      return times.length === 0 ? null : Math.min(...times)
    },
    /** Releases what is due of each. @returns how many tasks were queued */
    step(now: EpochMs): number {
      let queued = 0
      for (const release of living()) {
        const { id, pace } = release
        const at = dueOf(release, now)
        if (pace === null || at === null || at > now) continue
        const room = Math.min(roomOf(pace, outOf(release)), lettersPerStep)
        let [released, skipped] = [0, 0]
        for (const letter of frozen.all(id, lettersPerStep)) {
          if (released >= room) break
          const task = unchanged(letter)
          const went = task !== undefined && requeue(task, now)
          mark.run(went ? 'released' : 'skipped', id, letter.taskId)
          if (went) released++
          else skipped++
          crashPoint('in_release')
        }
        queued += released
        const next = { ...release, released: release.released + released, skipped: release.skipped + skipped }
        if (leftOf(next) === 0 && outOf(next) === 0) end(next, 'done', now)
        else put({ ...next, dueAt: now + intervalOf(pace) })
      }
      return queued
    },

    // read
    get: find,
    list: (limit: number): StoredRelease[] => newest.all(limit).map(read),
    /** Calls back, also within a transaction, when a step may be due sooner. */
    onSooner(listener: () => void): void {
      sooner.add(listener)
    },
    /** A transaction was rolled back. */
    forget(): void {
      known = null
    },
    view(release: StoredRelease): ReleaseView {
      const { id, state, createdAt, endedAt, reason, failure, pace, probeId, total, released, skipped } = release
      const { succeeded, died, ended, pausedAt } = release
      const left = leftOf(release)
      if (state === 'freezing' || probeId === null) throw new Error(`release ${id} has not begun`)
      return {
        ...{ id, state, createdAt, endedAt, reason: reason as ReleaseReason | null, failure, pace, probeId, total },
        cause: firstCause.get(id)?.cause ?? null,
        ...{ released, skipped, succeeded, died, ended, left, pausedAt },
        nextAt: state === 'releasing' && pausedAt === null ? nextAtOf(release, left, outOf(release)) : null,
      }
    },
  }

  /** When its next step is due. By a clock that was set back it would wait longer than its pace says, and so is due at once. */
  function dueOf(release: StoredRelease, now: EpochMs): EpochMs | null {
    if (release.state !== 'releasing' || release.pace === null || release.pausedAt !== null) return null
    const at = nextAtOf(release, leftOf(release), outOf(release))
    return at !== null && at > now + intervalOf(release.pace) ? now : at
  }

  function unchanged({ taskId, version }: Letter): TaskView | undefined {
    const task = taskOf(taskId)
    return task?.version === version && task.state.kind === 'dead' ? task : undefined
  }
}
/** What a pause can hold up: the rest that goes back, or that will once the one ahead has succeeded. */
const goesByItself = ({ state, pace }: StoredRelease): boolean =>
  state === 'releasing' || (state === 'probing' && pace !== null)
function endOf({ kind }: TaskState): 'succeeded' | 'died' | 'ended' | null {
  if (kind === 'succeeded') return 'succeeded'
  if (kind === 'dead') return 'died'
  return kind === 'cancelled' ? 'ended' : null
}
/** When it came to what it is now; of what is gone, or goes on, nobody knows better than by the wall clock. */
const momentOf = (task: TaskView | undefined): EpochMs =>
  task && 'settledAt' in task.state ? task.state.settledAt : Date.now()
const failureOf = (state: TaskState | undefined): Failure | null => (state?.kind === 'dead' ? state.failure : null)

function read(row: Row): StoredRelease {
  return {
    ...row,
    failure: row.failure === null ? null : Failure.parse(JSON.parse(row.failure)),
    pace: row.pace === null ? null : ReleasePace.parse(JSON.parse(row.pace)),
  }
}
