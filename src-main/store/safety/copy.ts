import { chmodSync, constants, copyFileSync, existsSync, rmSync } from 'node:fs'
import { crashPoint } from '../crash-point'
import { connect } from '../database'
import { syncFile } from './files'
import { type Contents, markOf, verifyFile } from './verify'

/** How long the copying connection waits for a lock. It has a thread of its own, so nothing else waits with it. */
const lockMs = 5_000

export type CopyResult = { readonly kind: 'copied'; readonly contents: Contents } | { readonly kind: 'unchanged' }

/**
 * Copies a database that is in use, and reads the copy to its end. Runs in a worker thread.
 * All pages in one step: between two steps a write of another connection would send the copy back to its first page, under load for ever.
 * In WAL mode one step reads one state of the file and holds up no writer.
 * @param target a name that nothing has yet; it is a single file, on the disk, when this resolves
 * @param unlessSameAs an earlier copy: where nothing has changed since, none is made
 */
export async function copyLive(source: string, target: string, unlessSameAs: string | null): Promise<CopyResult> {
  const db = connect(source, { timeoutMs: lockMs, readonly: true })
  try {
    if (unlessSameAs !== null && markOf(db) === markOfFile(unlessSameAs)) return { kind: 'unchanged' }
    await db.backup(target, {
      progress: () => {
        crashPoint('backup_begun')
        return 0x7fffffff
      },
    })
  } finally {
    db.close()
  }
  crashPoint('backup_copied')
  return { kind: 'copied', contents: finish(target) }
}

/** Copies a database that nobody has open, as the bytes it is: with its rowids, and in no time where the file system can share them.
 *  Its -wal must be empty. */
export function copyClosed(source: string, target: string): Contents {
  copyFileSync(source, target, constants.COPYFILE_FICLONE)
  return finish(target)
}

/** Makes of a copy one file without -wal and -shm, which a reader would otherwise have to bring along, and verifies it. */
function finish(target: string): Contents {
  chmodSync(target, 0o600)
  const db = connect(target, { timeoutMs: 0 })
  try {
    db.pragma('journal_mode = DELETE')
  } finally {
    db.close()
  }
  for (const part of ['-wal', '-shm']) if (existsSync(target + part)) rmSync(target + part)
  const contents = verifyFile(target)
  syncFile(target)
  crashPoint('backup_verified')
  return contents
}

/** -1 for a file that cannot be read: that is no reason to go without a new copy. */
function markOfFile(file: string): number {
  try {
    const db = connect(file, { timeoutMs: 0, readonly: true })
    try {
      return markOf(db)
    } finally {
      db.close()
    }
  } catch {
    return -1
  }
}
