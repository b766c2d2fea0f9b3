import { readdir, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { badFile, unreadable } from './bad-file'
import { extensionOf, isSupported, supported } from './detect'

/** More files at once are most likely a wrong folder. */
const mostFiles = 10_000
/** As a file manager sorts: prompt-2 before prompt-10, the same on every machine. */
const byName = new Intl.Collator('en', { numeric: true })

/**
 * The files that are meant by what a person dropped or named: each once, a folder standing for the supported files right inside it,
 * sorted by name. Hidden files of a folder are passed over: systems and editors leave them.
 * @throws CommandError `bad_file`
 */
export async function expandPaths(paths: readonly string[]): Promise<string[]> {
  const files = new Set<string>()
  for (const path of paths.map((each) => resolve(each))) {
    for (const file of (await isFolder(path)) ? await supportedFilesIn(path) : [path]) files.add(file)
    if (files.size > mostFiles) {
      throw badFile(basename(path), `is too much at once: more than ${mostFiles} files`, 'Choose fewer')
    }
  }
  return [...files]
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch (error) {
    throw unreadable(basename(path), error)
  }
}

async function supportedFilesIn(folder: string): Promise<string[]> {
  let entries: string[]
  try {
    entries = await readdir(folder)
  } catch (error) {
    throw unreadable(basename(folder), error)
  }
  const names = entries.filter((name) => !name.startsWith('.') && isSupported(extensionOf(name)))
  if (names.length > 0) return names.sort(byName.compare).map((name) => join(folder, name))
  throw badFile(basename(folder), 'is a folder without a file that can be imported', `Wanted are ${supported}`)
}
