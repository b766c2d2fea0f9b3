import type { Selection, TaskChange } from '#shared/contract'
import { type LaneName, laneNames } from '#shared/lane'
import type { TaskView } from '#shared/task'
import { counted, formatMoment } from '../format'
import { priorityWords } from './batch-actions'
import { bulk } from './bulk'
import type { Ref } from './sheets-slice'

type Kind = TaskChange['kind']
/** What a change can be made to; main has the last word, and skips what moved on. */
const applies: Readonly<Record<Kind, readonly TaskView['state']['kind'][]>> = {
  start_now: ['backing_off', 'scheduled'],
  start_at: ['backing_off', 'scheduled', 'queued'],
  lane: ['backing_off', 'scheduled', 'queued', 'waiting'],
  priority: ['backing_off', 'scheduled', 'queued', 'waiting'],
}

/** Tasks that a person picked, and what is known of those that are at hand. */
export type Picked = { readonly refs: readonly Ref[]; readonly known: readonly TaskView[] }

const canChange = (kind: Kind, { state }: Pick<TaskView, 'state'>): boolean => applies[kind].includes(state.kind)

/** Those of the picked tasks to which a change can be made, as far as they are at hand. */
export function changeable(kind: Kind, { refs, known }: Picked, also: (task: TaskView) => boolean = () => true): Ref[] {
  const no = new Set(known.filter((task) => !canChange(kind, task) || !also(task)).map(({ id }) => id))
  return refs.filter(({ id }) => !no.has(id)).map(({ id, version }) => ({ id, version }))
}

/** Those that can be moved to a lane: the ones that stand in the other. */
export const movable = (lane: LaneName, picked: Picked): Ref[] =>
  changeable('lane', picked, (task) => task.lane !== lane)

/** The lanes that some of them can be moved to. */
export const lanesToMoveTo = (picked: Picked): LaneName[] =>
  laneNames.filter((lane) => movable(lane, picked).length > 0)

const laneTitle = { fast: 'Fast', heavy: 'Heavy' } as const
const many = (count: number) => counted(count, 'task')

function words(change: TaskChange): { done: (count: number) => string; failed: string; detail: string } {
  switch (change.kind) {
    case 'start_now':
      return {
        done: (count) => `${many(count)} ${count === 1 ? 'starts' : 'start'} now`,
        failed: 'No task was started',
        detail: 'At the next free slot; a closed gate still holds them.',
      }
    case 'start_at':
      return {
        done: (count) => `${many(count)} ${count === 1 ? 'starts' : 'start'} at another time`,
        failed: 'No task has another start',
        detail: `Not before ${formatMoment(change.at)}.`,
      }
    case 'lane':
      return {
        done: (count) => `Moved ${many(count)} to ${laneTitle[change.lane]}`,
        failed: 'No task was moved',
        detail: `Retries and time limit are those of ${laneTitle[change.lane]} from now on.`,
      }
    case 'priority':
      return {
        done: (count) =>
          `${many(count)} ${count === 1 ? 'has' : 'have'} priority ${priorityWords(change.priority).toLowerCase()}`,
        failed: 'No priority was changed',
        detail: 'Higher goes first within its batch.',
      }
  }
}

const movedOn = ({ kind }: TaskChange, count: number) => {
  const already = kind === 'lane' ? 'were there already, or had started' : 'had started'
  return `${counted(count, 'other')} ${count === 1 ? already.replace('were', 'was') : already}, ended or changed meanwhile and ${count === 1 ? 'stays as it is' : 'stay as they are'}.`
}

/** Changes when, where or how soon tasks run; tells of how many, and offers to take it back. */
export const changeSelection = (selection: Selection, change: TaskChange): Promise<boolean> =>
  bulk('changeTasks', { selection, change }, { ...words(change), skipped: (count) => movedOn(change, count) })
export const changeTasks = (tasks: readonly Ref[], change: TaskChange): Promise<boolean> =>
  changeSelection({ tasks: [...tasks] }, change)
