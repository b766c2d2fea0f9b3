import { closeSync, openSync, readSync, statSync } from 'node:fs'

/** What lies at the database's path, told from its first bytes, before SQLite is let near it. */
export type FileLook =
  | { readonly kind: 'missing' | 'empty' | 'not_a_file' | 'not_sqlite' | 'overwritten' } // overwritten: ours, without its beginning
  | { readonly kind: 'sqlite'; readonly applicationId: number }

/** The first 16 bytes of every SQLite 3 file; sqlite.org/fileformat.html, 1.3. */
const magic = Buffer.from('SQLite format 3\0', 'latin1')
const applicationIdAt = 68
/** Part of our schema, which SQLite keeps as text near the file's beginning. */
const ourSchema = Buffer.from('CREATE TABLE task_counts', 'latin1')
const searchedBytes = 4 * 1_048_576

/** Looks without changing anything. Only while no connection of this process has the file open. */
export function lookAt(file: string): FileLook {
  const found = statSync(file, { throwIfNoEntry: false })
  if (!found) return { kind: 'missing' }
  if (!found.isFile()) return { kind: 'not_a_file' } // a pipe or a device may never answer
  if (found.size === 0) return { kind: 'empty' }
  const fd = openSync(file, 'r')
  try {
    const beginning = Buffer.alloc(Math.min(found.size, searchedBytes))
    const length = readSync(fd, beginning, 0, beginning.length, 0)
    if (length >= 100 && beginning.subarray(0, magic.length).equals(magic))
      return { kind: 'sqlite', applicationId: beginning.readUInt32BE(applicationIdAt) }
    return { kind: beginning.includes(ourSchema) ? 'overwritten' : 'not_sqlite' }
  } finally {
    closeSync(fd)
  }
}
