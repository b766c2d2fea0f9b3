import { type LaneName, laneNames } from '#shared/lane'
import { historyBarMs, historyBars } from '#shared/overview'
import type { EpochMs } from '#shared/task'
import type { Database } from './database'

export type Ended = {
  /** Tasks brought to an end, per bar of `historyBarMs`, the oldest of `historyBars` first. */
  readonly bars: Readonly<Record<LaneName, number[]>>
  readonly deadBars: number[]
  readonly deadLastHour: number
  /** How long the last 200 answers of each lane took, in ms, newest first. */
  readonly answers: Readonly<Record<LaneName, number[]>>
}

const ends = ['succeeded', 'dead', 'cancelled'] as const
type End = (typeof ends)[number]
/** Those after `from`, up to and with `upTo`. */
type Span = { readonly state: End; readonly from: EpochMs; readonly upTo: EpochMs }
type BarRow = { readonly lane: LaneName; readonly bar: number; readonly n: number }
type Bars = Map<string, BarRow>

// What retention removed had ended as well: with it the number of ends never falls but by what leaves them.
const TOTALS = `SELECT c.state, sum(c.n) + iif(c.state = 'succeeded', (SELECT coalesce(sum(purged), 0) FROM batches), 0) AS n
  FROM task_counts c WHERE c.state = 'succeeded' OR c.state = 'dead' OR c.state = 'cancelled' GROUP BY c.state`
const ENDED = `FROM tasks INDEXED BY tasks_ended
  WHERE state = @state AND settled_at IS NOT NULL AND settled_at > @from AND settled_at <= @upTo`
const COUNT = `SELECT count(*) ${ENDED}`
const BARS = `SELECT lane, settled_at / ${historyBarMs} AS bar, count(*) AS n ${ENDED} GROUP BY lane, bar`
const ANSWERS = `SELECT answer_ms ${ENDED} AND lane = @lane AND answer_ms IS NOT NULL ORDER BY settled_at DESC LIMIT @limit`
// A lane may have none among a million of the other: older ones than these are not looked for.
const LAST_ANSWERS = `SELECT answer_ms FROM (SELECT lane, answer_ms ${ENDED} ORDER BY settled_at DESC LIMIT 20000)
  WHERE lane = @lane AND answer_ms IS NOT NULL LIMIT @limit`

const hourMs = 3_600_000
const answersKept = 200
/** An end is on disk some milliseconds after its own moment: what is younger than this is read again. */
const unsettledMs = 250
const [longAgo, never] = [-1, Number.MAX_SAFE_INTEGER]

/** What ended at or before `edge`. */
type Known = {
  edge: EpochMs
  readAt: EpochMs
  /** How many tasks that is. */
  readonly below: Map<End, number>
  readonly bars: Record<End, Bars>
  readonly answers: Record<LaneName, readonly number[]>
  /** Dead ones after `hourFrom`. */
  hour: number
  hourFrom: EpochMs
}

/**
 * What ended lately, read every second while a window is open. What was counted once is remembered, so a reading costs what
 * ended since the one before, and not what there is. The counters tell when something changed behind it: the number of ends up to the edge
 * stays as it was unless a letter left, the clock was set back, or an answer that waited for a full disk came in with its own moment. Then
 * that end is counted anew.
 * @param leftEnds rises whenever a dead or cancelled task becomes something else
 */
