import { type Counts, emptyCounts, settled, total } from '#shared/batch'
import type { BatchDryRun, DryRunDetail } from '#shared/dry-run'
import type { CompareProgress } from '#shared/rating'
import { progressWords, shareWords } from '#shared/rating-words'
import { spentOf } from '#shared/spend'
import type { BatchId } from '#shared/task'
import type { Variant } from '#shared/variant'
import type { StoredBatch } from '#store/batches'
import { sumCounts } from '#store/counts'
import type { BatchReads } from '#store/read-beside'
import { dryRunDetails } from '../../wiring/dry-run-detail'
import { UsageError } from '../args'
import { at } from '../dead/list'
import { dollars } from '../dollars'
import type { BatchStateWord } from './args'

export type ListedBatch = {
  readonly id: BatchId
  readonly name: string
  readonly kind: StoredBatch['kind']
  readonly createdAt: number
  readonly state: BatchStateWord
  readonly paused: boolean
  readonly priority: number
  readonly counts: Counts
  readonly accepted: number // tasks it was ever given
  readonly dryRun: BatchDryRun | null
  readonly cost: number // nano-dollars, of calls that were answered
  readonly spent: number // with what those may have cost that never were
}
export type ShownBatch = ListedBatch & {
  readonly options: StoredBatch['options']
  readonly columns: readonly string[] | null
  readonly variants: readonly Variant[]
  readonly detail: DryRunDetail | null
  readonly comparison: CompareProgress | null // null where nobody has compared its variants
}
type Filters = {
  readonly state?: BatchStateWord | undefined
  readonly name?: string | undefined
  readonly limit: number
}

/** By number, or by a name that only one has. @throws UsageError */
export function findBatch({ batches }: Pick<BatchReads, 'batches'>, name: string): StoredBatch {
  const all = batches.newest(Number.MAX_SAFE_INTEGER)
  const byNumber = all.find((batch) => String(batch.id) === name)
  const named = byNumber ? [byNumber] : all.filter((batch) => batch.name === name)
  const [first] = named
  if (first && named.length === 1) return first
  const listed = (some: readonly StoredBatch[]) =>
    some
      .slice(0, 10)
      .map((batch) => `${batch.id} (${batch.name})`)
      .join(', ')
  if (first)
    throw new UsageError(`Several batches are named ${name}. Use the number: ${listed(named)}. Nothing was changed.`)
  const known = all.length === 0 ? 'There is none.' : `The newest are: ${listed(all)}.`
  throw new UsageError(`There is no batch ${name}. ${known} Nothing was changed.`)
}

/** The newest first. */
export function listBatches(reads: BatchReads, { state, name, limit }: Filters): ListedBatch[] {
  const rows = Map.groupBy(reads.counts.all(), ({ batchId }) => batchId)
  const found: ListedBatch[] = []
  for (const batch of reads.batches.newest(Number.MAX_SAFE_INTEGER)) {
    if (found.length === limit) break
    if (name !== undefined && !batch.name.toLowerCase().includes(name.toLowerCase())) continue
    const listed = listedOf(reads, batch, sumCounts(rows.get(batch.id) ?? []))
    if (state === undefined || listed.state === state) found.push(listed)
  }
  return found
}

function listedOf(reads: BatchReads, batch: StoredBatch, counts: Counts): ListedBatch {
  const { id, name, kind, createdAt, paused, priority, accepted } = batch
  const dryRun = reads.dryRuns.of(id)
  const spend = reads.spend.ofBatch(id)
  const isDone = settled(counts) === total(counts)
  const state = isDone ? 'done' : paused ? 'paused' : dryRun ? 'dry-run' : 'working'
  return {
    ...{ id, name, kind, createdAt, state, paused, priority, counts: { ...emptyCounts, ...counts }, accepted, dryRun },
    ...{ cost: spend.cost, spent: spentOf(spend) },
  }
}

/** With what its dry run answered, where it began with one. */
export function showBatch(reads: BatchReads, batch: StoredBatch): ShownBatch {
  const own = reads.counts.all().filter(({ batchId }) => batchId === batch.id)
  // Neither prices nor limits are known here: what the rest takes is told by the app.
  const details = dryRunDetails({ store: reads, infoOf: () => ({ prices: null }), times: { of: () => null } })
  const variants = reads.variants.list(batch.id)
  const comparison = reads.compared.progress(
    batch.id,
    variants.map(({ variant }) => variant),
  )
  return {
    ...listedOf(reads, batch, sumCounts(own)),
    ...{ options: batch.options, columns: reads.sourceRows.columns(batch.id), variants },
    comparison: variants.length > 1 && comparison.seen > 0 ? comparison : null,
    detail: details.of(batch.id) ?? null,
  }
}

