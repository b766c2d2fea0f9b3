import { z } from 'zod'

/** Why a command was not carried out. `code` is to branch on, `message` to read. */
export const ErrorCode = z.enum([
  'bad_request', // the arguments do not fit the contract
  'untrusted', // the call came from a frame that is not ours
  'not_found',
  'stale', // the task changed since the window read it
  'wrong_state', // the task cannot do this in its state
  'bad_file',
  'in_use', // another process holds the data folder
  'provider',
  'storage',
  'internal',
])
export type ErrorCode = z.infer<typeof ErrorCode>

export type Failed = { readonly code: ErrorCode; readonly message: string }
/** What crosses the process boundary: a value, or why there is none. Electron would keep only a thrown error's message. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Failed }

/** An expected failure of a command. Handlers throw it; at the boundary it becomes the error of a Result. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  constructor(
    readonly code: ErrorCode,
    message: string,
  ) {
    super(message)
  }
}

/** For the end of a `switch` over a union: a new member does not compile until it is decided. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`)
}