export function endedReader(db: Database, leftEnds: () => number) {
  const totals = db.prepare<[], { state: End; n: number }>(TOTALS)
  const count = db.prepare<Span, number>(COUNT).pluck()
  const bars = db.prepare<Span, BarRow>(BARS)
  const answers = db.prepare<Span & { lane: LaneName; limit: number }, number>(ANSWERS).pluck()
  const lastAnswers = db.prepare<Span & { lane: LaneName; limit: number }, number>(LAST_ANSWERS).pluck()
  let known: Known | null = null
  let left = 0

  const countIn = (state: End, from: EpochMs, upTo: EpochMs): number =>
    from < upTo ? (count.get({ state, from, upTo }) ?? 0) : 0

  /** What is known, put right where something changed behind it. */
  function knownAt(now: EpochMs, oldest: EpochMs): Known {
    const isUsable = known !== null && now >= known.readAt && known.edge >= oldest
    const about = isUsable && known ? known : nothingUpTo(now - unsettledMs, now - hourMs)
    const total = new Map(totals.all().map(({ state, n }) => [state, n]))
    const hasLeft = left !== leftEnds()
    left = leftEnds()
    for (const state of ends) {
      const below = (total.get(state) ?? 0) - countIn(state, about.edge, never)
      if (about.below.get(state) === below && (state === 'succeeded' || !hasLeft)) continue
      about.below.set(state, below)
      recount(about, state, oldest)
    }
    return about
  }

  function recount(about: Known, state: End, oldest: EpochMs) {
    const upTo = about.edge
    about.bars[state] = addBars(new Map(), bars.all({ state, from: oldest - 1, upTo }))
    if (state === 'dead') about.hour = countIn(state, about.hourFrom, upTo)
    if (state !== 'succeeded') return
    for (const lane of laneNames)
      about.answers[lane] = lastAnswers.all({ state, from: longAgo, upTo, lane, limit: answersKept })
  }

  /** Remembers what ended up to then. */
  function moveOn(about: Known, upTo: EpochMs, oldest: EpochMs) {
    const from = about.edge
    if (upTo <= from) return
    for (const state of ends) {
      const rows = bars.all({ state, from, upTo })
      addBars(about.bars[state], rows)
      about.below.set(state, (about.below.get(state) ?? 0) + sum(rows))
      for (const [key, { bar }] of about.bars[state]) if (bar * historyBarMs < oldest) about.bars[state].delete(key)
      if (state === 'dead') about.hour += sum(rows)
    }
    for (const lane of laneNames) about.answers[lane] = answersAfter(about, lane, upTo)
    about.edge = upTo
  }

  const answersAfter = ({ edge, answers: older }: Known, lane: LaneName, upTo: EpochMs): number[] =>
    [...answers.all({ state: 'succeeded', from: edge, upTo, lane, limit: answersKept }), ...older[lane]].slice(
      0,
      answersKept,
    )

  function moveHour(about: Known, from: EpochMs) {
    about.hour -= countIn('dead', about.hourFrom, from)
    about.hourFrom = from
  }

  return {
    read(now: EpochMs): Ended {
      const firstBar = Math.floor(now / historyBarMs) - historyBars + 1
      const oldest = firstBar * historyBarMs
      const about = knownAt(now, oldest)
      known = about
      about.readAt = now
      moveHour(about, now - hourMs)
      moveOn(about, now - unsettledMs, oldest)

      const from = about.edge
      const upTo = oldest + historyBars * historyBarMs - 1
      const barsNow = (state: End) => addBars(new Map(about.bars[state]), bars.all({ state, from, upTo }))
      const all = { succeeded: barsNow('succeeded'), dead: barsNow('dead'), cancelled: barsNow('cancelled') }
      const ofLane = (lane: LaneName) =>
        ends.flatMap((state) => [...all[state].values()]).filter((row) => row.lane === lane)
      return {
        bars: { fast: barsOf(ofLane('fast'), firstBar), heavy: barsOf(ofLane('heavy'), firstBar) },
        deadBars: barsOf([...all.dead.values()], firstBar),
        deadLastHour: about.hour + countIn('dead', from, never),
        answers: { fast: answersAfter(about, 'fast', never), heavy: answersAfter(about, 'heavy', never) },
      }
    },
  }
}

const nothingUpTo = (edge: EpochMs, hourFrom: EpochMs): Known => ({
  ...{ edge, readAt: edge, below: new Map(), hour: 0, hourFrom },
  bars: { succeeded: new Map(), dead: new Map(), cancelled: new Map() },
  answers: { fast: [], heavy: [] },
})

const sum = (rows: readonly { readonly n: number }[]) => rows.reduce((total, { n }) => total + n, 0)

function addBars(to: Bars, rows: readonly BarRow[]): Bars {
  for (const row of rows) {
    const key = `${row.lane} ${row.bar}`
    to.set(key, { ...row, n: row.n + (to.get(key)?.n ?? 0) })
  }
  return to
}

function barsOf(rows: readonly BarRow[], firstBar: number): number[] {
  const counts = new Array<number>(historyBars).fill(0)
  for (const { bar, n } of rows)
    if (bar >= firstBar && bar < firstBar + historyBars) counts[bar - firstBar] = n + (counts[bar - firstBar] ?? 0)
  return counts
}
