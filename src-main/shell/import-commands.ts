import { randomUUID } from 'node:crypto'
import { parse } from 'node:path'
import { addingTo, fitColumns } from '#engine/add-rows'
import type { Engine } from '#engine/engine'
import { importBatch, importVariants } from '#engine/import-batch'
import { variantRows } from '#io/render-rows'
import type { ImportSession, ImportSource, ReadOptions, ReadProgress } from '#io/scan'
import type { ImportSummary } from '#io/summary'
import type { Handlers, WindowId } from '#shared/contract'
import type { FileReading, ImportPreview, ImportProgress, ReadChoices } from '#shared/import'
import { CommandError } from '#shared/result'
import type { BatchId, EpochMs } from '#shared/task'
import type { VariantInput } from '#shared/template-view'
import type { Store } from '#store/store'
import { addingOf } from '../wiring/add-to-batch'
import { presentRows, withoutPresent } from '../wiring/already-there'
import { type ImportTarget, planVariants, rowVariants } from '../wiring/variants'
import { badLineCommands } from './bad-line-commands'
import { createQueueing, type Queueing } from './queueing'
import { chooseTarget } from './work-commands'

/** Up to this size files are counted before their preview is shown: it takes less than the eye notices. */
const countedAtOnceBytes = 4 * 1024 * 1024
/** What is compressed holds about so many times its bytes. */
const packedTimes = 16
const isPacked = ({ gzip, format }: FileReading) => gzip || format === 'xlsx' || format === 'parquet'
const weightOf = ({ files }: ImportSession): number =>
  files.reduce((sum, file) => sum + file.bytes * (isPacked(file) ? packedTimes : 1), 0)

type Parts = {
  readonly store: Store
  readonly engine: Engine
  readonly now: () => EpochMs
  readonly tell: (window: WindowId, progress: ImportProgress, preview: ImportPreview | null) => void
  readonly pick: (window: WindowId) => Promise<string[] | null>
  /** Asks where bad lines are to be written; null when the person closed the dialog. */
  readonly pickPlace?: (window: number, name: string) => Promise<string | null>
  readonly imports?: OpenImports
  readonly queueing?: Pick<Queueing, 'through'>
}
type Names =
  | 'readBadLine'
  | 'fixBadLine'
  | 'exportBadLines'
  | 'pickFiles'
  | 'previewImport'
  | 'changeImport'
  | 'choosePromptColumn'
  | 'startImport'
  | 'cancelImport'

/** One import of a window, from the files that were chosen until they are queued or let go. */
type Import = {
  readonly id: string
  readonly window: WindowId
  session: ImportSession
  choices: ReadChoices
  summary: ImportSummary
  work: AbortController
  readonly closed: AbortController // aborted once it is let go: nobody waits for what is still read
}

/** Those that were opened and neither queued nor let go, by their id. */
export type OpenImports = Map<string, Import>

/** That import of that window, or the refusal to say that it is gone. */
export function findImport(
  imports: OpenImports,
  id: string,
  window: WindowId,
): Pick<Import, 'session' | 'summary' | 'choices' | 'closed'> {
  const found = imports.get(id)
  if (found?.window !== window)
    throw new CommandError('not_found', 'This import was closed. Choose the files again; nothing was queued.')
  return found
}

