import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { join, parse } from 'node:path'
import { importVariants } from '#engine/import-batch'
import { systemCode } from '#io/bad-file'
import type { ImportSession } from '#io/scan'
import { BatchOptions } from '#shared/batch'
import { type ExportColumn, ExportOptions, extensionOf, type ResultField } from '#shared/export'
import { CommandError } from '#shared/result'
import type { Columns } from '#shared/rows'
import type { BatchId, EpochMs } from '#shared/task'
import type { Watch, WatchRetry } from '#shared/watch'
import { sqliteCode } from '#store/database'
import type { Store } from '#store/store'
import type { FileProblem, FileRecord, StoredWatchFile } from '#store/watches'
import { badFiles, type WrittenBad } from './bad-files'
import { checkFile, resultFields } from './check-file'
import { freePlace, type Place } from './free-place'
import { keyOfPath } from './names'
import type { WatchPlan } from './plan'
import { type FoundFile, stats } from './scan-folder'

/** moved: the file is not what it was, and is to be looked at anew; stopped: the watch was paused or is gone. */
export type Took = FileRecord['state'] | 'touched' | 'moved' | 'stopped'
type Parts = {
  readonly store: Store
  readonly now: () => EpochMs
  /** There is new work in the lanes. */
  readonly wake: () => void
}
type Asked = {
  readonly watch: Watch
  readonly plan: WatchPlan
  readonly file: FoundFile
  readonly known: StoredWatchFile | undefined
  readonly signal: AbortSignal
}

/** Source columns that are named one by one in the layout of the results. */
const mostColumns = 1_900

class Stopped extends Error {
  override readonly name = 'Stopped'
}

/**
 * Makes a batch of a complete file. That it was taken, where its results go and that they are to be written is one transaction with the
 * opening of the batch: after a crash at any moment either all of it is there, or nothing, and then the file is still new.
 */
