import { lstat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { resultsName } from './names'

/** Where results go, and the file that grows until they are all there. */
export type Place = { readonly path: string; readonly partial: string }

const mostNames = 10_000

/**
 * A place for results beside a file, by a name that nothing has: neither a file, nor what is being written.
 * @throws the system's error where the folder cannot be looked at
 */
export async function freePlace(
  file: string,
  { word, extension }: { readonly word: string; readonly extension: string },
  isTaken: (path: string) => boolean,
): Promise<Place> {
  for (let n = 1; n <= mostNames; n += 1) {
    const path = join(dirname(file), resultsName(file, word, extension, n))
    const partial = `${path}.partial`
    if (isTaken(path) || isTaken(partial) || (await exists(path)) || (await exists(partial))) continue
    return { path, partial }
  }
  throw new Error(`there are ${mostNames} files of results of ${file}`)
}

/** Whether there is anything by that name. Throws the system's error where that cannot be told. */
export async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false
    throw error
  }
}
