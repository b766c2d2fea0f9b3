import { CommandError } from '#shared/result'
import type { StartupProblem } from '#shared/startup'

/** Why the database could not be opened, copied or put back. `problem.kind` is to branch on, `message` to read. Nothing was changed. */
export class StorageError extends CommandError {
  constructor(
    readonly kind: StartupProblem['kind'],
    readonly file: string,
    message: string,
    readonly detail = '', // what SQLite or the system said, for those who can use it
  ) {
    super('storage', message)
  }
}
