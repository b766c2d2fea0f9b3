import type { Store } from './store'

/** Dead letters that need a person now: those that are put away until a time are not among them. */
export const openLetters = ({ overview }: Pick<Store, 'overview'>): number =>
  overview ? overview.counts.dead - (overview.deadSnoozed ?? 0) : 0
