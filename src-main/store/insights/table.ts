import type { LaneName } from '#shared/lane'
import type { LocalDays } from '#shared/local-day'
import type { BatchId, EpochMs, FailureCode } from '#shared/task'
import type { Changes } from '../changes'
import type { Database } from '../database'
import { type Sums, sumNames } from './delta'
import { decodeInto, encode, type Histogram, merge, newHistogram } from './histogram'
import { stepStart } from './points'

type Key = {
  readonly start: EpochMs
  readonly lane: LaneName
  readonly providerId: string
  readonly model: string
}
export type InsightRow = Key & Readonly<Sums> & { readonly waits: Uint8Array; readonly answers: Uint8Array }
export type ErrorRow = Key & {
  readonly code: FailureCode
  readonly status: number // 0: no answer came
  readonly tries: number
  readonly dead: number
}

const minuteMs = 60_000
const quarterMs = 15 * minuteMs
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
/** Rows of all batches stand under this number. */
const allBatches = 0
/**
 * How long rows stay as narrow as they are, so that a view needs few of them whatever the app is kept for: the last hour by minutes, the
 * last day by quarters, the last week by hours. An hour more than that, since views begin at full steps and a day may have 25 hours.
 */
const steps = [
  { from: minuteMs, to: quarterMs, keepMs: 2 * hourMs },
  { from: quarterMs, to: hourMs, keepMs: 26 * hourMs },
] as const
const hoursKeptMs = 8 * dayMs

const columnOf = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
const sums = sumNames.map(columnOf)
const KEY = 'batch_id, width, start, lane, provider_id, model'
const places = (n: number) => Array.from({ length: n }, () => '?').join(', ')
const mergeInto = (name: string) =>
  `${name} = iif(length(excluded.${name}) = 0, ${name}, merge_histograms(${name}, excluded.${name}))`

const ONTO_ROW = `ON CONFLICT DO UPDATE SET ${sums.map((name) => `${name} = ${name} + excluded.${name}`).join(', ')},
  ${mergeInto('waits')}, ${mergeInto('answers')}`
const ONTO_ERROR = 'ON CONFLICT DO UPDATE SET tries = tries + excluded.tries, dead = dead + excluded.dead'
const ROW = `${KEY}, ${sums.join(', ')}, waits, answers`
const ERROR = `${KEY}, code, status, tries, dead`
const ADD = `INSERT INTO insights (${ROW}) VALUES (?, ${minuteMs}, ?, ?, ?, ?, ${places(sums.length + 2)}) ${ONTO_ROW}`
const ADD_ERROR = `INSERT INTO insight_errors (${ERROR}) VALUES (?, ${minuteMs}, ?, ?, ?, ?, ?, ?, ?, ?) ${ONTO_ERROR}`

const NARROW = 'width = @from AND width < 86400000 AND start < @before'
/** @param start of the wider row that one of `start` goes into */
const rollRows = (start: string) => `INSERT INTO insights (${ROW})
  SELECT batch_id, @to, ${start} AS wider, lane, provider_id, model, ${sums.map((name) => `sum(${name})`).join(', ')},
    merged_histogram(waits), merged_histogram(answers)
  FROM insights WHERE ${NARROW} GROUP BY batch_id, wider, lane, provider_id, model ${ONTO_ROW}`
const rollErrors = (start: string) => `INSERT INTO insight_errors (${ERROR})
  SELECT batch_id, @to, ${start} AS wider, lane, provider_id, model, code, status, sum(tries), sum(dead)
  FROM insight_errors WHERE ${NARROW} GROUP BY batch_id, wider, lane, provider_id, model, code, status ${ONTO_ERROR}`
const OLDEST = `SELECT min(start) FROM insights WHERE ${NARROW}`

/** Rows of one width from one moment on until before another. */
const SOME = 'batch_id = @batchId AND width = @width AND start >= @from AND start < @before'
const PLACE = 'start, lane, provider_id AS providerId, model'
export const ROWS = `SELECT ${PLACE}, ${sumNames.map((name) => `${columnOf(name)} AS ${name}`).join(', ')}, waits, answers
  FROM insights WHERE ${SOME}`
export const ERRORS = `SELECT ${PLACE}, code, status, tries, dead FROM insight_errors WHERE ${SOME}`
/** Where a page ends that begins there: rows of one start are not parted. */
export const PAGE_END = `SELECT start FROM insights WHERE batch_id = @batchId AND width = @width AND start > @from AND start < @before
  ORDER BY start LIMIT 1 OFFSET @rows`
const FIRST = 'SELECT min(start) FROM insights WHERE batch_id = @batchId AND width = @width'
/** So many rows are read and added up in a millisecond or two. */
const rowsPerPage = 100
const widths = [dayMs, hourMs, quarterMs, minuteMs]

type Step = { readonly from: number; readonly to: number; readonly before: EpochMs }
type Span = { readonly batchId: number; readonly width: number; readonly from: EpochMs; readonly before: EpochMs }
/** What stands in the rows of a time, a few hundred of them. */
export type InsightPage = { readonly rows: readonly InsightRow[]; readonly errors: readonly ErrorRow[] }

