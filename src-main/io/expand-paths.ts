import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, join, relative, resolve } from 'node:path'
import { badFile, unreadable } from './bad-file'
import { extensionOf, isSupported, supported } from './extensions'

/** More at once are most likely a wrong folder. */
const limits = { files: 10_000, folders: 10_000 }
/** As a file manager sorts: prompt-2 before prompt-10, the same on every machine. */
const byName = new Intl.Collator('en', { numeric: true })

/** A file that was meant, and what it is called in this import: no two are called the same. */
export type NamedPath = { readonly path: string; readonly name: string }

/**
 * The files that are meant by what a person dropped or named: each once, a folder standing for the supported files in it and in the
 * folders in it, sorted by name. Hidden ones are passed over: systems, editors and version control leave them. A link to a folder is
 * followed; a folder that was seen already is not read again, so links may lead in circles.
 * @throws CommandError `bad_file`
 */
export async function expandPaths(paths: readonly string[], most = limits): Promise<NamedPath[]> {
  const found = new Map<string, string>() // what a file is called at best, by its path
  const seen = new Set<string>()
  let met = 0

  async function walk(folder: string, root: string): Promise<void> {
    const real = await settled(folder, () => realpath(folder))
    if (seen.has(real)) return
    seen.add(real)
    if (seen.size > most.folders) throw tooMuch(root, `${most.folders} folders`)
    const entries = await settled(folder, () => readdir(folder, { withFileTypes: true }))
    for (const entry of entries.toSorted((a, b) => byName.compare(a.name, b.name))) {
      if (entry.name.startsWith('.')) continue
      const path = join(folder, entry.name)
      if (entry.isDirectory() || (entry.isSymbolicLink() && (await leadsToFolder(path)))) await walk(path, root)
      else if (isSupported(extensionOf(entry.name))) add(path, relative(root, path), root)
    }
  }
  const add = (path: string, name: string, root: string) => {
    met += 1
    if (!found.has(path)) found.set(path, name.replaceAll('\\', '/'))
    if (found.size > most.files) throw tooMuch(root, `${most.files} files`)
  }

  for (const path of paths.map((each) => resolve(each))) {
    const before = [met, seen.size]
    if (!(await settled(path, () => stat(path))).isDirectory()) {
      add(path, basename(path), path)
      continue
    }
    await walk(path, path)
    if (met === before[0] && seen.size > Number(before[1]))
      throw badFile(basename(path), 'is a folder without a file that can be imported', `Wanted are ${supported}`)
  }
  return distinct(found)
}

/** A link into nothing is no folder: it is refused by its name where the file is opened. */
async function leadsToFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch {
    return false
  }
}

async function settled<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    throw unreadable(basename(path), error)
  }
}

const tooMuch = (path: string, what: string) =>
  badFile(basename(path), `is too much at once: more than ${what}`, 'Choose fewer')

/** Files of the same name get so much of their folders that they differ. */
function distinct(found: ReadonlyMap<string, string>): NamedPath[] {
  const wanted = new Map<string, number>()
  for (const name of found.values()) wanted.set(name, (wanted.get(name) ?? 0) + 1)
  const used = new Set<string>()
  return [...found].map(([path, short]) => {
    const parts = path.split(/[\\/]/)
    let name = short
    for (let kept = short.split('/').length + 1; isTaken(name); kept += 1) {
      if (kept > parts.length) break
      name = parts.slice(-kept).join('/')
    }
    used.add(name)
    return { path, name }
    function isTaken(each: string): boolean {
      return used.has(each) || (each === short && (wanted.get(each) ?? 0) > 1)
    }
  })
}
