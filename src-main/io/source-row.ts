import type { LlmRequest } from '#shared/request'
import type { Columns } from '#shared/rows'
import type { SourceRecord } from './record'

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
  | ({ readonly kind: 'record' } & SourceRecord)
  | { readonly kind: 'rejected'; readonly reason: string }
export type SourceRow = Shape & {
  readonly line: number
  readonly raw?: string | undefined // as it stands in the file, without its last line end; only where a reading asks for it
  readonly names?: Columns // of the table it is a row of, also where it does not fit them
}

export const rejected = (reason: string): Shape & { kind: 'rejected' } => ({ kind: 'rejected', reason })
export const tooLong = 'longer than 16 MB'
