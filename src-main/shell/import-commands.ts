import { randomUUID } from 'node:crypto'
import { parse } from 'node:path'
import type { Engine } from '#engine/engine'
import { importBatch } from '#engine/import-batch'
import { type ImportSession, openImport, type ReadProgress } from '#io/scan'
import type { ImportSummary } from '#io/summary'
import type { Handlers, WindowId } from '#shared/contract'
import type { ImportPreview, ImportProgress } from '#shared/import'
import { CommandError } from '#shared/result'
import type { EpochMs } from '#shared/task'
import type { Store } from '#store/store'
import { chooseTarget } from './work-commands'

/** Up to this size a file is counted before its preview is shown: it takes less than the eye notices. */
const countedAtOnceBytes = 4 * 1024 * 1024

type Parts = {
  readonly store: Store
  readonly engine: Engine
  readonly now: () => EpochMs
  readonly tell: (window: WindowId, progress: ImportProgress, preview: ImportPreview | null) => void
  readonly pick: (window: WindowId) => Promise<string[] | null>
  readonly imports?: OpenImports
}
type Names = 'pickFiles' | 'previewImport' | 'choosePromptColumn' | 'startImport' | 'cancelImport'

/** One import of a window, from the files that were chosen until they are queued or let go. */
type Import = {
  readonly id: string
  readonly window: WindowId
  readonly session: ImportSession
  promptColumn: string | undefined // as a person chose it
  summary: ImportSummary
  work: AbortController
}

/** Those that were opened and neither queued nor let go, by their id. */
export type OpenImports = Map<string, Import>

/** That import of that window, or the refusal to say that it is gone. */
export function findImport(imports: OpenImports, id: string, window: WindowId): Pick<Import, 'session' | 'summary'> {
  const found = imports.get(id)
  if (found?.window !== window)
    throw new CommandError('not_found', 'This import was closed. Choose the files again; nothing was queued.')
  return found
}

/** Files in: nothing is queued before a person has seen what it would become. */
export function importCommands({ store, engine, now, tell, pick, imports = new Map() }: Parts): Pick<Handlers, Names> {
  const find = (id: string): Import => {
    const found = imports.get(id)
    if (!found)
      throw new CommandError('not_found', 'This import was closed. Choose the files again; nothing was queued.')
    return found
  }
  const letGo = (each: Import) => {
    each.work.abort(cancelled())
    imports.delete(each.id)
  }

  async function open(paths: string[], window: WindowId): Promise<ImportPreview> {
    const session = await openImport(paths)
    for (const old of imports.values()) if (old.window === window) letGo(old)
    const work = new AbortController()
    const summary = await session.preview({ signal: work.signal })
    const made: Import = { id: randomUUID(), window, session, promptColumn: undefined, summary, work }
    imports.set(made.id, made)
    return count(made)
  }

  /** Counts all of it: at once when it is small, else beside the window, which hears how far it is. */
  async function count(each: Import): Promise<ImportPreview> {
    each.work.abort(cancelled())
    const work = new AbortController()
    each.work = work
    const scan = async (onProgress?: (read: ReadProgress) => void) => {
      const { promptColumn } = each
      const summary = await each.session.scan({
        signal: work.signal,
        ...(onProgress ? { onProgress } : {}),
        ...(promptColumn === undefined ? {} : { promptColumn }),
      })
      if (each.work === work) each.summary = summary
    }
    if (each.session.bytesTotal <= countedAtOnceBytes) {
      await scan()
      return previewOf(each, 'scanned')
    }
    each.summary = await each.session.preview({ signal: work.signal, promptColumn: each.promptColumn })
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

  return {
    async pickFiles(_request, window) {
      const paths = await pick(window)
      return paths === null ? null : open(paths, window)
    },
    previewImport: ({ paths }, window) => open(paths, window),
    async choosePromptColumn({ importId, column }) {
      const each = find(importId)
      each.promptColumn = column
      return count(each)
    },
    async startImport({ importId, lane, providerId, model, priority, options, startAt }) {
      const each = find(importId)
      const target = { lane, ...chooseTarget(store, { providerId, model }) }
      each.work.abort(cancelled())
      const work = new AbortController()
      each.work = work
      let read: ReadProgress = { bytesRead: 0, bytesTotal: each.session.bytesTotal, prompts: 0, rejectedCount: 0 }
      const onProgress = (next: ReadProgress) => {
        read = next
        tell(each.window, progressOf(each.id, 'queueing', read), null)
      }
      const rows = each.session.tasks(each.summary.promptColumn, { signal: work.signal, onProgress })
      try {
        const batch = { name: nameOf(each.session), fingerprint: null, target, now, priority, options, startAt }
        const { batchId, queued } = await importBatch(store, rows, batch, { signal: work.signal })
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

function previewOf({ id, summary }: Import, phase: 'scanning' | 'scanned'): ImportPreview {
  const { files, columns, promptColumn, needsPromptColumn, rows, rejected } = summary
  return {
    importId: id,
    files,
    columns,
    promptColumn,
    needsPromptColumn,
    rows,
    rejected,
    progress: progressOf(id, phase, summary),
  }
}

function progressOf(importId: string, phase: ImportProgress['phase'], read: ReadProgress): ImportProgress {
  const { bytesRead, bytesTotal, prompts, rejectedCount } = read
  return { importId, phase, bytesRead, bytesTotal, prompts, rejected: rejectedCount, message: null }
}

function failedProgress({ id, summary }: Import, error: unknown): ImportProgress {
  const message = error instanceof Error ? error.message : String(error)
  return { ...progressOf(id, 'failed', summary), message }
}

const cancelled = () => new CommandError('bad_file', 'The import was cancelled. Nothing was queued.')
