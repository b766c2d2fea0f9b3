import type { HeldBy } from '#shared/spend'
import { counted, formatMoment, formatStart, formatTime, formatUsd } from '../../format'
import { folderName } from '../watches/file-words'
import type { Hold } from './budget'

/** Why a task in line does not start, in its inspector. */
export const holdReason: Readonly<Record<HeldBy, string>> = {
  batch: 'The budget of its batch is used up',
  watch: 'The day’s budget of its folder is used up',
  day: 'The budget of the day is used up',
  price: 'There is a budget, and the price of its model is not known',
}

/** In a cell or a chip. */
export const shortHold: Readonly<Record<HeldBy, string>> = {
  batch: 'budget',
  watch: 'folder budget',
  day: 'day budget',
  price: 'no price',
}

/** Whose budget it is, as in “the budget of …”. */
export const budgetOf = ({ by, batch, watch }: Hold): string =>
  by === 'watch' ? `the folder ${folderName(watch?.folder ?? '')}` : (batch?.name ?? '')

/** What holds, in a sentence's beginning. */
export function holdTitle(hold: Hold): string {
  const { by, budget, priced } = hold
  if (by === 'price') return `What ${priced?.model ?? 'its model'} costs is not known.`
  const amount = budget === null ? '' : ` of ${formatUsd(budget)}`
  if (by === 'day') return `The day’s budget${amount} is used up.`
  return `The ${by === 'watch' ? 'day’s ' : ''}budget${amount} of ${budgetOf(hold)} is used up.`
}

/** What is held, what is left, and when it goes on by itself. */
export function holdDetail({ by, batch, watch, held, budget, spent, opensAt }: Hold, now: number): string {
  const kept = `${counted(held, 'task')} ${held === 1 ? 'is' : 'are'} kept in line`
  if (by === 'price') {
    const whose = watch ? `the folder ${folderName(watch.folder)}` : budget === null ? 'the day' : (batch?.name ?? '')
    return `${kept}: ${whose} has a budget, which needs a price and a longest answer.`
  }
  const left = budget === null ? 0 : Math.max(0, budget - spent)
  const tooLittle = left > 0 ? `${formatUsd(left)} left is less than the next call can cost` : 'nothing is left'
  const again = opensAt === null ? '' : `; it begins anew at ${beginsAt(opensAt, now)}`
  return `${kept}: ${tooLittle}${again}.`
}

const dayMs = 86_400_000
/** The clock alone for the next midnight; with the day where it is further away. */
export const beginsAt = (at: number, now: number): string => (at - now <= dayMs ? formatTime(at) : formatStart(at, now))

/** All of it, for the pointer. */
export const holdHint = (hold: Hold, now: number): string =>
  `${holdTitle(hold)} ${holdDetail(hold, now)}${hold.opensAt === null ? '' : ` (${formatMoment(hold.opensAt)})`}`
