import type { BatchId, EpochMs } from '#shared/task'
import {
  type Watch,
  type WatchFileId,
  type WatchFileState,
  type WatchId,
  WatchOptions,
  type WatchRetry,
} from '#shared/watch'
import type { Database } from './database'
import { badFilesTable } from './watch-bad-files'

type Row = Omit<Watch, 'options'> & { options: string }
/** Why a file was not sent: `unreadable` may pass by itself, the others need a person or another file. */
export type FileProblem = 'unreadable' | 'bad_rows' | 'looks_like_results' | 'unchanged' | 'other'
/** A file as it is told apart from what it was before. mtime: nanoseconds, in digits. */
export type FileStamp = { readonly path: string; readonly size: number; readonly mtime: string }
export type StoredWatchFile = FileStamp & {
  readonly id: WatchFileId
  readonly watchId: WatchId
  readonly contents: string | null
  readonly state: WatchFileState
  readonly retry: WatchRetry | null
  readonly batchId: BatchId | null
  readonly queued: number
  readonly leftOut: number
  readonly reason: string | null
  readonly problem: FileProblem | null
  readonly results: string | null
  readonly exportId: number | null
  readonly at: EpochMs
}
/** What a look at a file came to. */
export type FileRecord = FileStamp &
  Pick<StoredWatchFile, 'watchId' | 'contents'> &
  (
    | {
        readonly state: 'taken'
        readonly batchId: BatchId
        readonly queued: number
        readonly leftOut: number
        readonly reason: string | null // why rows were left out
        readonly results: string
        readonly exportId: number
      }
    | { readonly state: 'same'; readonly batchId: BatchId | null }
    | { readonly state: 'failed'; readonly reason: string; readonly problem: FileProblem }
  )

const WATCH = `id, folder, options, state, paused_for AS pausedFor, created_at AS createdAt, counts_from AS countsFrom`
const FILE = `f.id, f.watch_id AS watchId, f.path, f.size, f.mtime, f.contents, f.state, f.retry, f.batch_id AS batchId, f.queued,
  f.left_out AS leftOut, f.reason, f.problem, f.results, f.export_id AS exportId, f.at`
export const KNOWN = `SELECT ${FILE} FROM json_each(@paths) j CROSS JOIN watch_files f ON f.watch_id = @watchId AND f.path = j.value AND f.newest = 1`
export const AT_WORK = `SELECT ${FILE} FROM watch_files f WHERE f.watch_id = ? AND f.state = 'taken' ORDER BY f.id`
export const SENT = `SELECT batch_id AS batchId FROM watch_files WHERE watch_id = ? AND contents = ? AND state IN ('taken', 'ended')
  ORDER BY id DESC LIMIT 1`
export const SENT_BEFORE = `SELECT 1 FROM watch_files WHERE watch_id = ? AND path = ? AND state IN ('taken', 'ended') LIMIT 1`
export const SHOWN = `SELECT ${FILE} FROM watch_files f WHERE f.watch_id = ? AND f.state <> 'left' ORDER BY f.at DESC, f.id DESC LIMIT ?`
// What was sent stays as it was; of what was not, only the last look counts.
const FORGET = `DELETE FROM watch_files WHERE watch_id = @watchId AND path = @path AND newest = 1 AND state NOT IN ('taken', 'ended')`
const SUPERSEDE = `UPDATE watch_files SET newest = 0 WHERE watch_id = @watchId AND path = @path AND newest = 1`
const RECORD = `INSERT INTO watch_files (watch_id, path, size, mtime, contents, state, batch_id, queued, left_out, reason, problem, results, export_id, at)
  VALUES (@watchId, @path, @size, @mtime, @contents, @state, @batchId, @queued, @leftOut, @reason, @problem, @results, @exportId, @at)`
const NOTE = `INSERT INTO watch_files (watch_id, path, size, mtime, state, at)
  SELECT @watchId, j.value ->> 'path', j.value ->> 'size', j.value ->> 'mtime', 'left', @now FROM json_each(@files) j`
const ENDED = `SELECT batch_id AS batchId FROM watch_files WHERE watch_id = ? AND state = 'ended' AND at > ? ORDER BY at DESC, id DESC LIMIT ?`
const nothing = { batchId: null, queued: 0, leftOut: 0, reason: null, problem: null, results: null, exportId: null }

