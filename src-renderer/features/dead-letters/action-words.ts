import type { BulkAction, DryRun, LetterAction, SkipReason } from '#shared/bulk'
import { counted, formatAboutUsd, formatCount, formatMoment } from '../../format'

const letters = (count: number): string => counted(count, 'letter')

/** What the button says: the result and the number. */
export function buttonWords(action: LetterAction, count: number): string {
  const n = formatCount(count)
  switch (action.kind) {
    case 'requeue':
      return action.edit ? `Edit and requeue ${n}` : `Requeue ${n}`
    case 'edit':
      return `Edit ${n}`
    case 'discard':
      return `Discard ${n}`
    case 'split':
      return `Split and queue ${n}`
    case 'snooze':
      return action.until === null ? `Bring back ${n}` : `Snooze ${n}`
    case 'annotate':
      return action.label === null || action.note === null ? `Take it off ${n}` : `Set it on ${n}`
  }
}

/** While it runs. */
export const doingWords: Readonly<Record<LetterAction['kind'], string>> = {
  requeue: 'Requeueing',
  edit: 'Editing',
  discard: 'Discarding',
  snooze: 'Putting away',
  split: 'Splitting',
  annotate: 'Writing on',
}

/** What it came to, and what was kept. */
export function doneWords(action: LetterAction, count: number): { readonly title: string; readonly detail: string } {
  switch (action.kind) {
    case 'requeue':
      return action.edit
        ? { title: `Edited and requeued ${letters(count)}`, detail: 'The originals are kept next to the edits.' }
        : { title: `Requeued ${letters(count)}`, detail: requeueDetail(action) }
    case 'edit':
      return { title: `Edited ${letters(count)}`, detail: 'They are still dead letters; the originals are kept.' }
    case 'discard':
      return { title: `Discarded ${letters(count)}`, detail: 'Prompts and every attempt are kept under Cancelled.' }
    case 'split':
      return {
        title: `Split ${letters(count)}`,
        detail: 'Each part is a task of its own in the same batch; the letters are kept under Cancelled.',
      }
    case 'snooze':
      return action.until === null
        ? { title: `Brought back ${letters(count)}`, detail: 'They are among the open ones again.' }
        : { title: `Snoozed ${letters(count)}`, detail: `They come back ${formatMoment(action.until)}.` }
    case 'annotate': {
      const what = action.label === undefined ? 'note' : 'label'
      const value = action.label === undefined ? action.note : action.label
      return value === null
        ? { title: `Took the ${what} off ${letters(count)}`, detail: '' }
        : { title: `Set the ${what} of ${letters(count)}`, detail: what === 'label' ? `“${value}”` : '' }
    }
  }
}

function requeueDetail({ model, providerId, lane, limits }: Extract<LetterAction, { kind: 'requeue' }>): string {
  const with_ = [
    ...(model === undefined ? (providerId === undefined ? [] : ['another provider']) : [model]),
    ...(lane === undefined ? [] : [`the ${lane === 'fast' ? 'Fast' : 'Heavy'} lane`]),
    ...(limits === undefined ? [] : ['other limits']),
  ]
  const history = 'Their history stays with them; their retries start anew.'
  return with_.length === 0 ? history : `With ${with_.join(', ')}. ${history}`
}

/** Why some are left out, after their number. */
const why: Readonly<Record<SkipReason, readonly [one: string, many: string]>> = {
  gone: ['is not kept any more', 'are not kept any more'],
  moved_on: ['changed meanwhile', 'changed meanwhile'],
  wrong_state: ['is no dead letter any more', 'are no dead letters any more'],
  blocked: ['needs a task that failed', 'need a task that failed'],
  unchanged: ['stays as it is', 'stay as they are'],
  empty: ['would be empty', 'would be empty'],
  impossible: ['cannot be edited so', 'cannot be edited so'],
  no_target: ['has no such model', 'have no such model'],
}
export const skippedWords = (skipped: DryRun['skipped']): string =>
  skipped.map(({ reason, n }) => `${formatCount(n)} ${why[reason][n === 1 ? 0 : 1]}`).join(', ')

/** What it costs to run them again, by the prices at hand; '' where nothing is requeued. */
export function costWords({ cost, eligible }: DryRun): string {
  if (cost === null || eligible === 0) return ''
  if (cost.price === 'free') return 'no cost'
  return cost.cost === null ? 'cost not known' : formatAboutUsd(cost.cost)
}

/** What a person should know before they say yes: '' where nothing speaks against it. */
export function warningWords({ willFailAgain, eligible }: DryRun): string {
  const n = willFailAgain?.n ?? 0
  if (n === 0) return ''
  if (n === eligible)
    return n === 1
      ? 'It will fail again: nothing changed since it failed.'
      : 'They will fail again: nothing changed since they failed.'
  return `${formatCount(n)} will fail again: nothing changed since ${n === 1 ? 'it' : 'they'} failed.`
}

/** What an edit does to the prompts, in the order of what matters. */
export function editWords({ edit, split, eligible }: DryRun): string[] {
  if (split) {
    const rest = split.parts > 0 ? [`${counted(split.parts, 'new task')} of their parts`] : []
    return [`${formatCount(eligible)} ${eligible === 1 ? 'is' : 'are'} split`, ...rest]
  }
  if (!edit) return []
  const { changed, unchanged, empty, impossible, beyondWindow } = edit
  return [
    `${formatCount(changed)} ${changed === 1 ? 'changes' : 'change'}`,
    ...(unchanged > 0 ? [`${formatCount(unchanged)} ${unchanged === 1 ? 'stays as it is' : 'stay as they are'}`] : []),
    ...(empty > 0 ? [`${formatCount(empty)} would be empty and ${empty === 1 ? 'is' : 'are'} left out`] : []),
    ...(impossible > 0 ? [`${formatCount(impossible)} cannot be edited so`] : []),
    ...(beyondWindow.n > 0 ? [`${formatCount(beyondWindow.n)} still too long for the model`] : []),
  ]
}

/** How far it is: 'Requeueing 120 of 412'. */
export function progressWords({ action, total, waiting }: BulkAction): string {
  return `${doingWords[action.kind]} ${formatCount(total - waiting)} of ${formatCount(total)}`
}
