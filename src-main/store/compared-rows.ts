import { jsonOf } from '#shared/json-order'
import type { CompareFilter, CompareProgress, VariantScore } from '#shared/rating'
import type { BatchId, StateKind } from '#shared/task'
import type { Changes } from './changes'
import type { Database } from './database'
import { codeOf, type RatingsTable, type StandingAnswer } from './ratings'

type Facts = {
  readonly answered: number
  readonly failed: number
  readonly settled: 0 | 1
  readonly differs: 0 | 1
  readonly choice: number | null
  readonly stale: 0 | 1
  readonly toRate: 0 | 1
}
type Count = Omit<Facts, 'choice'> & { readonly choice: number; readonly n: number }
type Move = 'at' | 'next' | 'previous'

const SAVE = `INSERT INTO compared_rows (batch_id, row, answered, failed, settled, differs, choice, stale, to_rate)
  VALUES (@batchId, @row, @answered, @failed, @settled, @differs, @choice, @stale, @toRate)
  ON CONFLICT DO UPDATE SET answered = excluded.answered, failed = excluded.failed, settled = excluded.settled, differs = excluded.differs,
    choice = excluded.choice, stale = excluded.stale, to_rate = excluded.to_rate
  WHERE (answered, failed, settled, differs, choice, stale, to_rate) IS NOT (excluded.answered, excluded.failed, excluded.settled,
    excluded.differs, excluded.choice, excluded.stale, excluded.to_rate)`
const CHANGED = `SELECT DISTINCT t.batch_id AS batchId, t.row FROM json_each(?) j CROSS JOIN tasks t ON t.id = j.value
  WHERE t.variant IS NOT NULL`
export const LAST_ROW = `SELECT row FROM tasks INDEXED BY tasks_row WHERE batch_id = ? AND variant IS NOT NULL ORDER BY row DESC LIMIT 1`
const COUNTS = `SELECT answered, failed, settled, differs, choice, stale, to_rate AS toRate, n FROM compared_counts WHERE batch_id = ? AND n > 0`
const sources = {
  all: 'compared_rows WHERE',
  // Named, since SQLite cannot tell how few rows of a batch these are.
  to_rate: 'compared_rows INDEXED BY compared_to_rate WHERE to_rate = 1 AND',
  differ: 'compared_rows INDEXED BY compared_differs WHERE differs = 1 AND',
  failed: 'compared_rows INDEXED BY compared_failed WHERE failed <> 0 AND',
  stale: 'compared_rows INDEXED BY compared_stale WHERE stale = 1 AND',
  choice: 'compared_rows INDEXED BY compared_choice WHERE choice IS NOT NULL AND stale = 0 AND choice = @choice AND',
} as const
type Kind = keyof typeof sources
/** How rows of a filter are found. */
export const comparedSql = (kind: Kind) => ({
  from: `SELECT row FROM ${sources[kind]} batch_id = @batchId AND row >= @row ORDER BY row LIMIT 1`,
  before: `SELECT row FROM ${sources[kind]} batch_id = @batchId AND row < @row ORDER BY row DESC LIMIT 1`,
  countBefore: `SELECT count(*) FROM ${sources[kind]} batch_id = @batchId AND row < @row`,
})
export const compareKinds = Object.keys(sources) as readonly Kind[]
/** Answers that are looked at in one transaction: some milliseconds. */
const answersPerStep = 400
const ended: ReadonlySet<StateKind> = new Set<StateKind>(['succeeded', 'dead', 'cancelled'])

/**
 * What is known of rows beside each other: who answered, whether the answers differ, what a person said of them. Made when somebody compares
 * a batch for the first time, some hundred rows at a time; from then on it follows in the transaction that changes a task or a rating.
 */
