import { existsSync, readFileSync, renameSync, rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { crashPoint } from '../crash-point'
import { databaseFile, ownDir, setParts, syncDir, writeWhole } from './files'
import { StorageError } from './storage-error'

const plainName = z.string().regex(/^[\w.-]+$/)
const Swap = z.object({
  aside: plainName, // the folder that takes the present set
  replacement: plainName.nullable(), // a finished database in the data folder; null leaves the place empty, for a new one
})
type Swap = z.infer<typeof Swap>

const note = (dataDir: string) => join(dataDir, 'swap.json')

/**
 * Moves db, -wal and -shm aside as one set and puts another database in their place. Three renames cannot be one, so what is to happen
 * is written down first: a crash anywhere in between is brought to its end by `finishSwap` at the next start.
 * Nobody may have the database open. @returns the folder that now holds the old set
 * @throws StorageError when a file is held by another program. The old set is then back in its place; or where that failed too, the note
 *   and the replacement stay, and the next start brings the swap to its end.
 */
export function swapDatabase(dataDir: string, swap: Swap): string {
  if (swap.replacement !== null && !existsSync(join(dataDir, swap.replacement)))
    throw new Error(`${swap.replacement} is missing, so nothing was moved`)
  writeWhole(note(dataDir), JSON.stringify(Swap.parse(swap)))
  crashPoint('swap_noted')
  const moved: Move[] = []
  try {
    finish(dataDir, swap, moved)
  } catch (error) {
    throw takenBack(dataDir, swap, moved)
      ? held(dataDir, error, 'Nothing was changed. Try again in a moment, or close the program that holds it.')
      : held(dataDir, error, pending)
  }
  return join(dataDir, swap.aside)
}

/** Brings a swap that a crash cut short to its end. To be called before the database is opened, or made anew.
 *  @throws StorageError when a file is held by another program; the next start tries again */
export function finishSwap(dataDir: string) {
  const swap = readNote(dataDir)
  if (!swap) return
  try {
    finish(dataDir, swap, [])
  } catch (error) {
    throw held(dataDir, error, pending)
  }
}

/** A swap has begun and is not at its end: its replacement must not be deleted, since without one it counts as placed. */
export const isSwapping = (dataDir: string): boolean => readNote(dataDir) !== null

type Move = { readonly from: string; readonly to: string }
const pending = 'No data is lost. Close that program, then start Trilane again: it first brings this to its end.'

function finish(dataDir: string, swap: Swap, moved: Move[]) {
  const aside = join(dataDir, swap.aside)
  const replacement = swap.replacement === null ? null : join(dataDir, swap.replacement)
  const move = (from: string, to: string) => {
    renameSync(from, to)
    moved.push({ from, to })
  }
  // Once the replacement is in its place, what is at the database's path is the new one.
  if (replacement === null || existsSync(replacement)) {
    ownDir(aside)
    for (const part of [...setParts].reverse()) {
      const from = databaseFile(dataDir) + part
      const to = join(aside, `trilane.db${part}`)
      if (existsSync(from) && !existsSync(to)) move(from, to)
      crashPoint('swap_moving')
    }
    syncDir(aside)
    if (replacement !== null) move(replacement, databaseFile(dataDir))
    syncDir(dataDir)
    crashPoint('swap_placed')
  }
  rmSync(note(dataDir), { force: true })
  syncDir(dataDir)
}

/** Moves back what was moved, the last first, and withdraws the note once all of it is where it was. A crash in here leaves both, as before. */
function takenBack(dataDir: string, swap: Swap, moved: readonly Move[]): boolean {
  try {
    for (const { from, to } of moved.toReversed()) renameSync(to, from)
    syncDir(dataDir)
    rmSync(note(dataDir))
    syncDir(dataDir)
  } catch {
    return false
  }
  try {
    rmdirSync(join(dataDir, swap.aside))
  } catch {
    // An empty folder too many is in nobody's way.
  }
  return true
}

/** On Windows a file that a virus scanner or a backup program has open can be neither moved nor deleted; there that is EPERM as well. */
function held(dataDir: string, error: unknown, what: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (!/^(EBUSY|EPERM|EACCES|ETXTBSY)$/.test(code)) return error
  const file = databaseFile(dataDir)
  return new StorageError(
    'in_use',
    file,
    `The database could not be moved, since another program, such as a virus scanner or a backup, holds one of its files (${code}: ${file}). ${what}`,
    code,
  )
}

/** A note that cannot be read was never finished: it is written whole or not at all. */
function readNote(dataDir: string): Swap | null {
  if (!existsSync(note(dataDir))) return null
  try {
    return Swap.parse(JSON.parse(readFileSync(note(dataDir), 'utf8')))
  } catch {
    return null
  }
}
