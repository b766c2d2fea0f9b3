import { type ExportColumn, type ExportOptions, type ExportTask, type ResultField, ratingFields } from '#shared/export'
import { ratingWords } from '#shared/rating-words'
import { type Json, promptOf } from '#shared/request'
import { assertNever } from '#shared/result'
import type { Columns } from '#shared/rows'
import { answerOf, type Path, valueAt } from './spread'

/** What of a batch decides which columns its file has. */
export type Facts = {
  readonly columns: Columns | null // of its source; null where its rows had none
  readonly variants: readonly { readonly variant: number; readonly name: string }[]
  readonly spread: readonly Path[]
}
type From =
  | { readonly kind: 'source'; readonly index: number }
  | { readonly kind: 'result'; readonly field: ResultField; readonly variant: number | null }
  | { readonly kind: 'spread'; readonly path: Path; readonly variant: number | null }
/** The columns of a file, as they stand in it. */
export type Layout = {
  readonly columns: readonly { readonly name: string; readonly from: From }[]
  readonly depth: number
  readonly missing: readonly string[] // columns that were asked for and that the source does not have
}

/** What is told of a row where a person does not say. */
const defaultFields: readonly ResultField[] = ['result', 'state', 'error_code', 'error_message']
/** The same for every variant of a row: they stand once, before what each variant came to. */
const ofTheRow: ReadonlySet<ResultField> = new Set([
  ...(['row', 'file', 'line', 'custom_id'] as const),
  ...ratingFields,
])

/** Which columns a file has, from what was asked for and what there is. */
export function layoutOf(options: ExportOptions, { columns, variants, spread }: Facts): Layout {
  const sideBySide = options.variants === 'side_by_side' && variants.length > 0
  const chosen = options.columns ?? defaultColumns(columns, variants.length > 0 && !sideBySide)
  const asked = options.ratings && variants.length > 0 ? withRatings(chosen) : chosen
  const missing: string[] = []
  const shared: Named[] = []
  const own: { name: string; from: { kind: 'result'; field: ResultField } | { kind: 'spread'; path: Path } }[] = []
  let isSpread = false
  const addSpread = () => {
    isSpread = true
    for (const path of options.spread ? spread : []) own.push({ name: path.join('.'), from: { kind: 'spread', path } })
  }
  const ordered: Named[] = []
  for (const each of asked) {
    const found = locate(each, columns)
    if (!found) missing.push(nameOf(each))
    else if (found.from.kind === 'source' || (sideBySide && ofTheRow.has(found.from.field))) {
      const from = found.from.kind === 'source' ? found.from : { ...found.from, variant: null }
      ;(sideBySide ? shared : ordered).push({ name: found.name, from })
    } else {
      const start = own.length
      own.push({ name: found.name, from: found.from })
      if (found.from.field === 'result' && !isSpread) addSpread()
      if (!sideBySide) ordered.push(...own.slice(start).map(withoutVariant))
    }
  }
  const start = own.length
  if (!isSpread) addSpread()
  if (!sideBySide) ordered.push(...own.slice(start).map(withoutVariant))
  const all = sideBySide
    ? [
        ...shared,
        ...variants.flatMap(({ variant, name }) =>
          own
            .filter(({ from }) => from.kind !== 'result' || from.field !== 'variant')
            .map((each): Named => ({ name: `${each.name} (${name})`, from: { ...each.from, variant } })),
        ),
      ]
    : ordered
  const names = uniqueNames(all.map(({ name }) => name))
  return {
    columns: all.map(({ from }, at) => ({ name: names[at] ?? '', from })),
    depth: options.spread?.depth ?? 1,
    missing,
  }
}

type Named = { readonly name: string; readonly from: From }
const withoutVariant = (each: { name: string; from: Omit<From & { kind: 'result' | 'spread' }, 'variant'> }): Named =>
  ({ name: each.name, from: { ...each.from, variant: null } }) as Named

const nameOf = (column: ExportColumn): string =>
  column.name ?? (column.from === 'source' ? column.column : column.field)

