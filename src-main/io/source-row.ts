import type { JsonObject, LlmRequest } from '#shared/request'

/** What a row of a file turned out to be, before a prompt column is known. */
export type Shape =
  | { readonly kind: 'prompt'; readonly text: string }
  | {
      readonly kind: 'request'
      readonly request: LlmRequest
      readonly model: string | null
      readonly customId: string | null
      readonly after?: readonly string[]
    }
  | { readonly kind: 'record'; readonly columns: JsonObject }
  | { readonly kind: 'rejected'; readonly reason: string }
export type SourceRow = Shape & { readonly line: number }

export const rejected = (reason: string): Shape & { kind: 'rejected' } => ({ kind: 'rejected', reason })
export const tooLong = 'longer than 16 MB'
