import type { Attempt, EpochMs } from '#shared/task'
import { foldOf, inRibbon } from './fold'

export type RibbonPart = {
  readonly kind: 'attempt' | 'wait' | 'line' | 'gap' | 'many'
  readonly key: string
  readonly startAt: EpochMs
  readonly ms: number
  readonly percent: number // of the ribbon
  readonly attempt: Attempt | null // of an attempt, or the one before a wait
  readonly live: boolean // it goes on now
  readonly count?: number // of many: attempts that are drawn as one part
}

/** No part gets less of the ribbon than this, so that each can be seen and a status be read; but a good part of the ribbon is always to scale. */
const leastPercent = 6.5
const mostForLeast = 60
/** Longer than this without a wait, the task was not trying: a person requeued it, or the app was closed. It is drawn as a break. */
const longestLineMs = 60_000
const gapPercent = 4
const manyPercent = 16

type Piece = Omit<RibbonPart, 'percent'>

/**
 * A task's attempts and what lay between them, drawn to scale from its first attempt to its last moment: attempts, waits with their
 * length, time in line for a slot, and breaks, which are not to scale. Of very many attempts those in the middle are one part, which is not
 * to scale either. The percents add up to 100.
 * @param least percent that each part gets where there is room for it
 */
export function ribbon(
  attempts: readonly Attempt[],
  now: EpochMs,
  running: boolean,
  least: number = leastPercent,
): RibbonPart[] {
  const fold = foldOf(attempts.length, inRibbon)
  const pieces = attempts.flatMap((attempt, index) => {
    if (!fold || index < fold.from || index >= fold.to) return piecesOf(attempt, attempts[index + 1], now, running)
    return index === fold.from ? [manyOf(attempts.slice(fold.from, fold.to), attempts[fold.to])] : []
  })
  return scaled(pieces, least)
}

function manyOf(attempts: readonly Attempt[], next: Attempt | undefined): Piece {
  const [first] = attempts
  const startAt = first?.startedAt ?? 0
  const endAt = next?.startedAt ?? startAt
  const ms = Math.max(0, endAt - startAt)
  return { kind: 'many', key: 'many', startAt, ms, attempt: first ?? null, live: false, count: attempts.length }
}

function piecesOf(attempt: Attempt, next: Attempt | undefined, now: EpochMs, running: boolean): Piece[] {
  const { number, startedAt, wait } = attempt
  const live = attempt.outcome === null && running && !next
  const endAt = Math.max(startedAt, attempt.endedAt ?? (live ? now : (next?.startedAt ?? startedAt)))
  const own: Piece = {
    kind: 'attempt',
    key: `attempt ${number}`,
    startAt: startedAt,
    ms: endAt - startedAt,
    attempt,
    live,
  }
  const until = next?.startedAt ?? (wait ? Math.max(endAt, Math.min(now, wait.until)) : endAt)
  const waitEnd = wait ? Math.min(until, Math.max(endAt, wait.until)) : endAt
  const waiting = wait !== null && !next && now < wait.until
  const pieces: Piece[] = [own]
  if (wait && (waitEnd > endAt || waiting))
    pieces.push({ kind: 'wait', key: `wait ${number}`, startAt: endAt, ms: waitEnd - endAt, attempt, live: waiting })
  const rest = until - waitEnd
  if (next && rest > 0) {
    const kind = rest > longestLineMs ? 'gap' : 'line'
    pieces.push({ kind, key: `${kind} ${number}`, startAt: waitEnd, ms: rest, attempt, live: false })
  }
  return pieces
}

/** What has its share whatever its length, in percent; null for what is drawn to scale. */
const fixedShare = ({ kind }: Piece): number | null =>
  kind === 'gap' ? gapPercent : kind === 'many' ? manyPercent : null

function scaled(pieces: readonly Piece[], wanted: number): RibbonPart[] {
  if (pieces.length === 0) return []
  const fixed = pieces.reduce((sum, piece) => sum + (fixedShare(piece) ?? 0), 0)
  const measured = pieces.filter((piece) => fixedShare(piece) === null)
  const most = Math.min(mostForLeast, 100 - fixed) / Math.max(1, measured.length)
  const least = Math.max(0, Math.min(wanted, most))
  const free = Math.max(0, 100 - fixed - least * measured.length)
  const total = measured.reduce((sum, { ms }) => sum + ms, 0)
  const share = (ms: number) => least + (total > 0 ? (ms / total) * free : free / measured.length)
  const raw = pieces.map((piece) => fixedShare(piece) ?? share(piece.ms))
  const sum = raw.reduce((all, percent) => all + percent, 0)
  return pieces.map((piece, index) => ({ ...piece, percent: ((raw[index] ?? 0) / sum) * 100 }))
}

export type Mark = { readonly key: string; readonly at: EpochMs; readonly left: number; readonly end: boolean }

/** Clock times under the ribbon, where attempts begin; those that would run into each other are left out, the first stays. */
export function marks(parts: readonly RibbonPart[], leastApart = 19): Mark[] {
  const found: Mark[] = []
  let left = 0
  for (const { kind, key, startAt, percent } of parts) {
    const last = found.at(-1)
    const end = left > 100 - leastApart
    const place = end ? 100 : left
    const room = !last || place - last.left >= (end ? leastApart * 2 : leastApart)
    if (kind === 'attempt' && room && !last?.end) found.push({ key, at: startAt, left: place, end })
    left += percent
  }
  return found
}