/** Files in: nothing is queued before a person has seen what it would become. */
export function importCommands({
  store,
  engine,
  now,
  tell,
  pick,
  pickPlace = async () => null,
  imports = new Map(),
  queueing = createQueueing(),
}: Parts): Pick<Handlers, Names> {
  const find = (id: string): Import => {
    const found = imports.get(id)
    if (!found)
      throw new CommandError('not_found', 'This import was closed. Choose the files again; nothing was queued.')
    return found
  }
  const letGo = (each: Import) => {
    each.work.abort(cancelled())
    each.closed.abort(cancelled())
    imports.delete(each.id)
  }

  async function open(source: ImportSource, window: WindowId): Promise<ImportPreview> {
    const { openImport } = await import('#io/scan') // what reads files is no part of the start
    const session = await openImport(source)
    for (const old of imports.values()) if (old.window === window) letGo(old)
    const work = new AbortController()
    const summary = await session.preview({ signal: work.signal })
    const made: Import = {
      id: randomUUID(),
      window,
      session,
      choices: {},
      summary,
      work,
      closed: new AbortController(),
    }
    imports.set(made.id, made)
    return count(made)
  }

  /** Counts all of it: at once when it is small, else beside the window, which hears how far it is. */
  async function count(each: Import): Promise<ImportPreview> {
    each.work.abort(cancelled())
    const work = new AbortController()
    each.work = work
    const scan = async (onProgress?: (read: ReadProgress) => void) => {
      const { promptColumn } = each.choices
      const summary = await each.session.scan({
        signal: work.signal,
        ...(onProgress ? { onProgress } : {}),
        ...(promptColumn === undefined ? {} : { promptColumn }),
      })
      if (each.work === work) each.summary = summary
    }
    if (weightOf(each.session) <= countedAtOnceBytes) {
      await scan()
      return previewOf(each, 'scanned')
    }
    each.summary = await each.session.preview({ signal: work.signal, promptColumn: each.choices.promptColumn })
    const first = previewOf(each, 'scanning')
    // Only here: the news of a scan that the answer waited for may reach the window after that answer.
    void scan((read) => tell(each.window, progressOf(each.id, 'scanning', read), null)).then(
      () => {
        const done = previewOf(each, 'scanned')
        tell(each.window, done.progress, done)
      },
      (error: unknown) => {
        if (!work.signal.aborted) tell(each.window, failedProgress(each, error), null)
      },
    )
    return first
  }

  /** What queues the rows: once each, or under each of the variants. Throws CommandError where something that they need is not there. */
  function starter({ session, summary, choices }: Import, wish: ImportTarget, variants?: readonly VariantInput[]) {
    const { promptColumn } = summary
    type Batch = Omit<Parameters<typeof importBatch>[2], 'target'>
    if (!variants) {
      const { lane, ...open } = wish
      const target = { lane, ...chooseTarget(store, open) }
      return (batch: Batch, reading: ReadOptions) =>
        importBatch(store, session.tasks(promptColumn, reading), { ...batch, target }, reading)
    }
    const planned = planVariants(store, variants, wish, promptColumn)
    const asked = rowVariants(planned)
    const all = { variants: planned.map(({ variant }) => variant) }
    const told = { merge: choices.mergeDuplicates }
    return (batch: Batch, reading: ReadOptions) =>
      importVariants(store, variantRows(session, asked, promptColumn, reading, told), { ...batch, ...all }, reading)
  }

  /** What adds the rows to a batch that exists, by what its own rows were made by. */
  function adder({ session, summary, choices }: Import, { lane, ...open }: ImportTarget, into: BatchId, skip: boolean) {
    const { promptColumn } = summary
    const { columns, variants, target } = addingOf(store, into)
    const isOpen = open.providerId === undefined && open.model === undefined
    type Batch = Omit<Parameters<typeof importBatch>[2], 'target'>
    if (variants.length === 0) {
      const to = addingTo(store, { into, isSameTemplate: false })
      const at = { lane, ...(isOpen && target ? target : chooseTarget(store, open)) }
      return (batch: Batch, reading: ReadOptions) => {
        const all = session.tasks(promptColumn, reading)
        const present = () => presentRows(store, into, reading.signal)
        const rows = skip ? withoutPresent(all, present, (task) => ({ tasks: [task] })) : all
        return importBatch(to, fitColumns(rows, columns), { ...batch, target: at }, reading)
      }
    }
    if (!isOpen)
      throw new CommandError(
        'bad_request',
        'The batch asks its rows under variants, and so are the rows that are added. Name no provider or model. Nothing was added.',
      )
    const to = addingTo(store, { into, isSameTemplate: true })
    const asked = rowVariants(variants)
    const all = { variants: variants.map(({ variant }) => variant) }
    const told = { merge: choices.mergeDuplicates }
    return (batch: Batch, reading: ReadOptions) => {
      const every = variantRows(session, asked, promptColumn, reading, told)
      const present = () => presentRows(store, into, reading.signal)
      const rows = skip ? withoutPresent(every, present, (row) => row) : every
      return importVariants(to, fitColumns(rows, columns), { ...batch, ...all }, reading)
    }
  }

  return {
    ...badLineCommands({
      store,
      find: (id, window) => findImport(imports, id, window),
      recount: (id) => count(find(id)),
      ...{ pickPlace, now },
    }),
    async pickFiles(_request, window) {
      const paths = await pick(window)
      return paths === null ? null : open(paths, window)
    },
    previewImport: (request, window) => open('text' in request ? request : request.paths, window),
    async changeImport({ importId, choices }) {
      const each = find(importId)
      const { promptColumn: _, ...layout } = choices
      each.session = await each.session.change(layout)
      each.choices = choices
      return count(each)
    },
    async choosePromptColumn({ importId, column }) {
      const each = find(importId)
      each.choices = { ...each.choices, promptColumn: column }
      return count(each)
    },
    async startImport({ importId, lane, providerId, model, priority, options, startAt, variants, dryRun, ...to }) {
      const { into, skipPresent = false } = to
      const each = find(importId)
      // What cannot be asked is refused here, before the scan is given up.
      if (into !== undefined && (variants ?? options ?? dryRun ?? priority) !== undefined)
        throw new CommandError(
          'bad_request',
          'Rows that are added have what their batch has: its variants, options and priority. Nothing was added.',
        )
      const wish = { lane, providerId, model }
      const start = into === undefined ? starter(each, wish, variants) : adder(each, wish, into, skipPresent)
      each.work.abort(cancelled())
      const work = new AbortController()
      each.work = work
      let read: ReadProgress = { bytesRead: 0, bytesTotal: each.session.bytesTotal, prompts: 0, rejectedCount: 0 }
      const onProgress = (next: ReadProgress) => {
        read = next
        tell(each.window, progressOf(each.id, 'queueing', read), null)
      }
      try {
        const batch = { name: nameOf(each.session), fingerprint: null, now, priority, options, startAt, dryRun }
        const { batchId: made, queued } = await queueing.through(() =>
          start(batch, { signal: work.signal, onProgress }),
        )
        const batchId = into ?? made
        imports.delete(each.id)
        tell(each.window, { ...progressOf(each.id, 'queued', read), prompts: queued }, null)
        engine.wake()
        return { batchId, queued }
      } catch (error) {
        tell(
          each.window,
          work.signal.aborted ? progressOf(each.id, 'cancelled', read) : failedProgress(each, error),
          null,
        )
        throw error
      }
    },
    async cancelImport({ importId }) {
      const each = imports.get(importId)
      if (each) letGo(each)
      return {}
    },
  }
}

