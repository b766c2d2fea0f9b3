import type { Encoding } from '#shared/model-info'

/** What crosses between the main thread and the one that counts: both ends are of one build, so nothing is parsed. */
export type ToWorker =
  | { readonly kind: 'count'; readonly id: number; readonly texts: readonly string[]; readonly encoding: Encoding }
  | { readonly kind: 'cancel'; readonly id: number }

/** cuts: how many times a text was cut where a token may have stood. */
export type FromWorker =
  | { readonly kind: 'counted'; readonly id: number; readonly tokens: number; readonly cuts: number }
  | { readonly kind: 'failed'; readonly id: number }
  /** It works: said now and then while it has something to do. */
  | { readonly kind: 'alive' }
