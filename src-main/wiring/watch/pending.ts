import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Clock } from '#engine/ports'
import type { WaitingFile, Watch, WatchId } from '#shared/watch'
import type { Store } from '#store/store'
import type { StoredWatchFile } from '#store/watches'
import { keyOfPath, resultWords } from './names'
import { type FoundFile, mostFiles, type Scan, scanFolder, stats } from './scan-folder'
import { type Settling, sift } from './sift'

/** Known files are asked for so many at a time: a few milliseconds. */
const pathsPerTurn = 200

type Parts = {
  readonly id: WatchId
  readonly store: Pick<Store, 'watches' | 'write'>
  readonly clock: Pick<Clock, 'monotonic'>
  readonly signal: AbortSignal
}

/** Files of a folder that are not dealt with: those that still change, those that are empty, and in line those that are complete. */
export function createPending({ id, store, clock, signal }: Parts) {
  const { watches } = store
  let settling: Settling = new Map()
  let line: FoundFile[] = []
  let changing: readonly WaitingFile[] = []
  let empty: readonly WaitingFile[] = []

  /** Those of some files that are known, and the files without those that are results of ours. */
  async function knownOf(folder: string, found: readonly FoundFile[]) {
    const known = new Map<string, StoredWatchFile>()
    const inputs: FoundFile[] = []
    for (let at = 0; at < found.length; at += pathsPerTurn) {
      const some = found.slice(at, at + pathsPerTurn)
      const keys = some.map(({ path }) => keyOfPath(`${folder}/${path}`))
      const outputs = watches.outputs(keys)
      inputs.push(...some.filter((_, index) => !outputs.has(keys[index] ?? '')))
      const paths = some.map(({ path }) => path)
      for (const [path, row] of watches.known(id, paths)) known.set(path, row)
      await nextTurn()
    }
    return { known, inputs }
  }

  /** Files that were refused and are gone: there is nothing to be done about them any more. */
  async function forgetGone({ files, unread, isCut }: Scan): Promise<void> {
    if (unread.length > 0 || isCut) return
    const here = new Set(files.map(({ path }) => path))
    const gone = watches.notSent(id).filter(({ path }) => !here.has(path))
    if (gone.length === 0) return
    await store.write(() => {
      for (const file of gone) watches.drop(file.id)
    })
  }

  return {
    /** Looks at all of the folder. Throws the system's error where it cannot be read. @returns what is passed over, in words, and in how
     *  many ms one of those that change may be complete; null: none changes */
    async lookAtAll({ folder, options }: Watch): Promise<{ readonly notes: string[]; readonly waitMs: number | null }> {
      const others = watches.all().map((each) => each.options.results.word)
      const words = resultWords(watches.words(), others)
      const scan = await scanFolder(folder, { subfolders: options.subfolders, words, signal })
      const { known, inputs } = await knownOf(folder, scan.files)
      await forgetGone(scan)
      const { settleMs } = options
      const sifted = sift({ found: inputs, known, settling, settleMs, now: clock.monotonic() })
      settling = sifted.settling
      line = [...sifted.ready]
      changing = sifted.waiting.filter(({ why }) => why === 'changing')
      empty = sifted.waiting.filter(({ why }) => why === 'empty')
      const notes = [
        ...scan.unread.map((path) => `${path} cannot be read and is passed over. Look at its permissions.`),
        ...(scan.isCut ? [tooMany] : []),
      ]
      return { notes, waitMs: sifted.waitMs }
    },
    /** Looks at what was still changing alone. */
    async lookAtChanging({ folder, options }: Watch): Promise<{ readonly waitMs: number | null }> {
      const inLine = new Set(line.map(({ path }) => path))
      const paths = changing.map(({ path }) => path)
      const { known, inputs } = await knownOf(folder, await stats(folder, paths))
      const { settleMs } = options
      const sifted = sift({ found: inputs, known, settling, settleMs, now: clock.monotonic() })
      const kept = [...settling].filter(([path]) => inLine.has(path))
      settling = new Map([...kept, ...sifted.settling])
      line = [...line, ...sifted.ready.filter(({ path }) => !inLine.has(path))]
      changing = sifted.waiting.filter(({ why }) => why === 'changing')
      return { waitMs: sifted.waitMs }
    },
    /** The folder is not there: whatever was seen of it is seen anew. */
    forget(): void {
      settling = new Map()
      line = []
      changing = []
    },
    /** The file whose turn it is. @param held those that others pass */
    first: (held: ReadonlySet<string>): FoundFile | undefined => line.find(({ path }) => !held.has(path)),
    /** It is dealt with, or has to be seen anew. */
    pass({ path }: FoundFile): void {
      line = line.filter((file) => file.path !== path)
      settling.delete(path)
    },
    /** @param reading the one in line that is being read */
    waiting(
      limit: number,
      reading: string | null,
      held: ReadonlySet<string>,
    ): { readonly waiting: WaitingFile[]; readonly waitingCount: number } {
      const inLine = line
        .filter(({ path }) => path !== reading)
        .slice(0, limit)
        .map(({ path }): WaitingFile => ({ path, why: held.has(path) ? 'earlier' : 'in_line' }))
      const read: WaitingFile[] = reading === null ? [] : [{ path: reading, why: 'reading' }]
      const waiting = [...read, ...changing, ...inLine, ...empty].slice(0, limit)
      return { waiting, waitingCount: changing.length + line.length + empty.length }
    },
  }
}

const tooMany = `There is more than can be looked at (${mostFiles.toLocaleString('en')} files). Move what is done elsewhere.`