const number = (n: number) => n.toLocaleString('en')

/** '3 reviews: 40 of 1,319 ended, 1 dead, paused, priority 5, $0.02' */
export function batchLine({ id, name, state, counts, priority, dryRun, spent, paused }: ListedBatch): string {
  const parts = [
    `${number(settled(counts))} of ${number(total(counts))} ended`,
    ...(counts.dead > 0 ? [`${number(counts.dead)} dead`] : []),
    ...(counts.running > 0 ? [`${number(counts.running)} running`] : []),
    ...(paused ? ['paused'] : []),
    ...(state === 'done' ? [] : dryRunWord(dryRun)),
    ...(priority === 0 ? [] : [`priority ${priority}`]),
    ...(spent === 0 ? [] : [`$${dollars(spent)}`]),
  ]
  return `${id} ${name}: ${parts.join(', ')}`
}

function dryRunWord(run: BatchDryRun | null): string[] {
  if (run === null) return []
  const ended = run.succeeded + run.dead + run.cancelled
  if (run.state === 'waiting') return [`its dry run of ${run.rows} waits for a release`]
  return run.state === 'running' ? [`dry run: ${ended} of ${run.tasks} ended`] : []
}

export function showLines(shown: ShownBatch): string[] {
  const { counts, createdAt, columns, variants, detail, comparison } = shown
  const states = Object.entries(counts).flatMap(([state, n]) =>
    n === 0 ? [] : [`${number(n)} ${state.replace('_', ' ')}`],
  )
  return [
    batchLine(shown),
    `  made ${at(createdAt)} UTC; ${states.join(', ') || 'no prompts'}`,
    ...(columns ? [`  columns: ${columns.join(', ')}`] : []),
    ...variants.map(({ variant, name, model }) => `  variant ${variant}: ${name} (${model})`),
    ...(comparison ? scoreLines(comparison, variants) : []),
    ...(detail ? answerLines(detail) : []),
  ]
}

/** How often each variant was the best, and between which shares that lies with 95 % confidence. */
function scoreLines(progress: CompareProgress, variants: readonly Variant[]): string[] {
  const { ties, none, seen, rows, scores } = progress
  const left = seen < rows ? ` (${number(rows - seen)} rows are not looked at yet: open Compare in the app)` : ''
  const names = new Map(variants.map(({ variant, name }) => [variant, name]))
  return [
    `  compared: ${progressWords(progress)}${left}`,
    ...scores.map((score) => {
      const share = shareWords(score)
      const failed = score.failed === 0 ? '' : `, no answer to ${number(score.failed)}`
      return `    ${names.get(score.variant)}: best in ${number(score.wins)} of ${number(score.rated)}${share ? `, ${share}` : ''}${failed}`
    }),
    ...(ties + none === 0 ? [] : [`    as good as each other: ${number(ties)}; none good: ${number(none)}`]),
  ]
}

function answerLines({ run, rows, forecast, variants }: DryRunDetail): string[] {
  const nameOf = (variant: number | null) => variants.find((each) => each.variant === variant)?.name
  const lines = rows.flatMap(({ row, answers }) =>
    answers.map(({ variant, state, answer }) => {
      const name = nameOf(variant)
      const what =
        answer ?? ('failure' in state && state.failure ? `${state.kind}: ${state.failure.message}` : state.kind)
      return `  row ${row}${name === undefined ? '' : `, ${name}`}: ${oneLine(what)}`
    }),
  )
  const left = forecast && [
    `  the rest: ${number(forecast.tasks)} prompts`,
    ...(forecast.tokensIn === null
      ? []
      : [`about ${number(forecast.tokensIn)} tokens in, ${number(forecast.tokensOut ?? 0)} out`]),
    ...(forecast.cost === null ? [] : [`about $${dollars(forecast.cost)}`]),
  ]
  return [
    `  dry run of ${run.rows} (${run.state.replace('_', ' ')}): ${run.succeeded} answered, ${run.dead} dead, ${run.cancelled} cancelled`,
    ...lines,
    ...(left ? [left.join(', ')] : []),
  ]
}

const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').trim().slice(0, 160)
