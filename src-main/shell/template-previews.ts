import { isRejected } from '#io/map-row'
import { type RowVariant, variantRows } from '#io/render-rows'
import type { ImportSession, ReadProgress } from '#io/scan'
import type { ImportSummary } from '#io/summary'
import { promptTexts } from '#models/prompt-texts'
import { autoLane } from '#shared/auto-lane'
import type { Handlers, WindowId } from '#shared/contract'
import { rowRenderer } from '#shared/render-row'
import type { LlmRequest } from '#shared/request'
import { CommandError } from '#shared/result'
import type { Cell, Columns, SourceCells } from '#shared/rows'
import { textOf } from '#shared/template-filters'
import type { TemplateCheck } from '#shared/template-view'
import type { Store } from '#store/store'
import { addingOf } from '../wiring/add-to-batch'
import { presentRows } from '../wiring/already-there'
import { columnBody, type PlannedVariant, planVariants, rowVariants } from '../wiring/variants'
import { findImport, type OpenImports } from './import-commands'

const shownOfCell = 500
const mostRejected = 100

type Parts = {
  readonly store: Pick<
    Store,
    'templates' | 'providers' | 'batches' | 'sourceRows' | 'variants' | 'counts' | 'gates' | 'requestsOf'
  >
  readonly imports: OpenImports
  readonly countTokens: (
    texts: readonly string[],
    model: string,
    signal?: AbortSignal,
  ) => Promise<{ tokens: number; exact: boolean }>
  readonly tellScan: (window: WindowId, importId: string, read: ReadProgress) => void
}
type Opened = Pick<ReturnType<typeof findImport>, 'session' | 'summary'>

