import type { LetterAction } from '#shared/bulk'
import type { StateKind, TaskView } from '#shared/task'

/** The action that changed it last, where one did and is still kept. */
export type By = { readonly id: number; readonly action: LetterAction['kind'] } | undefined

const states: Readonly<Record<StateKind, string>> = {
  waiting: 'waits for other tasks',
  scheduled: 'is scheduled',
  queued: 'is queued',
  running: 'is running',
  backing_off: 'waits for its next try',
  succeeded: 'has succeeded',
  dead: 'is a dead letter',
  cancelled: 'is cancelled',
}
const did: Readonly<Record<LetterAction['kind'], string>> = {
  requeue: 'requeued it',
  edit: 'edited it',
  discard: 'discarded it',
  split: 'split it',
  snooze: 'put it away or brought it back',
  annotate: 'labelled it',
}

export const inState = (kind: StateKind): string => states[kind]

/** How a task is now that is not any more as it was seen: a sentence for the person whose command was refused. */
export function whatChanged({ state, revision, attempts }: TaskView, by: By): string {
  const tries = `${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`
  const who = by ? ` Action ${by.id} ${did[by.action]}.` : ''
  return `It ${states[state.kind]} now, with revision ${revision} and ${tries}.${who}`
}
