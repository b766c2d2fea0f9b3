import type { Batch } from '#shared/batch'
import type { Overview } from '#shared/overview'
import { counted } from '../format'
import { isOver } from './progress'

/** What happened by itself between two looks at the queue. */
export type News = { readonly ended: readonly Batch[]; readonly letters: number }

/** Batches that came to their end, and how many dead letters are new besides the ones that ended those, which are told with them. */
export function newsBetween(before: Overview, after: Overview): News {
  const letters = Math.max(0, after.counts.dead - before.counts.dead)
  if (before.batches === after.batches) return { ended: [], letters }
  const ran = new Map(before.batches.filter(({ counts }) => !isOver(counts)).map(({ id, counts }) => [id, counts.dead]))
  const ended = after.batches.filter(({ id, counts }) => ran.has(id) && isOver(counts))
  const theirs = ended.reduce((sum, { id, counts }) => sum + Math.max(0, counts.dead - (ran.get(id) ?? 0)), 0)
  return { ended, letters: Math.max(0, letters - theirs) }
}

/** 'product-reviews-q3 is done: 4,790 answered, 16 dead letters.' Of several, how many and which. */
export function endedSentence(batches: readonly Batch[]): string {
  const [first, ...others] = batches
  if (!first) return ''
  if (others.length > 0) return `${counted(batches.length, 'batch', 'batches')} are done: ${namesOf(batches)}.`
  const { succeeded, dead, cancelled } = first.counts
  const parts = [
    `${counted(succeeded, 'answer')}`,
    ...(dead > 0 ? [counted(dead, 'dead letter')] : []),
    ...(cancelled > 0 ? [`${counted(cancelled, 'task')} cancelled`] : []),
  ]
  return `${first.name} is done: ${parts.join(', ')}.`
}

const mostNames = 3
function namesOf(batches: readonly Batch[]): string {
  const names = batches.slice(0, mostNames).map(({ name }) => name)
  const more = batches.length - names.length
  return more > 0 ? `${names.join(', ')} and ${more} more` : new Intl.ListFormat('en').format(names)
}

export const lettersSentence = (count: number): string => `${counted(count, 'new dead letter')}.`
