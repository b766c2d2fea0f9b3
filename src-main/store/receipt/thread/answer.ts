import type { ErrorCode } from '#shared/result'

/** What the thread says to each question. */
export type Answer =
  | { readonly kind: 'step' | 'done'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string }
