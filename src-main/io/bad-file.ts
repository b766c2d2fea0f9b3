import { CommandError } from '#shared/result'

/** An import that cannot begin or go on: what is wrong with the file, that nothing came of it, and what a person can do. */
export function badFile(name: string, problem: string, remedy: string): CommandError {
  return new CommandError('bad_file', `${name} ${problem}. Nothing was queued. ${remedy}.`)
}

/** The error for what the system said when a file was to be opened or read; what is no system error comes back as it was. */
export function unreadable(name: string, error: unknown): unknown {
  const code = systemCode(error)
  switch (code) {
    case undefined:
      return error
    case 'ENOENT':
    case 'ENOTDIR':
      return badFile(name, 'was not found', 'Check that it is still there')
    case 'EACCES':
    case 'EPERM':
      return badFile(name, 'may not be read by you', 'Change its permissions, or copy it to a folder of yours')
    case 'ELOOP':
      return badFile(name, 'is a link that leads back to itself', 'Choose the file that it should lead to')
    default:
      return badFile(name, `cannot be read (${code})`, 'Check the disk that it is on')
  }
}

export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'syscall' in error && 'code' in error ? String(error.code) : undefined
}