/** Folders that are watched, and what became of their files. What writes is called in the transaction in hand. */
export function watchesTable(db: Database, news: () => void) {
  const insert = db.prepare(
    `INSERT INTO watches (folder, options, state, created_at, counts_from) VALUES (@folder, @options, @state, @now, @now)`,
  )
  const all = db.prepare<[], Row>(`SELECT ${WATCH} FROM watches ORDER BY id`)
  const get = db.prepare<[number], Row>(`SELECT ${WATCH} FROM watches WHERE id = ?`)
  const dayBudget = db
    .prepare<[number], number | null>(`SELECT options ->> 'dayBudget' FROM watches WHERE id = ?`)
    .pluck()
  const edit = db.prepare<[string, number]>('UPDATE watches SET options = ? WHERE id = ?')
  const setState = db.prepare(
    `UPDATE watches SET state = @state, paused_for = @pausedFor, counts_from = coalesce(@countsFrom, counts_from) WHERE id = @id`,
  )
  const remove = db.prepare<[number]>('DELETE FROM watches WHERE id = ?')
  const note = db.prepare(NOTE)
  const known = db.prepare<{ watchId: WatchId; paths: string }, StoredWatchFile>(KNOWN)
  const file = db.prepare<[number], StoredWatchFile>(`SELECT ${FILE} FROM watch_files f WHERE f.id = ?`)
  const atWork = db.prepare<[number], StoredWatchFile>(AT_WORK)
  const shown = db.prepare<[number, number], StoredWatchFile>(SHOWN)
  const count = db
    .prepare<[number], number>(`SELECT count(*) FROM watch_files WHERE watch_id = ? AND state <> 'left'`)
    .pluck()
  const forget = db.prepare<{ watchId: WatchId; path: string }>(FORGET)
  const supersede = db.prepare<{ watchId: WatchId; path: string }>(SUPERSEDE)
  const record = db.prepare(RECORD)
  const touch = db.prepare(`UPDATE watch_files SET size = @size, mtime = @mtime WHERE id = @id`)
  const ask = db.prepare(
    `UPDATE watch_files SET state = 'asked', retry = @retry, reason = NULL, problem = NULL, at = @now
       WHERE id = @id AND state IN ('failed', 'same', 'left', 'asked') AND newest = 1`,
  )
  const end = db.prepare<[EpochMs, number]>(
    `UPDATE watch_files SET state = 'ended', at = ? WHERE id = ? AND state = 'taken'`,
  )
  const ended = db.prepare<[number, EpochMs, number], { batchId: BatchId | null }>(ENDED)
  const drop = db.prepare<[number]>(`DELETE FROM watch_files WHERE id = ? AND state IN ('failed', 'asked', 'same')`)
  const failed = db.prepare<[number], StoredWatchFile>(
    `SELECT ${FILE} FROM watch_files f WHERE f.watch_id = ? AND f.newest = 1 AND f.state IN ('failed', 'asked')`,
  )
  const addOutput = db.prepare<[string, string]>('INSERT OR IGNORE INTO watch_outputs (path, word) VALUES (?, ?)')
  const outputs = db
    .prepare<[string], string>(
      `SELECT j.value FROM json_each(?) j JOIN watch_outputs o ON o.path = j.value WHERE o.word <> ''`,
    )
    .pluck()
  const named = db.prepare<[string]>(`SELECT 1 FROM watch_outputs WHERE path = ? AND word = ''`)
  const sent = db.prepare<[number, string], { batchId: BatchId | null }>(SENT)
  const sentBefore = db.prepare<[number, string]>(SENT_BEFORE)
  const words = db.prepare<[], string>(`SELECT DISTINCT word FROM watch_outputs WHERE word <> ''`).pluck()
  let knownWords: Set<string> | null = null // one too many, of a write that was rolled back, does no harm
  const allWords = () => {
    knownWords ??= new Set(words.all())
    return knownWords
  }
  const told = <T>(value: T): T => {
    news()
    return value
  }

  const badFiles = badFilesTable(db, news)
  return {
    /** Rows of files that could not be used. */
    badFiles,
    insert: (made: { folder: string; options: WatchOptions; state: Watch['state']; now: EpochMs }): WatchId =>
      told(Number(insert.run({ ...made, options: JSON.stringify(made.options) }).lastInsertRowid) as WatchId),
    /** But for those that are being added. */
    all: (): Watch[] =>
      all
        .all()
        .map(read)
        .filter(({ state }) => state !== 'adding'),
    /** Whose adding did not come to its end. */
    unfinished: (): WatchId[] => all.all().flatMap(({ id, state }) => (state === 'adding' ? [id] : [])),
    get: (id: WatchId): Watch | undefined => get.all(id).map(read)[0],
    /** What all of its files together may cost on a day; null: no limit, or it is not watched any more. */
    dayBudget: (id: WatchId): number | null => dayBudget.get(id) ?? null,
    edit: (id: WatchId, options: WatchOptions): void => told(void edit.run(JSON.stringify(options), id)),
    /** countsFrom: files that ended before then are not held against it from now on. */
    setState: (
      id: WatchId,
      state: 'on' | 'paused',
      pausedFor: string | null,
      countsFrom: EpochMs | null = null,
    ): void => told(void setState.run({ id, state, pausedFor, countsFrom })),
    /** Its batches and the names of its results stay. */
    remove(id: WatchId): boolean {
      badFiles.forget(id)
      return told(remove.run(id).changes === 1)
    },
    /** Files that are there and are not to be taken as they are. */
    note: (watchId: WatchId, files: readonly FileStamp[], now: EpochMs): void =>
      void note.run({ watchId, files: JSON.stringify(files), now }),
    /** What is known of files, by their paths. */
    known: (watchId: WatchId, paths: readonly string[]): Map<string, StoredWatchFile> =>
      new Map(known.all({ watchId, paths: JSON.stringify(paths) }).map((each) => [each.path, each])),
    file: (id: WatchFileId): StoredWatchFile | undefined => file.get(id),
    /** Whose batch has not ended. */
    atWork: (watchId: WatchId): StoredWatchFile[] => atWork.all(watchId),
    /** Those that wait for a person, a retry or another look. */
    notSent: (watchId: WatchId): StoredWatchFile[] => failed.all(watchId),
    /** The last ones, newest first. */
    shown: (watchId: WatchId, limit: number): StoredWatchFile[] => shown.all(watchId, limit),
    count: (watchId: WatchId): number => count.get(watchId) ?? 0,
    /** What a look at a file came to takes the place of what was known of it. */
    record(found: FileRecord, now: EpochMs): WatchFileId {
      forget.run(found)
      supersede.run(found)
      return told(Number(record.run({ ...nothing, ...found, at: now }).lastInsertRowid) as WatchFileId)
    },
    /** It has the same contents under another size or date. */
    touch: (id: WatchFileId, { size, mtime }: Omit<FileStamp, 'path'>): void => void touch.run({ id, size, mtime }),
    /** False where it is at work, or another file took its place. */
    ask: (id: WatchFileId, retry: WatchRetry, now: EpochMs): boolean => told(ask.run({ id, retry, now }).changes === 1),
    end: (id: WatchFileId, now: EpochMs): void => told(void end.run(now, id)),
    /** The batches of the files that ended last, after that moment. */
    lastEnded: (watchId: WatchId, since: EpochMs, limit: number): (BatchId | null)[] =>
      ended.all(watchId, since, limit).map(({ batchId }) => batchId),
    /** The file is not there any more, and nothing was sent of it. */
    drop: (id: WatchFileId): void => told(void drop.run(id)),
    /** word: '' where a person named the file. */
    addOutput(path: string, word: string): void {
      addOutput.run(path, word)
      if (word !== '') allWords().add(word)
    },
    /** The batch in which a watch sent those contents, whatever the file was called; batchId null: that is gone. Undefined: it did not. */
    sentAs: (watchId: WatchId, contents: string): { readonly batchId: BatchId | null } | undefined =>
      sent.get(watchId, contents),
    /** Whether something of a file was sent, as it was earlier. */
    wasSent: (watchId: WatchId, path: string): boolean => sentBefore.get(watchId, path) !== undefined,
    /** Whether a person had results written under that name. */
    wasNamed: (path: string): boolean => named.get(path) !== undefined,
    /** Which of these paths results of watched files have, or had. */
    outputs: (paths: readonly string[]): Set<string> => new Set(outputs.all(JSON.stringify(paths))),
    /** Every word that names of results ever had. */
    words: (): string[] => [...allWords()],
  }
}
export type WatchesTable = ReturnType<typeof watchesTable>

const read = ({ options, ...row }: Row): Watch => ({ ...row, options: WatchOptions.parse(JSON.parse(options)) })