/** A batch is called by its file, or by how many there were. */
function nameOf({ files }: ImportSession): string {
  const [first] = files
  if (!first) return 'Import'
  const { name } = parse(first.name)
  return files.length === 1 ? name : `${name} and ${files.length - 1} more`
}

function previewOf({ id, summary, choices }: Import, phase: 'scanning' | 'scanned'): ImportPreview {
  const { files, columns, promptColumn, needsPromptColumn, rows, rejected, fixed, duplicates } = summary
  return {
    importId: id,
    choices,
    files,
    columns,
    promptColumn,
    needsPromptColumn,
    rows,
    rejected,
    fixed,
    duplicates,
    progress: progressOf(id, phase, summary),
  }
}

export function progressOf(importId: string, phase: ImportProgress['phase'], read: ReadProgress): ImportProgress {
  const { bytesRead, bytesTotal, prompts, rejectedCount } = read
  return { importId, phase, bytesRead, bytesTotal, prompts, rejected: rejectedCount, message: null }
}

function failedProgress({ id, summary }: Import, error: unknown): ImportProgress {
  const message = error instanceof Error ? error.message : String(error)
  return { ...progressOf(id, 'failed', summary), message }
}

const cancelled = () => new CommandError('bad_file', 'The import was cancelled. Nothing was queued.')
