import { lstat } from 'node:fs/promises'
import { dirname, join, parse } from 'node:path'
import { systemCode } from '#io/bad-file'
import type { BadLine } from '#io/bad-lines'
import { diskTrouble, PartialLost, partialFile } from '#io/export/partial-file'
import { extensionFor, writeBadLines } from '#io/write-bad-lines'
import type { Watch, WatchFileId, WatchId } from '#shared/watch'
import type { Store } from '#store/store'
import type { BadFile } from '#store/watch-bad-files'
import { exists, type Place } from './free-place'
import { keyOfPath } from './names'

/** Written, and not yet at its place. */
export type WrittenBad = Place & { readonly id: number; readonly lines: number }
type Written = { readonly file: WrittenBad | null } | { readonly trouble: string }
type Parts = { readonly store: Pick<Store, 'watches' | 'exports' | 'write' | 'crashPoint'> }

const mostNames = 10_000

/**
 * Rows of a watched file that cannot be used, as a file of their own beside its results: as they stand in it, so that they can be corrected
 * and sent. It is complete on disk before the file is taken, and gets its name once it was; what a crash leaves of one whose file was not
 * taken is deleted. By its name it is one of results, which no watch takes.
 */
export function badFiles({ store }: Parts) {
  const { watches } = store
  const { badFiles: table } = watches

  /** @param results the path of the results that it stands beside */
  async function freeName(results: string, extension: string): Promise<Place> {
    for (let n = 1; n <= mostNames; n += 1) {
      const path = join(dirname(results), `${parse(results).name}-bad${n === 1 ? '' : `-${n}`}.${extension}`)
      const partial = `${path}.partial`
      const names = [path, partial]
      if (names.some((name) => store.exports.isTaken(name) || table.isNamed(name))) continue
      if ((await exists(path)) || (await exists(partial))) continue
      return { path, partial }
    }
    throw new Error(`there are ${mostNames} files of bad rows beside ${results}`)
  }

  async function drop({ id, partial }: Pick<BadFile, 'id' | 'partial'>): Promise<void> {
    await partialFile(partial).remove()
    await store.write(() => table.drop(id))
  }

  async function place(bad: Pick<BadFile, 'id' | 'path' | 'partial'>, watch: Watch | undefined): Promise<void> {
    const { id, partial } = bad
    let { path } = bad
    try {
      const size = (await lstat(partial).catch(missing))?.size ?? null
      if (size === null) {
        // The process that died had just given it its name, or somebody deleted it.
        const isThere = await exists(path)
        await store.write(() => table.end(id, isThere ? 'placed' : 'lost'))
        return
      }
      if (await exists(path)) {
        const { name, ext, dir } = parse(path)
        path = (await freeName(join(dir, name.replace(/-bad(-\d+)?$/, '')), ext.slice(1))).path
        const moved = path
        await store.write(() => {
          table.move(id, moved)
          watches.addOutput(keyOfPath(moved), watch?.options.results.word ?? 'results')
        })
      }
      await partialFile(partial).place(path, size)
      store.crashPoint('watch_bad_placed')
      await store.write(() => table.end(id, 'placed'))
    } catch (error) {
      if (error instanceof PartialLost) return // it is looked at again
      const trouble = diskTrouble(error, path)
      if (trouble === null) throw error
      await store.write(() => table.hold(id, trouble))
    }
  }

  async function finish(open: readonly BadFile[]): Promise<void> {
    for (const bad of open) {
      if (bad.state === 'owed') await place(bad, watches.get(bad.watchId))
      else
        await drop(bad).catch((error: unknown) => {
          if (systemCode(error) === undefined) throw error // its disk is not there just now
        })
    }
  }

  return {
    /**
     * Writes them down. trouble: why that cannot be done just now. file null: none of them has a text of its own.
     * @param lines reads them anew, as often as it is called. @throws whatever `lines` throws
     */
    async write(watchId: WatchId, results: string, lines: () => AsyncGenerator<BadLine>): Promise<Written> {
      const first = await firstOf(lines())
      if (!first) return { file: null }
      let place: Place | null = null
      try {
        const chosen = await freeName(results, extensionFor(first))
        place = chosen
        const id = await store.write(() => table.begin(watchId, chosen.path, chosen.partial))
        const put = async (path: string, pieces: AsyncIterable<string>) => void (await partialFile(path).write(pieces))
        const written = await writeBadLines(chosen.partial, lines(), put)
        store.crashPoint('watch_bad_written')
        return { file: { ...chosen, id, lines: written.lines } }
      } catch (error) {
        const trouble = diskTrouble(error, place?.path ?? results)
        if (place) await finish(table.open(watchId).filter(({ path }) => path === place?.path))
        if (trouble === null) throw error
        return { trouble }
      }
    },
    /** Its file was taken: in the transaction that says so. */
    own({ id, path, lines }: WrittenBad, fileId: WatchFileId, word: string): void {
      table.own(id, fileId, lines)
      watches.addOutput(keyOfPath(path), word)
    },
    drop,
    place,
    /** Whatever of a watch is not at its place is put there, or deleted where its file was not taken. Nothing of it may be in hand. */
    finishOf: (watchId: WatchId): Promise<void> => finish(table.open(watchId)),
    /** The same of watches that nobody looks at: paused ones, and those that are gone. */
    finishRest: (): Promise<void> =>
      finish(table.openAnywhere().filter(({ watchId }) => watches.get(watchId)?.state !== 'on')),
  }
}
export type BadFiles = ReturnType<typeof badFiles>

const missing = (error: unknown): null => {
  if (systemCode(error) === 'ENOENT') return null
  throw error
}

async function firstOf(lines: AsyncGenerator<BadLine>): Promise<BadLine | undefined> {
  try {
    for await (const line of lines) if (line.raw !== null) return line
    return undefined
  } finally {
    await lines.return(undefined)
  }
}