export function comparedRows(db: Database, ratings: RatingsTable) {
  const save = db.prepare<Facts & { batchId: BatchId; row: number }>(SAVE)
  const changed = db.prepare<[string], { batchId: BatchId; row: number }>(CHANGED)
  const lastRow = db.prepare<[number], number>(LAST_ROW).pluck()
  const counts = db.prepare<[number], Count>(COUNTS)
  const begun = db.prepare<[], { batchId: BatchId; upto: number }>('SELECT batch_id AS batchId, upto FROM comparisons')
  const begin = db.prepare<[number]>('INSERT INTO comparisons (batch_id, upto) VALUES (?, 0) ON CONFLICT DO NOTHING')
  const passed = db.prepare<[number, number]>('UPDATE comparisons SET upto = ? WHERE batch_id = ?')
  const get = db.prepare<[number, number], Pick<Facts, 'answered' | 'failed' | 'differs'>>(
    'SELECT answered, failed, differs FROM compared_rows WHERE batch_id = ? AND row = ?',
  )
  const prepared = (kind: Kind) => {
    const { from, before, countBefore } = comparedSql(kind)
    const pluck = (sql: string) => db.prepare<{ batchId: number; row: number; choice?: number }, number>(sql).pluck()
    return { from: pluck(from), before: pluck(before), countBefore: pluck(countBefore) }
  }
  const find = {
    ...{ all: prepared('all'), to_rate: prepared('to_rate'), differ: prepared('differ'), failed: prepared('failed') },
    ...{ stale: prepared('stale'), choice: prepared('choice') },
  }
  let known: Map<BatchId, number> | null = null
  const upto = () => (known ??= new Map(begun.all().map((row) => [row.batchId, row.upto] as const)))

  function refresh(batchId: BatchId, first: number, last: number): void {
    const rows = Map.groupBy(ratings.standing(batchId, first, last), ({ row }) => row)
    for (const [row, answers] of rows) save.run({ batchId, row, ...factsOf(batchId, row, answers) })
  }

  function factsOf(batchId: BatchId, row: number, answers: readonly StandingAnswer[]): Facts {
    const rating = ratings.of(batchId, row)
    const before = get.get(batchId, row)
    const settled = answers.every(({ state }) => ended.has(state))
    const answered = answers.filter(({ hash }) => hash !== null)
    const toRead = answered.filter(({ removed }) => !removed)
    const holds = rating !== null && !rating.stale
    // Of what retention removed stays what was found when it was there: that a variant answered, and whether the answers differed.
    const gone = ~bits(answers)
    const mask = bits(answered) | ((before?.answered ?? 0) & gone)
    const isWhole = toRead.length === answered.length && mask === bits(answered)
    const differs = !isWhole && before?.answered === mask ? before.differs : areDifferent(answered) ? 1 : 0
    return {
      ...{ answered: mask, settled: settled ? 1 : 0, differs },
      failed:
        bits(answers.filter(({ hash, state }) => hash === null && ended.has(state))) | ((before?.failed ?? 0) & gone),
      choice: rating ? codeOf(rating.choice) : null,
      stale: rating?.stale ? 1 : 0,
      toRate: settled && toRead.length >= 2 && !holds ? 1 : 0,
    }
  }

  return {
    /** In a transaction. Looks at the next rows of a batch; how many were looked at in all, and of how many. @param variants how many it has */
    step(batchId: BatchId, variants: number): { seen: number; rows: number } {
      const rows = lastRow.get(batchId) ?? 0
      begin.run(batchId)
      const from = upto().get(batchId) ?? 0
      const to = Math.max(from, Math.min(rows, from + Math.ceil(answersPerStep / variants)))
      if (to > from) {
        refresh(batchId, from + 1, to)
        passed.run(to, batchId)
      }
      upto().set(batchId, to)
      return { seen: to, rows: Math.max(rows, to) }
    },
    /** In the transaction that changed tasks. Costs nothing where none of them is of a batch that somebody compared. */
    follow({ current }: Changes): void {
      const seen = upto()
      if (seen.size === 0 || !current.counts.some(({ batchId }) => seen.has(batchId))) return
      for (const { batchId, row } of changed.all(JSON.stringify(current.tasks)))
        if (row <= (seen.get(batchId) ?? 0) || get.get(batchId, row)) refresh(batchId, row, row)
    },
    /** In the transaction that changed the rating of a row. */
    rated(batchId: BatchId, row: number): void {
      begin.run(batchId)
      if (!upto().has(batchId)) upto().set(batchId, 0)
      refresh(batchId, row, row)
    },
    /** A transaction was rolled back. */
    forget(): void {
      known = null
    },
    /** Whether a row was looked at. */
    has: (batchId: BatchId, row: number): boolean => get.get(batchId, row) !== undefined,
    /** The first row of a filter from that one on, else the last before it; or the next or the previous one. Null where there is none. */
    find(batchId: BatchId, filter: CompareFilter, row: number, move: Move): number | null {
      const { kind, choice } = keyOf(filter)
      const after = () => find[kind].from.get({ batchId, row: move === 'next' ? row + 1 : row, choice }) ?? null
      const before = () => find[kind].before.get({ batchId, row, choice }) ?? null
      if (move === 'previous') return before()
      return move === 'next' ? after() : (after() ?? before())
    },
    /** How many rows of a filter come before one. */
    before: (batchId: BatchId, filter: CompareFilter, row: number): number => {
      const { kind, choice } = keyOf(filter)
      return find[kind].countBefore.get({ batchId, row, choice }) ?? 0
    },
    /** By the counters alone. @param variants their numbers */
    progress(batchId: BatchId, variants: readonly number[]): CompareProgress {
      const all = counts.all(batchId)
      const sum = (isMeant: (count: Count) => boolean) =>
        all.reduce((total, count) => (isMeant(count) ? total + count.n : total), 0)
      const holds = ({ choice, stale }: Count) => choice !== none && stale === 0
      const rated = sum(holds)
      const toRate = sum((count) => count.toRate === 1)
      const seen = upto().get(batchId) ?? 0
      return {
        ...{ batchId, seen, rows: Math.max(seen, lastRow.get(batchId) ?? 0) },
        ...{ comparable: rated + toRate, rated, toRate, stale: sum(({ stale }) => stale === 1) },
        ...{ differ: sum(({ differs }) => differs === 1), failed: sum(({ failed }) => failed !== 0) },
        ties: sum((count) => holds(count) && count.choice === 0),
        none: sum((count) => holds(count) && count.choice === -1),
        scores: variants.map((variant): VariantScore => {
          const bit = 1 << (variant - 1)
          return {
            variant,
            wins: sum((count) => holds(count) && count.choice === variant),
            rated: sum((count) => holds(count) && (count.answered & bit) !== 0),
            failed: sum(({ failed }) => (failed & bit) !== 0),
          }
        }),
        last: ratings.last(batchId),
      }
    },
    /** How many rows a filter has. */
    count(batchId: BatchId, filter: CompareFilter, progress: CompareProgress): number {
      if (typeof filter === 'object') {
        const { choice } = filter
        if (choice.kind === 'tie') return progress.ties
        if (choice.kind === 'none') return progress.none
        return progress.scores.find(({ variant }) => variant === choice.variant)?.wins ?? 0
      }
      const of = { to_rate: progress.toRate, differ: progress.differ, failed: progress.failed, stale: progress.stale }
      return filter === 'all' ? counts.all(batchId).reduce((sum, { n }) => sum + n, 0) : of[filter]
    },
  }
}
export type ComparedRows = ReturnType<typeof comparedRows>

const none = -2
const bits = (answers: readonly StandingAnswer[]) =>
  answers.reduce((mask, { variant }) => mask | (1 << (variant - 1)), 0)

function keyOf(filter: CompareFilter): { kind: Kind; choice: number } {
  return typeof filter === 'object' ? { kind: 'choice', choice: codeOf(filter.choice) } : { kind: filter, choice: none }
}

/** Not by space around them, nor by how the same JSON value is written. Longer ones only by their characters. */
function areDifferent(answers: readonly StandingAnswer[]): boolean {
  const [first, ...others] = answers
  if (!first || others.every(({ hash }) => hash === first.hash)) return false
  const texts = answers.map(({ short }) => short)
  if (texts.some((text) => text === null)) return true
  const told = texts.map((text) => plain(text ?? ''))
  return told.some((text) => text !== told[0])
}
function plain(text: string): string {
  const value = jsonOf(text)
  return value === undefined ? text.trim() : JSON.stringify(value)
}
