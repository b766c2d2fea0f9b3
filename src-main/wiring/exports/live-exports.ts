import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { Clock } from '#engine/ports'
import { diskTrouble, partialFile } from '#io/export/partial-file'
import { checkOptions } from '#io/export/write-export'
import { targetOf } from '#io/write-file'
import type { ExportOptions, LiveExport } from '#shared/export'
import { CommandError } from '#shared/result'
import type { BatchId } from '#shared/task'
import { sqliteCode } from '#store/database'
import type { StoredExport } from '#store/exports'
import type { Store } from '#store/store'
import { keyOfPath } from '../watch/names'
import { growExport } from './grow-export'
import { storedLedger } from './ledgers'

/** Between two looks at what settled: so many lines then share one write to the disk. */
const everyMs = 1_000
/** After the disk refused, it is asked again this much later. */
const retryMs = 5_000
const mostListed = 50
const rowsCleared = 2_000
/** How long a step may still take when the app closes: the next start goes on with it. */
const closeMs = 2_000
/** The same where nobody waits for a window to close. */
const endMs = 30_000

type Parts = {
  readonly store: Pick<
    Store,
    | 'exports'
    | 'exportReader'
    | 'watches'
    | 'events'
    | 'batches'
    | 'changes'
    | 'write'
    | 'crashPoint'
    | 'onNews'
    | 'isStorageError'
    | 'failed'
  >
  readonly clock: Clock
  /** One of them is that far, is in trouble, or has ended. */
  readonly onChange?: (changed: LiveExport) => void
}

/**
 * Files that results go to as they settle. All of it is rows, so after a crash each goes on where its file is; the work is done here, beside
 * the engine, a step at a time, and nothing of the engine waits for a disk.
 */
