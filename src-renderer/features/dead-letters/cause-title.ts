import { adviceOf } from '#shared/advice'
import type { FailureCode } from '#shared/task'

/** What letters of that code died of, in a few words, where no more is known of them. */
export const causeTitle = (code: FailureCode): string =>
  adviceOf({ code, status: null, providerCode: null, count: 1, again: 0 }).title
