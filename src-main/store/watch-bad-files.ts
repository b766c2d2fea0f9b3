import type { WatchFileId, WatchId } from '#shared/watch'
import type { Database } from './database'

/** Where the rows of a watched file are written that cannot be used. `owed`: complete, and has not got its name yet. */
export type BadFile = {
  readonly id: number
  readonly watchId: WatchId
  readonly path: string
  readonly partial: string
  readonly state: 'writing' | 'owed' | 'placed' | 'lost'
  readonly lines: number
  readonly trouble: string | null
}
const FILE = `id, watch_id AS watchId, path, partial, state, lines, trouble`
export const BAD_FILE_OF = `SELECT ${FILE} FROM watch_bad_files WHERE file_id = ?`
export const OPEN_BAD_FILES = `SELECT ${FILE} FROM watch_bad_files WHERE watch_id = ? AND state IN ('writing', 'owed') ORDER BY id`

/** Files of rows that could not be used. What writes is called in the transaction in hand. */
export function badFilesTable(db: Database, news: () => void) {
  const begin = db.prepare<[number, string, string]>(
    `INSERT INTO watch_bad_files (watch_id, path, partial, state) VALUES (?, ?, ?, 'writing')`,
  )
  const own = db.prepare<[number, number, number]>(
    `UPDATE watch_bad_files SET state = 'owed', file_id = ?, lines = ? WHERE id = ? AND state = 'writing'`,
  )
  const of = db.prepare<[number], BadFile>(BAD_FILE_OF)
  const open = db.prepare<[number], BadFile>(OPEN_BAD_FILES)
  const anywhere = db.prepare<[], BadFile>(
    `SELECT ${FILE} FROM watch_bad_files WHERE state IN ('writing', 'owed') ORDER BY id`,
  )
  const named = db.prepare<[string, string]>(
    `SELECT 1 FROM watch_bad_files WHERE state IN ('writing', 'owed') AND (path = ? OR partial = ?)`,
  )
  const move = db.prepare<[string, number]>('UPDATE watch_bad_files SET path = ? WHERE id = ?')
  const end = db.prepare<['placed' | 'lost', number]>(
    `UPDATE watch_bad_files SET state = ?, trouble = NULL WHERE id = ? AND state = 'owed'`,
  )
  const hold = db.prepare<[string, number]>(
    `UPDATE watch_bad_files SET trouble = ? WHERE id = ? AND state = 'owed' AND trouble IS NOT ?1`,
  )
  const drop = db.prepare<[number]>(`DELETE FROM watch_bad_files WHERE id = ? AND state = 'writing'`)
  const forget = db.prepare<[number]>(`DELETE FROM watch_bad_files WHERE watch_id = ? AND state IN ('placed', 'lost')`)
  return {
    /** It is about to be written: what a crash leaves of it is known then. */
    begin: (watchId: WatchId, path: string, partial: string): number =>
      Number(begin.run(watchId, path, partial).lastInsertRowid),
    /** It is complete, and its file was taken. */
    own(id: number, fileId: WatchFileId, lines: number): void {
      if (own.run(fileId, lines, id).changes !== 1) throw new Error('a file of bad rows is gone that was just written')
    },
    of: (fileId: WatchFileId): BadFile | undefined => of.get(fileId),
    /** Of a watch: those that are not at their place. */
    open: (watchId: WatchId): BadFile[] => open.all(watchId),
    openAnywhere: (): BadFile[] => anywhere.all(),
    isNamed: (path: string): boolean => named.get(path, path) !== undefined,
    move: (id: number, path: string): void => void move.run(path, id),
    end(id: number, state: 'placed' | 'lost'): void {
      end.run(state, id)
      news()
    },
    hold(id: number, trouble: string): void {
      if (hold.run(trouble, id).changes > 0) news()
    },
    drop: (id: number): void => void drop.run(id),
    /** The watch is gone; what is owed is placed all the same. */
    forget: (watchId: WatchId): void => void forget.run(watchId),
  }
}