function locate(column: ExportColumn, columns: Columns | null) {
  const name = nameOf(column)
  if (column.from === 'result') return { name, from: { kind: 'result' as const, field: column.field } }
  const index = columns?.indexOf(column.column) ?? -1
  return index === -1 ? null : { name, from: { kind: 'source' as const, index } }
}

/** All of the source, or the prompt where it had no columns, and then what became of it. */
function defaultColumns(columns: Columns | null, hasVariants: boolean): ExportColumn[] {
  const source: ExportColumn[] = columns
    ? columns.map((column) => ({ from: 'source', column }))
    : [
        { from: 'result', field: 'custom_id' },
        { from: 'result', field: 'prompt' },
      ]
  const fields: readonly ResultField[] = hasVariants ? ['variant', ...defaultFields] : defaultFields
  return [...source, ...fields.map((field): ExportColumn => ({ from: 'result', field }))]
}

/** Those for ratings come last, where none of them was named. */
function withRatings(columns: readonly ExportColumn[]): readonly ExportColumn[] {
  const fields: readonly ResultField[] = ratingFields
  if (columns.some((column) => column.from === 'result' && fields.includes(column.field))) return columns
  return [...columns, ...fields.map((field): ExportColumn => ({ from: 'result', field }))]
}

/** Each once, as the reader would name them: trimmed, and with a number where one is missing or comes again. */
export function uniqueNames(header: readonly string[]): string[] {
  const names = new Set<string>()
  for (const [index, cell] of header.entries()) {
    const name = cell.trim() || `column ${index + 1}`
    let unique = name
    for (let count = 2; names.has(unique); count += 1) unique = `${name} (${count})`
    names.add(unique)
  }
  return [...names]
}

/**
 * The values of a line, in the order of the columns.
 * @param tasks of one row: a single one, or those of all variants where they stand side by side
 */
export function valuesOf(
  { columns, depth }: Layout,
  tasks: readonly ExportTask[],
  variantNames: ReadonlyMap<number, string>,
): Json[] {
  const answers = new Map<ExportTask, Json>()
  const [first] = tasks
  return columns.map(({ from }) => {
    if (from.kind === 'source') return first?.source?.cells[from.index] ?? null
    const task = from.variant === null ? first : tasks.find(({ variant }) => variant === from.variant)
    if (!task) return null
    if (from.kind === 'result') return fieldOf(task, from.field, variantNames)
    if (!answers.has(task)) answers.set(task, answerOf(task))
    return valueAt(answers.get(task) ?? null, from.path, depth)
  })
}

function fieldOf(task: ExportTask, field: ResultField, variantNames: ReadonlyMap<number, string>): Json {
  switch (field) {
    case 'result':
      return task.result?.text ?? null
    case 'state':
      return task.state
    case 'error_code':
      return task.failure?.code ?? null
    case 'error_message':
      return task.failure?.message ?? null
    case 'error_status':
      return task.failure?.status ?? null
    case 'model':
      return task.model
    case 'tokens_in':
      return task.tokensIn
    case 'tokens_out':
      return task.tokensOut
    case 'cost_usd':
      return task.costNano / 1e9
    case 'attempts':
      return task.attempts
    case 'duration_ms':
      return task.durationMs
    case 'finish_reason':
      return task.result?.finishReason ?? null
    case 'cached':
      return task.cached
    case 'custom_id':
      return task.customId
    case 'row':
      return task.row ?? task.position
    case 'variant':
      return task.variant === null ? null : (variantNames.get(task.variant) ?? String(task.variant))
    case 'task_id':
      return task.id
    case 'prompt':
      return task.request ? promptOf(task.request) : null
    case 'file':
      return task.source?.file ?? task.file
    case 'line':
      return task.source?.line ?? task.line
    case 'rating':
      return (
        task.rating &&
        ratingWords(
          task.rating.choice,
          [...variantNames].map(([variant, name]) => ({ variant, name })),
        )
      )
    case 'rating_note':
      return task.rating?.note ?? null
    case 'rated_at':
      return task.rating && new Date(task.rating.ratedAt).toISOString()
    case 'rated_blind':
      return task.rating?.blind ?? null
    case 'rating_stale':
      return task.rating?.stale ?? null
    default:
      return assertNever(field)
  }
}