/**
 * What calls came to over time, by batch, lane, provider and model. A transaction adds its differences once, however many calls ended in
 * it, to the minute in which they ended. Rows stay when retention removes their tasks.
 */
export function insightsTable(db: Database, days: LocalDays) {
  db.function('merge_histograms', { deterministic: true }, (a: unknown, b: unknown) =>
    merge(a as Uint8Array, b as Uint8Array),
  )
  db.aggregate('merged_histogram', {
    start: newHistogram,
    step: (sum: Histogram, bytes: unknown) => decodeInto(sum, bytes as Uint8Array),
    result: encode,
  })
  const add = db.prepare(ADD)
  const addError = db.prepare(ADD_ERROR)
  const rollers = (start: string) => [db.prepare(rollRows(start)), db.prepare(rollErrors(start))]
  const toFullSteps = rollers('start - (start - @offset) % @to')
  const toDay = rollers('@day')
  const drops = ['insights', 'insight_errors'].map((table) =>
    db.prepare<Pick<Step, 'from' | 'before'>>(`DELETE FROM ${table} WHERE ${NARROW}`),
  )
  const oldest = db.prepare<Pick<Step, 'from' | 'before'>, number | null>(OLDEST).pluck()
  const rows = db.prepare<Span, InsightRow>(ROWS)
  const errors = db.prepare<Span, ErrorRow>(ERRORS)
  const pageEnd = db.prepare<Span & { rows: number }, EpochMs>(PAGE_END).pluck()
  const first = db.prepare<{ batchId: number; width: number }, EpochMs | null>(FIRST).pluck()
  /** When there may be rows to put together; one that is undone by a roll-back is made up for a quarter later. */
  let rollAt = 0
  let rolls = 0

  /** @param day into which all of them go, where that is given */
  function roll(step: Step, day: EpochMs | null = null) {
    const offset = days.startOf(step.before) % step.to
    for (const put of day === null ? toFullSteps : toDay) put.run({ ...step, day, offset })
    for (const drop of drops) drop.run(step)
  }

  /** Puts rows together that are old enough, each step a few at a time, since it is taken every quarter of an hour. */
  function rollUp(now: EpochMs) {
    rolls++
    for (const { from, to, keepMs } of steps) roll({ from, to, before: stepStart(now - keepMs, to, days) })
    const before = days.startOf(now - hoursKeptMs)
    for (;;) {
      const start = oldest.get({ from: hourMs, before }) ?? null
      if (start === null) return
      roll({ from: hourMs, to: dayMs, before: Math.min(days.endOf(start), before) }, days.startOf(start))
    }
  }

  /** Also where a clock that stood far ahead was put right: what it stood at says nothing any more. */
  const isTimeToRoll = (newest: EpochMs) => newest >= rollAt || rollAt - newest > 2 * dayMs

  return {
    /** Only inside the transaction whose calls they are. */
    write(changes: Pick<Changes, 'current'>): void {
      let newest = 0
      for (const delta of changes.current.insights) {
        const { batchId, minute, lane, providerId, model } = delta
        newest = Math.max(newest, minute)
        const values = sumNames.map((name) => delta[name])
        const [waits, answers] = [encode(delta.waits), encode(delta.answers)]
        for (const batch of [batchId, allBatches]) {
          add.run(batch, minute, lane, providerId, model, ...values, waits, answers)
          for (const { code, status, tries, dead } of delta.errors)
            addError.run(batch, minute, lane, providerId, model, code, status, tries, dead)
        }
      }
      if (newest === 0 || !isTimeToRoll(newest)) return
      rollUp(newest)
      rollAt = stepStart(newest, quarterMs, days) + quarterMs
    },
    /** Rises whenever rows may have been put together: pages that were read before and after it do not go together. */
    rolls: (): number => rolls,
    /** When the oldest row begins, of one batch or of all (null); null: there are none. */
    first(batchId: BatchId | null): EpochMs | null {
      const starts = widths.flatMap((width) => first.get({ batchId: batchId ?? allBatches, width }) ?? [])
      return starts.length === 0 ? null : Math.min(...starts)
    },
    /** All rows of a time, of one batch or of all (null), page by page: each of them is read when it is asked for. */
    *pages(batchId: BatchId | null, from: EpochMs, before: EpochMs): Generator<InsightPage> {
      for (const width of widths)
        for (let next: EpochMs | null = from; next !== null; ) {
          const span: Span = { batchId: batchId ?? allBatches, width, from: next, before }
          const end: EpochMs | null = pageEnd.get({ ...span, rows: rowsPerPage }) ?? null
          const page = { ...span, before: end ?? before }
          yield { rows: rows.all(page), errors: errors.all(page) }
          next = end
        }
    },
  }
}
export type InsightsTable = ReturnType<typeof insightsTable>
