import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { crashPoint } from '../crash-point'
import { databaseFile, ownDir, setParts, syncDir, writeWhole } from './files'

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
 */
export function swapDatabase(dataDir: string, swap: Swap): string {
  writeWhole(note(dataDir), JSON.stringify(Swap.parse(swap)))
  crashPoint('swap_noted')
  finishSwap(dataDir)
  return join(dataDir, swap.aside)
}

/** Brings a swap that a crash cut short to its end. To be called before the database is opened, or made anew. */
export function finishSwap(dataDir: string) {
  const swap = readNote(dataDir)
  if (!swap) return
  const aside = join(dataDir, swap.aside)
  const replacement = swap.replacement === null ? null : join(dataDir, swap.replacement)
  // Once the replacement is in its place, what is at the database's path is the new one.
  if (replacement === null || existsSync(replacement)) {
    ownDir(aside)
    for (const part of [...setParts].reverse()) {
      const from = databaseFile(dataDir) + part
      const to = join(aside, `trilane.db${part}`)
      if (existsSync(from) && !existsSync(to)) renameSync(from, to)
      crashPoint('swap_moving')
    }
    syncDir(aside)
    if (replacement !== null) renameSync(replacement, databaseFile(dataDir))
    syncDir(dataDir)
    crashPoint('swap_placed')
  }
  rmSync(note(dataDir), { force: true })
  syncDir(dataDir)
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