/** What the rows of an open import would become under templates, before anything is queued. */
export function templatePreviews({
  store,
  imports,
  countTokens,
  tellScan,
}: Parts): Pick<Handlers, 'previewTemplate' | 'checkTemplates'> {
  const working = new Map<string, AbortController>()
  // Whoever writes a template looks at one row while they do. By the count of the files, which is made anew when a line is corrected.
  const lastRow = new WeakMap<ImportSummary, { row: number; source: SourceCells }>()

  /** One at a time of each kind for a window: who types wants the newest alone. */
  async function only<T>(key: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    working.get(key)?.abort(new CommandError('stale', 'A newer question took the place of this one.'))
    const own = new AbortController()
    working.set(key, own)
    try {
      return await work(own.signal)
    } finally {
      if (working.get(key) === own) working.delete(key)
    }
  }

  async function countOf(request: LlmRequest, model: string, signal: AbortSignal) {
    const { tokens, exact } = await countTokens(promptTexts(request).texts, model, signal)
    return { tokens, exact }
  }

  async function rowOf({ session, summary }: Opened, row: number, signal: AbortSignal): Promise<SourceCells> {
    const known = lastRow.get(summary)
    if (known?.row === row) return known.source
    let n = 0
    for await (const source of session.cells({ signal })) {
      signal.throwIfAborted()
      if (isRejected(source)) continue
      n += 1
      if (n < row) continue
      lastRow.set(summary, { row, source })
      return source
    }
    throw new CommandError(
      'not_found',
      n === 0 ? 'No row of these files can be read.' : `There is no row ${row}: ${n} can be read.`,
    )
  }

  return {
    previewTemplate: ({ importId, variant, into, row, ...wish }, window) =>
      only(`preview ${window}`, async (signal) => {
        const { session, summary } = findImport(imports, importId, window)
        const { promptColumn } = summary
        const planned = into
          ? ofColumn(addingOf(store, into.batchId).variants[into.variant - 1], promptColumn)
          : planVariants(store, [asTemplate(variant ?? {}, promptColumn)], wish, promptColumn)[0]
        if (!planned?.body) throw new CommandError('bad_request', 'The batch has no such variant.')
        const source = await rowOf({ session, summary }, row, signal)
        const renderer = rowRenderer(planned.body)
        // Of JSON a later row may have the column: what the files are known to hold counts as well.
        const columns = union(
          source.columns,
          summary.columns.map(({ name }) => name),
        )
        const made = renderer.render(source.columns, source.cells)
        const request = 'request' in made ? made.request : null
        const { providerId, model, lane } = planned.variant
        return {
          ...{ row, rows: summary.complete ? summary.prompts + summary.rejectedCount : null },
          ...{ file: source.file, line: source.line, cells: shownCells(source) },
          problems: [...renderer.problems, ...renderer.unknown(columns)],
          problem: 'problem' in made ? made.problem : null,
          ...{ request, customId: 'customId' in made ? made.customId : null, providerId, model },
          lane: lane === 'auto' ? (request ? autoLane(request, model) : 'fast') : lane,
          tokens: request && (await countOf(request, model, signal)),
        }
      }),

    checkTemplates: ({ importId, variants = [], into, ...wish }, window) =>
      only(`check ${window}`, async (signal) => {
        const { session, summary, choices } = findImport(imports, importId, window)
        const planned =
          into === undefined
            ? planVariants(store, variants, wish, summary.promptColumn)
            : addingOf(store, into).variants
        const isPresent = into === undefined ? null : await presentRows(store, into, signal)
        const renderers = planned.map(({ body }) => body && rowRenderer(body))
        const check: TemplateCheck = {
          rows: 0,
          tasks: 0,
          duplicates: 0,
          already: 0,
          rejectedCount: 0,
          rejected: [],
          problems: [],
          missing: { absent: 0, blank: 0 },
        }
        const problemsOf = (columns: Columns | null) =>
          renderers.flatMap((each, at) =>
            [...(each?.problems ?? []), ...(each && columns ? each.unknown(columns) : [])].map((one) => ({
              ...one,
              variant: at + 1,
            })),
          )
        const mistakes = problemsOf(null)
        if (mistakes.length > 0) return { ...check, problems: mistakes }
        const missingOf = (row: SourceCells) => {
          const kinds = renderers.map((each) => each?.missing(row.columns, row.cells) ?? null)
          return kinds.includes('absent') ? 'absent' : kinds.includes('blank') ? 'blank' : null
        }
        let columns: Columns | null = null
        let isRead = false
        const cells: ImportSession['cells'] = async function* (options) {
          for await (const row of session.cells(options)) {
            if (!isRejected(row)) {
              columns = row.columns
              const missing = missingOf(row)
              if (missing !== null) check.missing[missing] += 1
            }
            yield row
          }
          isRead = true
        }
        const options = { signal, onProgress: (read: ReadProgress) => tellScan(window, importId, read) }
        const rows = variantRows(
          { cells, rows: session.rows },
          planned.length > 0 ? rowVariants(planned) : [asTheyCome],
          summary.promptColumn,
          options,
          {
            merge: choices.mergeDuplicates,
            onDuplicate() {
              check.duplicates += 1
            },
            onRejected(line) {
              check.rejectedCount += 1
              if (check.rejected.length < mostRejected) check.rejected.push(line)
            },
          },
        )
        try {
          for await (const row of rows) {
            const { tasks } = row
            signal.throwIfAborted()
            check.rows += 1
            check.tasks += tasks.length
            if (isPresent?.(row)) check.already += 1
          }
        } catch (error) {
          // A column that no row has: it is told with its place.
          if (!isRead || problemsOf(columns).length === 0) throw error
        }
        return { ...check, problems: problemsOf(columns) }
      }),
  }
}

/** Of a batch without variants. */
const asTheyCome: RowVariant = { name: '', renderer: null, parameters: {} }
/** Of a variant without a template: its prompt column's. */
const ofColumn = (planned: PlannedVariant | undefined, promptColumn: string | null): PlannedVariant | undefined =>
  planned && (planned.body ? planned : { ...planned, body: columnBody(promptColumn) })
type Asked = Parameters<typeof planVariants>[1][number]
/** A preview without a template is one of the prompt column. */
const asTemplate = (variant: Asked, promptColumn: string | null): Asked =>
  variant.template || variant.body || promptColumn === null ? variant : { ...variant, body: columnBody(promptColumn) }

const union = (columns: Columns, more: Columns): Columns =>
  more.every((name) => columns.includes(name)) ? columns : [...new Set([...columns, ...more])]

const shownCells = ({ columns, cells }: SourceCells) =>
  columns.map((column, at) => ({ column, text: shown(cells[at] ?? null) }))

const shown = (cell: Cell) => textOf(cell).slice(0, shownOfCell).toWellFormed()
