import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { systemCode } from '#io/bad-file'
import { isCandidate, isHidden } from './names'

/** A folder with more is most likely a wrong one. */
export const mostFiles = 50_000
const mostFolders = 10_000
/** Asked of the disk at once; the event loop has its turn after each such part. */
const statsAtOnce = 64
const namesPerTurn = 1_000
const byName = new Intl.Collator('en', { numeric: true })

/** A file that may be taken, as it is now. path: within the folder, parted by /. mtime: nanoseconds, in digits. */
export type FoundFile = { readonly path: string; readonly size: number; readonly mtime: string }
export type Scan = {
  readonly files: readonly FoundFile[] // the oldest first, then by name
  readonly unread: readonly string[] // folders in it that could not be read
  readonly isCut: boolean // there is more than is looked at
}
type Options = {
  readonly subfolders: boolean
  readonly words: ReadonlySet<string>
  readonly signal: AbortSignal
  /** How many files are looked at. */
  readonly most?: number
}

/**
 * What lies in a folder. Links are not followed, neither to files nor to folders: they may lead in circles, and out of what a person chose.
 * @throws the system's error where the folder itself cannot be read; the signal's reason
 */
export async function scanFolder(
  folder: string,
  { subfolders, words, signal, most = mostFiles }: Options,
): Promise<Scan> {
  const files: FoundFile[] = []
  const unread: string[] = []
  const open = ['']
  let isCut = false
  for (let folders = 0; open.length > 0 && !isCut; folders += 1) {
    const within = open.shift() ?? ''
    if (folders >= mostFolders) {
      isCut = true
      break
    }
    let names: string[] = []
    try {
      const entries = await readdir(join(folder, within), { withFileTypes: true })
      for (const [at, entry] of entries.entries()) {
        if (at % namesPerTurn === namesPerTurn - 1) await nextTurn()
        const path = within === '' ? entry.name : `${within}/${entry.name}`
        if (entry.isDirectory()) {
          if (subfolders && !isHidden(entry.name)) open.push(path)
        } else if (entry.isFile() && isCandidate(entry.name, words)) names.push(path)
      }
    } catch (error) {
      if (within === '') throw error
      if (systemCode(error) !== 'ENOENT') unread.push(within) // gone meanwhile is no matter
      continue
    }
    signal.throwIfAborted()
    if (files.length + names.length > most) {
      isCut = true
      names = names.sort(byName.compare).slice(0, most - files.length)
    }
    for (let at = 0; at < names.length; at += statsAtOnce) {
      files.push(...(await stats(folder, names.slice(at, at + statsAtOnce))))
      signal.throwIfAborted()
    }
  }
  return { files: files.sort(oldestFirst), unread, isCut }
}

/** Some files as they are now; those that are gone, or became something else, are left out. */
export async function stats(folder: string, paths: readonly string[]): Promise<FoundFile[]> {
  const found = await Promise.all(
    paths.map(async (path): Promise<FoundFile | null> => {
      try {
        const { size, mtimeNs, isFile } = await statOf(join(folder, path))
        return isFile ? { path, size, mtime: String(mtimeNs) } : null
      } catch {
        return null
      }
    }),
  )
  return found.filter((each) => each !== null)
}

async function statOf(path: string) {
  const found = await lstat(path, { bigint: true })
  return { size: Number(found.size), mtimeNs: found.mtimeNs, isFile: found.isFile() }
}

function oldestFirst(a: FoundFile, b: FoundFile): number {
  if (a.mtime.length !== b.mtime.length) return a.mtime.length - b.mtime.length
  if (a.mtime !== b.mtime) return a.mtime < b.mtime ? -1 : 1
  return byName.compare(a.path, b.path)
}
