import { connect } from '../database'

/** Up to this size the copy that is made on the way stays in memory. */
const inMemoryBytes = 256 * 1024 * 1024

/**
 * Rewrites the file, so that of what was deleted nothing is left in it and its empty pages go back to the disk; then empties the log.
 * `secure_delete` alone does not do that: when SQLite rebalances pages, copies of cells that moved stay in the gap of the page they came from
 * (measured: about one in a hundred of rows that were inserted out of order). Takes some seconds for each GB and needs as much room again.
 * Nobody else may write meanwhile. Throws SQLite's own error when it cannot, and then the file is as it was.
 */
export function tidyFile(file: string): { freedBytes: number } {
  const db = connect(file, { timeoutMs: 5_000 })
  try {
    const size = () =>
      Number(db.pragma('page_count', { simple: true })) * Number(db.pragma('page_size', { simple: true }))
    db.pragma('synchronous = FULL')
    db.pragma('fullfsync = 1')
    db.pragma('checkpoint_fullfsync = 1')
    db.pragma('secure_delete = ON')
    db.pragma('journal_size_limit = 0')
    const before = size()
    db.pragma(`temp_store = ${before > inMemoryBytes ? 'FILE' : 'MEMORY'}`)
    db.exec('VACUUM')
    const after = size()
    const [checkpoint] = db.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[]
    if (checkpoint?.busy !== 0) throw new Error('the log could not be emptied: it is being read')
    return { freedBytes: before - after }
  } finally {
    db.close()
  }
}
