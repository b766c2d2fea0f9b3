import type { Batch } from '#shared/batch'
import type { Overview } from '#shared/overview'
import type { HeldBy } from '#shared/spend'
import type { WorkTime } from '#shared/work-time'
import { formatRate, formatTime } from '../../format'
import { deathsPause } from '../alerts/alert-words'
import { slowedWords, startsWords, timeFigure } from '../spending/time-words'
import { isEnded } from './batch-state'

/** How a batch gets on: when it is done, or what it stands still for. `wait`: it goes on by itself; `dead`: a person must act. */
export type BatchPace = {
  readonly words: string
  readonly why: string // what it depends on; '' where nothing is known of that
  readonly hue: 'plain' | 'wait' | 'dead'
  readonly rate: string // '38/min'; '' where nothing of it ended lately
}
type Seen = Pick<Overview, 'paused' | 'providers'>
type Of = { readonly batch: Batch; readonly overview: Seen; readonly opensAt: number | null; readonly now: number }

/** Null once nothing of it is left. What holds all of it goes before how long it takes. */
export function paceOf({ batch, overview, opensAt, now }: Of): BatchPace | null {
  if (isEnded(batch)) return null
  const { counts, ratePerMinute = 0 } = batch
  const rate = ratePerMinute > 0 ? `${formatRate(ratePerMinute)}/min` : ''
  const still = (words: string, why: string, hue: BatchPace['hue'] = 'plain') => ({ words, why, hue, rate })
  const deaths = deathsPause(batch)
  if (deaths) return still('Paused', `${deaths.died}, which is too many`, 'dead')
  if (batch.paused) return still('Paused', counts.running > 0 ? 'what runs will finish' : 'nothing of it starts')
  if (overview.paused !== 'no') return still('Paused', 'all work is')
  if (batch.dryRun?.state === 'waiting') return still('Waits for you', 'its dry run is done')
  if (opensAt !== null) return still(`Runs from ${formatTime(opensAt)}`, 'by its run windows')
  if (batch.cost?.held && counts.running === 0) return still(...heldWords(batch.cost.held))
  if (batch.dryRun?.state === 'running') return still('Dry run', 'the rest waits for it')
  return { ...timeWords(batch, overview, now), rate }
}

function heldWords(held: HeldBy): [string, string, BatchPace['hue']] {
  if (held === 'day') return ['Held', 'the day’s budget is used up', 'wait']
  if (held === 'watch') return ['Held', 'the day’s budget of its folder is used up', 'wait']
  if (held === 'batch') return ['Held', 'its budget is used up', 'dead']
  return ['Held', 'the price of its model is not known', 'dead']
}

function timeWords({ finish, counts }: Batch, { providers }: Seen, now: number): Omit<BatchPace, 'rate'> {
  const all = counts.queued + counts.running + counts.backing_off
  if (all === 0 && counts.scheduled > 0)
    return { words: 'Not started', why: 'its tasks have a later start', hue: 'plain' }
  if (!finish) return { words: 'Time left not known yet', why: '', hue: 'plain' }
  const by = slowedWords(finish, providers)
  if (finish.seconds === null) return { words: 'Waits for you', why: by === '' ? '' : `held by ${by}`, hue: 'dead' }
  const starts = startsWords(finish, now)
  const words = amountWords(finish)
  const held = counts.running === 0 && starts !== ''
  if (held)
    return { words: `Goes on at ${starts}`, why: `${lower(words)}${by === '' ? '' : `, by ${by}`}`, hue: 'wait' }
  const turns = finish.inLine > 0 ? 'with other work it takes longer' : ''
  return { words, why: [by === '' ? '' : `by ${by}`, turns].filter(Boolean).join('; '), hue: 'plain' }
}

const amountWords = (finish: WorkTime): string => `${finish.atMost ? 'At most' : 'About'} ${timeFigure(finish)} left`
const lower = (words: string): string => `${words.charAt(0).toLowerCase()}${words.slice(1)}`

/** All of it as one sentence, for the pointer and for screen readers. */
export const paceHint = ({ words, why, rate }: BatchPace): string =>
  [why === '' ? words : `${words}: ${why}`, rate].filter(Boolean).join(', ')

/** 'about 12 m left'; '' where that is not known or nothing is left. */
export const leftWords = (batch: Pick<Batch, 'finish'>): string =>
  batch.finish && batch.finish.seconds !== null ? lower(amountWords(batch.finish)) : ''
