import type { EpochMs, TaskId } from '#shared/task'
import type { SearchInfo } from '#shared/view'
import type { ListQuery } from '#store/list-rules'

/** What crosses between the main thread and the search's thread: both ends are of one build, so nothing is parsed. */

export type WorkerStart = {
  readonly storeFile: string
  readonly indexFile: string
  /** The index made the thread end before: begin anew. */
  readonly fresh: boolean
  /** The shortest time between two of its reports, in ms. */
  readonly paceMs: number
}

/** all: also beyond `mostFound`, and then in no order. long: of a list that no filter narrows, in the order that it asks for; `anew` puts it in
 *  that order as it is now, else it may stand as it was when one asked first. */
export type Page = {
  readonly query: ListQuery
  readonly start: number
  readonly end: number
  readonly all?: boolean
  readonly long?: 'known' | 'anew'
}
export type PageFound = {
  readonly total: number
  readonly order: TaskId[]
  readonly search: SearchInfo
  readonly sortedAt?: EpochMs // of a long list
}

export type ToWorker =
  | { readonly kind: 'news' }
  /** Takes the place of any earlier one of the same owner. */
  | { readonly kind: 'find'; readonly id: number; readonly owner: string; readonly page: Page }
  | { readonly kind: 'cancel'; readonly owner: string }
  | { readonly kind: 'close' }

export type SearchStatus = {
  readonly state: 'starting' | 'building' | 'following' | 'stopped'
  readonly indexed: number
  readonly tasks: number
  readonly complete: boolean
  /** Removed texts are out of the file as well. */
  readonly isEmptied: boolean
  /** Why nothing is indexed for now. */
  readonly trouble: string | null
}

export type FromWorker =
  | { readonly kind: 'status'; readonly status: SearchStatus }
  | { readonly kind: 'found'; readonly id: number; readonly found: PageFound; readonly tookMs: number }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }
  | { readonly kind: 'superseded'; readonly id: number }
  | { readonly kind: 'closed' }
