// Imports nothing at run time: the search's thread runs as plain TypeScript in tests, where relative names are not resolved.

/** Our code of a failure, out of its cause (causeOf in cause.ts), as a word; '' where it is none. */
export const codeOfCause = (cause: string): string => cause.slice(0, Math.max(0, cause.indexOf('.')))
