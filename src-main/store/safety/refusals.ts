import { assertNever, CommandError } from '#shared/result'
import type { StorageTrouble } from '#shared/storage'
import { StorageError } from './storage-error'
import { isStorageError, troubleOf } from './trouble'

/** Why the database cannot be used as it is, in words that say what was kept and what to do. */
export function refuse(kind: StorageError['kind'], file: string, detail = ''): StorageError {
  return new StorageError(kind, file, inWords(kind, file, detail === '' ? '' : ` (${detail})`), detail)
}

/** What SQLite or the system threw while the database was opened, as one of our own refusals. Ours stay as they are. */
export function asStorageError(error: unknown, file: string): unknown {
  if (error instanceof CommandError || !isStorageError(error)) return error
  const detail = error instanceof Error ? error.message : String(error)
  return refuse(startupKind(troubleOf(error, 0).kind), file, detail)
}

function startupKind(kind: StorageTrouble['kind']): StorageError['kind'] {
  return kind === 'busy' ? 'in_use' : kind
}

function inWords(kind: StorageError['kind'], file: string, detail: string): string {
  switch (kind) {
    case 'damaged':
      return `${file} is damaged${detail}. It was left as it is. Restore a backup, or read what can still be read.`
    case 'not_sqlite':
      return `${file} is not a database. It was left as it is. Move it away if it does not belong there, or choose another data folder.`
    case 'foreign':
      return `${file} belongs to another program. It was left as it is; choose another data folder.`
    case 'newer':
      return `${file} was written by a newer Trilane${detail}. It was left as it is; update the app to open it.`
    case 'not_a_file':
      return `${file} is not a file but a folder or a device. It was left as it is. Move it away, or choose another data folder.`
    case 'read_only':
      return `${file} cannot be written to${detail}. Nothing was changed. Check that the disk is there and that you may write to its folder, or choose another data folder.`
    case 'full':
      return `The disk of ${file} is full${detail}. Nothing was changed. Make room on it, then start again.`
    case 'in_use':
      return `${file} is in use by another program${detail}. Nothing was changed. Close it, then start again.`
    case 'failing':
      return `The disk did not do what it was asked to for ${file}${detail}. Nothing was changed. Check the disk, then start again.`
    default:
      return assertNever(kind)
  }
}
