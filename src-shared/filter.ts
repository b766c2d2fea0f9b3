import type { Filter } from './view'

// Imports nothing at run time: the search's thread runs as plain TypeScript in tests, where relative names are not resolved.

/** Whether it leaves anything out. */
export const isNarrowed = ({ text, ...words }: Filter): boolean =>
  text.trim() !== '' || Object.values(words).some((word) => word !== undefined && word !== '')

/** A search finds no more tasks than this: the first ones, and that there are more. So many are found and put in order in about 10 ms. */
export const mostFound = 5_000