export function createLiveExports({ store, clock, onChange = () => {} }: Parts) {
  const { exports } = store
  const growing = new Map<number, ReturnType<typeof growExport>>()
  let working: Promise<void> | null = null
  let takeBack: (() => void) | null = null
  let closed = true
  let hasNews = false
  let stopListening = () => {}

  function view({ head: _, length: __, run: ___, upto: ____, ...stored }: StoredExport): LiveExport {
    const newer =
      stored.state === 'done' && stored.endedAt !== null ? store.exportReader.newer(stored.batchId, stored.endedAt) : 0
    return { ...stored, notes: [...stored.notes], newer }
  }

  function found(id: number): StoredExport {
    const stored = exports.get(id)
    if (!stored) throw new CommandError('not_found', 'This export is not in the store any more.')
    return stored
  }

  const grower = ({ id, partial }: StoredExport) => {
    const known = growing.get(id)
    if (known) return known
    const { exportReader: reader, events, crashPoint } = store
    const made = growExport({
      ...{ reader, events, crashPoint, ledger: storedLedger(store, id), file: partialFile(partial) },
    })
    growing.set(id, made)
    return made
  }

  /** A step of one of them: whether there is more, and whether the disk refused. */
  async function stepOf(stored: StoredExport): Promise<'more' | 'idle' | 'refused'> {
    const { id, rows, trouble, path } = stored
    try {
      const step = await grower(stored).step()
      if (step === 'done') {
        growing.delete(id)
        await store.write(() => exports.end(id, 'done', clock.now()))
      }
      const now = exports.get(id)
      if (now && (step === 'done' || now.rows !== rows || now.trouble !== trouble)) onChange(view(now))
      return step === 'more' ? 'more' : 'idle'
    } catch (error) {
      if (exports.get(id)?.endedAt !== null) return 'idle' // it was stopped meanwhile
      if (sqliteCode(error) !== undefined && store.isStorageError(error)) store.failed(error) // of the database, and not of a person's disk
      const why =
        diskTrouble(error, path) ??
        `${path} cannot be written: ${error instanceof Error ? error.message : String(error)}. It is tried again.`
      const isNew = await store.write(() => exports.trouble(id, why)).catch(() => false)
      const now = exports.get(id)
      if (isNew && now) onChange(view(now))
      return 'refused'
    }
  }

  /** Until none of them has more to write. One that is refused has its next turn at the next look. @returns whether there is such a one */
  async function round(): Promise<boolean> {
    const waiting = new Set<number>()
    for (let more = true; more && !closed; ) {
      more = false
      for (const stored of exports.living()) {
        if (closed) return waiting.size > 0
        if (waiting.has(stored.id)) continue
        const came = await stepOf(stored)
        await setImmediate() // a step may have had nothing to wait for
        if (came === 'more') more = true
        if (came === 'refused') waiting.add(stored.id)
      }
      if (closed || more || !exports.hasSpent()) continue
      await store.write(() => exports.clear(rowsCleared))
      more = true
    }
    return waiting.size > 0
  }

  function arm(ms: number) {
    if (closed || working || takeBack) return
    takeBack = clock.timer(ms, () => {
      takeBack = null
      look()
    })
  }

  function look() {
    hasNews = working !== null // then it is looked again after that
    takeBack?.()
    takeBack = null
    if (closed || working) return
    working = round()
      .catch((error: unknown) => {
        store.failed(error)
        return true
      })
      .then((refused) => {
        working = null
        if (hasNews) arm(everyMs)
        else if (refused) arm(retryMs)
      })
  }

  return {
    /** Goes on with those of before. */
    begin(): void {
      closed = false
      stopListening = store.onNews(() => {
        hasNews = true
        arm(everyMs)
      })
      look()
    },
    /**
     * Lets a file grow to all of a batch.
     * @throws CommandError `not_found` without that batch, `bad_request` where the format cannot hold it, `bad_file` where there is no place
     *  for it, `wrong_state` where another one writes there
     */
    async start(batchId: BatchId, path: string, options: ExportOptions): Promise<LiveExport> {
      if (!store.batches.get(batchId)?.open)
        throw new CommandError('not_found', 'This batch is not here any more. Nothing was written.')
      checkOptions(options, store.exportReader.columns(batchId), true)
      const target = await targetOf(resolve(path), 'results')
      const id = await store.write(() => {
        if (exports.isTaken(target)) return null
        if (options.content === 'results') store.watches.addOutput(keyOfPath(target), '') // a watched folder asks before it sends that
        return exports.insert({ batchId, path: target, partial: freeBeside(target), options, now: clock.now() })
      })
      if (id === null)
        throw new CommandError(
          'wrong_state',
          `Another export goes to ${target} already. Stop it, or name another file.`,
        )
      look()
      return view(found(id))
    },
    /** What is written so far stays beside the target. @throws CommandError `not_found`, `wrong_state` once it has ended */
    async stop(id: number): Promise<LiveExport> {
      if (found(id).endedAt !== null) throw new CommandError('wrong_state', 'This export has ended already.')
      await store.write(() => exports.end(id, 'stopped', clock.now()))
      growing.delete(id)
      const now = view(found(id))
      onChange(now)
      return now
    },
    /** The newest first. */
    list: (): LiveExport[] => exports.list(mostListed).map(view),
    /** Once nothing of it is being written. */
    async quiet(): Promise<void> {
      while (working) await working
    },
    /** Writes what there is by now, then closes. */
    async end(): Promise<void> {
      const rest = async () => {
        while (working) await working
        look()
        while (working) await working
      }
      await within(endMs, rest())
      await this.close()
    },
    /** What is being written comes to its end; on a disk that does not answer the next start goes on. */
    async close(): Promise<void> {
      closed = true
      stopListening()
      takeBack?.()
      takeBack = null
      await within(closeMs, working)
    },
  }

  async function within(ms: number, work: Promise<void> | null): Promise<void> {
    let forget = () => {}
    const late = new Promise<void>((resolve) => {
      forget = clock.timer(ms, resolve)
    })
    await Promise.race([work, late])
    forget()
  }

  /** Beside the file, by a name that nothing has. */
  function freeBeside(target: string): string {
    for (let n = 1; ; n += 1) {
      const name = n === 1 ? `${target}.partial` : `${target}.${n}.partial`
      if (!existsSync(name) && !exports.isTaken(name)) return name
    }
  }
}
export type LiveExports = ReturnType<typeof createLiveExports>
