import { assertNever } from '#shared/result'
import type { StorageTrouble } from '#shared/storage'
import type { EpochMs } from '#shared/task'

type Kind = StorageTrouble['kind']

/** In order: the first beginning that fits decides. Codes: sqlite.org/rescode.html. */
const sqliteKinds: readonly (readonly [beginning: string, kind: Kind])[] = [
  ['SQLITE_FULL', 'full'],
  ['SQLITE_IOERR_SHMSIZE', 'full'], // the shared-memory file could not grow: how a full disk shows itself there
  ['SQLITE_READONLY_DBMOVED', 'failing'], // the file was moved or deleted under us: its folder is not the matter
  ['SQLITE_READONLY', 'read_only'],
  ['SQLITE_CANTOPEN', 'read_only'],
  ['SQLITE_PERM', 'read_only'],
  ['SQLITE_AUTH', 'read_only'],
  ['SQLITE_NOTADB', 'damaged'],
  ['SQLITE_CORRUPT', 'damaged'],
  ['SQLITE_FORMAT', 'damaged'],
  ['SQLITE_BUSY', 'busy'],
  ['SQLITE_LOCKED', 'busy'],
  ['SQLITE_PROTOCOL', 'busy'],
]

const systemKinds: Readonly<Record<string, Kind>> = {
  ...{ ENOSPC: 'full', EDQUOT: 'full', EFBIG: 'full' },
  ...{ EROFS: 'read_only', EACCES: 'read_only', EPERM: 'read_only' },
  ...{ ENOENT: 'read_only', ENOTDIR: 'read_only', ENODEV: 'read_only', ENXIO: 'read_only' }, // the disk or its folder is gone
  ...{ EBUSY: 'busy', ETXTBSY: 'busy' },
}

/** What an error of SQLite or of the file system says about the disk. @param now when it was seen */
export function troubleOf(error: unknown, now: EpochMs): StorageTrouble {
  const code = codeOf(error) ?? (error instanceof Error ? error.message : String(error))
  const kind = kindOf(code)
  return { kind, message: inWords(kind, code), since: now }
}

/** True for an error that the disk or the file made, and not one of ours or of a constraint that did its work. */
export function isStorageError(error: unknown): boolean {
  const code = codeOf(error)
  return code !== undefined && !/^SQLITE_(CONSTRAINT|MISMATCH|RANGE|ERROR|MISUSE|TOOBIG|ABORT|INTERRUPT)/.test(code)
}

/** Whether writing may be tried again without a person. A damaged file must not be written to any more. */
export function recoversByItself(kind: Kind): boolean {
  return kind !== 'damaged'
}

function kindOf(code: string): Kind {
  return sqliteKinds.find(([beginning]) => code.startsWith(beginning))?.[1] ?? systemKinds[code] ?? 'failing'
}

/** SQLite's code or the system's; also of an error that came from another thread. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined
  return /^(SQLITE_[A-Z_]+|E[A-Z0-9]+)$/.test(error.code) ? error.code : undefined
}

const kept = 'Nothing that was saved is lost, and answers that come in meanwhile are kept in memory.'

function inWords(kind: Kind, code: string): string {
  switch (kind) {
    case 'full':
      return `The disk is full. ${kept} Make room on it: once some 64 MB are free, Trilane goes on by itself.`
    case 'read_only':
      return `The data folder cannot be written to (${code}). ${kept} Check that the disk is there and that you may write to the folder; Trilane then goes on by itself.`
    case 'damaged':
      return `The database is damaged (${code}). Nothing more is written to it, so that what can be read stays readable. Quit and start Trilane again: it then offers the newest backup, and to read what can still be read.`
    case 'busy':
      return `Another program holds the database (${code}). ${kept} Close it if you know it; Trilane tries again by itself.`
    case 'failing':
      return `The disk did not do what it was asked to (${code}). ${kept} Trilane tries again by itself. Should this come again, quit Trilane, copy its data folder to another disk, and check this one.`
    default:
      return assertNever(kind)
  }
}