export function fileTaker({ store, now, wake }: Parts) {
  const { watches } = store
  const bad = badFiles({ store })
  const inHand = new Map<string, Promise<unknown>>() // the same rows may lie in two files, of two watches

  async function take({ watch, plan, file, known, signal }: Asked): Promise<Took> {
    const path = join(watch.folder, file.path)
    const stamp = { ...file, watchId: watch.id }
    let contents: string | null = null
    const refuse = async (problem: FileProblem, reason: string): Promise<Took> => {
      if (await hasMoved(watch, file)) return 'moved'
      await store.write(() => watches.record({ ...stamp, contents, state: 'failed', problem, reason }, now()))
      return 'failed'
    }
    if (known?.state === 'left' && known.size === file.size)
      return refuse(
        'unchanged',
        `${file.path} was here before the folder was watched. Since then its date changed and its size did not, so it was not sent. If it holds something new, send it.`,
      )
    try {
      await tryOpen(path)
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return 'moved'
      return refuse('unreadable', lockedWords(file.path, error))
    }
    try {
      const { openImport } = await import('#io/scan') // what reads files is no part of the start
      const session = await openImport([path])
      contents = await session.fingerprint(null, signal)
      if (await hasMoved(watch, file)) return 'moved' // read as it is: by its first look it was the same
      const isKnown = known !== undefined && known.contents === contents && known.state !== 'asked'
      if (isKnown && known.state !== 'failed') {
        await store.write(() => watches.touch(known.id, file))
        return 'touched'
      }
      return await queue({
        ...{ watch, plan, file, signal, session, path, contents, refuse },
        retry: known && isStill(known, file) ? known.retry : null,
      })
    } catch (error) {
      if (signal.aborted || error instanceof Stopped) return 'stopped'
      if (sqliteCode(error) !== undefined) throw error
      if (await hasMoved(watch, file)) return 'moved'
      if (systemCode(error) !== undefined) return refuse('unreadable', lockedWords(file.path, error))
      return refuse('other', error instanceof Error ? error.message : String(error))
    }
  }

  type Queue = Pick<Asked, 'watch' | 'plan' | 'file' | 'signal'> & {
    readonly session: ImportSession
    readonly path: string
    readonly contents: string
    readonly retry: WatchRetry | null
    readonly refuse: (problem: FileProblem, reason: string) => Promise<Took>
  }

  async function queue({ watch, plan, file, signal, session, path, contents, retry, refuse }: Queue): Promise<Took> {
    const { options } = watch
    if (retry !== 'again' && watches.wasNamed(keyOfPath(path)))
      return refuse(
        'looks_like_results',
        `Results were exported to ${file.path}, so it was not sent. If it is to be asked, send it anyway.`,
      )
    const checked = await checkFile(session, { path: file.path, watch, plan, retry, signal })
    if ('problem' in checked) return refuse(checked.problem, checked.reason)
    const { column, columns, leftOut, told: reason, badBy } = checked
    const fingerprint = fingerprintOf(contents, plan, column)
    return alone(fingerprint, async () => {
      const same = retry === 'again' ? undefined : sentBefore(watch, contents, fingerprint)
      if (same) {
        await store.write(() =>
          watches.record({ ...file, watchId: watch.id, contents, state: 'same', batchId: same.batchId }, now()),
        )
        return 'same'
      }
      const layout = layoutOf(watch, plan, columns)
      const where = { word: options.results.word, extension: extensionOf[layout.format] }
      const place = await freePlace(path, where, store.exports.isTaken)
      const written =
        leftOut === 0
          ? { file: null }
          : await bad.write(watch.id, place.path, () => session.badLines(badBy, { signal }))
      if ('trouble' in written)
        return refuse('unreadable', `${written.trouble} Nothing of ${file.path} was sent so far.`)
      const badFile = written.file
      let queued = 0
      const also = (batchId: BatchId) =>
        mark({ watch, file, signal, contents, batchId, queued, leftOut, reason, place, layout, badFile })
      const into = {
        ...store,
        stage: async (...staged: Parameters<Store['stage']>) => {
          const ids = await store.stage(...staged)
          queued += ids.length
          return ids
        },
        openBatch: async (...[batchId, dryRun]: Parameters<Store['openBatch']>) => {
          if (await hasMoved(watch, file)) throw new CommandError('bad_file', 'It changed while it was read.')
          store.crashPoint('watch_staged')
          return store.openBatch(batchId, dryRun, () => also(batchId))
        },
      }
      const batch = {
        ...{ name: parse(file.path).name, fingerprint: retry === 'again' ? null : fingerprint, now },
        options: BatchOptions.parse({
          ...(options.budget === null ? {} : { budget: options.budget }),
          reuse: options.changed === 'new_rows' && retry !== 'again' && watches.wasSent(watch.id, file.path),
        }),
        dryRun: options.dryRun ?? undefined,
        variants: plan.planned.map(({ variant }) => variant),
      }
      const { variantRows } = await import('#io/render-rows')
      try {
        await importVariants(into, variantRows(session, plan.rows, column, { signal }), batch, { signal })
      } catch (error) {
        if (badFile) await bad.drop(badFile)
        throw error
      }
      store.crashPoint('watch_taken')
      wake()
      if (badFile) await bad.place(badFile, watch)
      return 'taken'
    })
  }

  type Mark = Pick<Asked, 'watch' | 'file' | 'signal'> & {
    readonly contents: string
    readonly batchId: BatchId
    readonly queued: number
    readonly leftOut: number
    readonly reason: string | null
    readonly place: Place
    readonly layout: ExportOptions
    readonly badFile: WrittenBad | null
  }
  /** In the transaction that opens the batch. */
  function mark({
    watch,
    file,
    signal,
    contents,
    batchId,
    queued,
    leftOut,
    reason,
    place,
    layout,
    badFile,
  }: Mark): void {
    if (signal.aborted || watches.get(watch.id)?.state !== 'on') throw new Stopped()
    const { path, partial } = place
    if (store.exports.isTaken(path) || store.exports.isTaken(partial)) throw new Stopped() // the next look finds another name
    const exportId = store.exports.insert({ batchId, path, partial, options: layout, now: now() })
    for (const each of [path, partial]) watches.addOutput(keyOfPath(each), watch.options.results.word)
    const fileId = watches.record(
      {
        ...file,
        watchId: watch.id,
        contents,
        state: 'taken',
        batchId,
        queued,
        leftOut,
        reason,
        results: path,
        exportId,
      },
      now(),
    )
    if (badFile) bad.own(badFile, fileId, watch.options.results.word)
    store.crashPoint('in_watch_taking')
  }

  /** These contents by this watch, whatever its template was then, or these rows by this template by anybody. */
  function sentBefore(watch: Watch, contents: string, fingerprint: string): { batchId: BatchId | null } | undefined {
    const known = watches.sentAs(watch.id, contents)
    if (known) return known
    const batch = store.batches.byFingerprint(fingerprint)
    return batch && { batchId: batch.id }
  }

  async function alone<T>(key: string, work: () => Promise<T>): Promise<T> {
    for (let before = inHand.get(key); before; before = inHand.get(key)) await before.catch(() => {})
    const mine = work()
    inHand.set(key, mine)
    try {
      return await mine
    } finally {
      if (inHand.get(key) === mine) inHand.delete(key)
    }
  }

  return take
}

/** What it asks, and by what: as the command line tells one import by a template from another. */
function fingerprintOf(contents: string, { byTemplate, planned }: WatchPlan, column: string | null): string {
  const bodies = planned.map(({ body }) => body && { ...body, parameters: { ...body.parameters, lane: undefined } })
  const targets = planned.map(({ variant: { providerId, model } }) => [providerId, model])
  const asked = byTemplate ? [contents, false, ...bodies] : [contents, 'column', column, ...targets]
  return createHash('sha256').update(JSON.stringify(asked)).digest('hex')
}

/** The columns of the file, and what became of its rows. Of one variant the name of it would stand in every row. */
function layoutOf({ options }: Watch, { hasSchema }: WatchPlan, source: Columns | null): ExportOptions {
  const own: readonly ResultField[] = source ? resultFields : ['prompt', ...resultFields]
  const named: ExportColumn[] = (source ?? []).slice(0, mostColumns).map((column) => ({ from: 'source', column }))
  return ExportOptions.parse({
    format: options.results.format,
    columns: [...named, ...own.map((field): ExportColumn => ({ from: 'result', field }))],
    ...(hasSchema ? { spread: {} } : {}),
  })
}

const isStill = (known: StoredWatchFile, { size, mtime }: FoundFile): boolean =>
  known.size === size && known.mtime === mtime

async function hasMoved({ folder }: Watch, { path, size, mtime }: FoundFile): Promise<boolean> {
  const [now] = await stats(folder, [path])
  return now?.size !== size || now.mtime !== mtime
}

async function tryOpen(path: string): Promise<void> {
  const handle = await open(path, 'r')
  await handle.close()
}

const lockedWords = (path: string, error: unknown) =>
  `${path} cannot be read just now (${systemCode(error)}): another program may have it open, or you may not read it. Nothing of it was sent; it is tried again by itself.`
