import { type Counts, settled, total } from '#shared/batch'
import { counted, formatCount } from '../../format'

export type BatchOutcome = {
  readonly kind: 'running' | 'done' | 'dead' | 'cancelled'
  readonly words: string
}

/** What a batch came to, or how far it is. Letters need a person, whatever else goes on. */
export function outcomeOf(counts: Counts): BatchOutcome {
  const all = total(counts)
  const open = all - settled(counts)
  const dead = counts.dead > 0 ? counted(counts.dead, 'dead letter') : ''
  if (open > 0) {
    const done = `${formatCount(settled(counts))} of ${formatCount(all)} done`
    return { kind: counts.dead > 0 ? 'dead' : 'running', words: dead === '' ? done : `${done}, ${dead}` }
  }
  if (dead !== '')
    return { kind: 'dead', words: counts.succeeded > 0 ? `${formatCount(counts.succeeded)} done, ${dead}` : dead }
  if (counts.succeeded === 0) return { kind: 'cancelled', words: all === 0 ? 'empty' : `${formatCount(all)} cancelled` }
  if (counts.cancelled > 0)
    return { kind: 'done', words: `${formatCount(counts.succeeded)} done, ${formatCount(counts.cancelled)} cancelled` }
  return { kind: 'done', words: `${formatCount(counts.succeeded)} done` }
}
