import type { Batch } from '#shared/batch'
import { formatCount } from '../../format'

/** Why a batch stands still, where that is because too many of it died: 'Paused: 31 of 100 died'. Null where a person paused it. */
export function deathsPause({ paused, alert }: Pick<Batch, 'paused' | 'alert'>): {
  readonly title: string
  readonly died: string
} | null {
  if (!paused || !alert?.paused) return null
  const died = `${formatCount(alert.dead)} of ${formatCount(alert.settled)} died`
  return { title: `Paused: ${died}`, died }
}
