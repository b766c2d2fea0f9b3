import type { StateKind } from '#shared/task'
import { closedGates, type ListQuery } from '#store/list-rules'
import { type End, endOf, lanes } from '#store/search/tags'

/** A run of a list that is found in one way. */
export type Part = {
  readonly kind: 'few' | 'queued' | 'live' | 'ended' | 'all'
  /** What the index calls it; null for whatever it is. */
  readonly end: End | null
  /** Its states; null for any. */
  readonly states: readonly StateKind[] | null
  /** What a task `t` of it is, in the store. */
  readonly inTasks: string
  /** The same of the index's copy; null where that does not know. */
  readonly inDocs: string | null
}

const due: readonly StateKind[] = ['scheduled', 'backing_off']
const besidesQueue: readonly StateKind[] = ['running', 'waiting', ...due]
const notOthers = `t.state = 'live' AND t.id NOT IN (SELECT value FROM json_each(@others))`

/** How the tasks of a list are found, in the list's order. @param isFew whether tasks in these states are few enough to look at each */
export function partsOf({ tab, filter }: ListQuery, isFew: (states: readonly StateKind[]) => boolean): Part[] {
  const gate =
    tab === 'waiting'
      ? ` AND t.gate_id IN ${closedGates}`
      : tab === 'ready'
        ? ` AND t.gate_id NOT IN ${closedGates}`
        : ''

  function live(states: readonly StateKind[]): Part[] {
    if (states.length === 0) return []
    const kind = isFew(states) ? 'few' : 'live'
    return [{ kind, end: 'live', states, inTasks: inStates(states), inDocs: null }]
  }
  function queued(): Part[] {
    if (isFew(['queued'])) return live(['queued'])
    const inDocs = isFew(besidesQueue) ? `${notOthers}${gate}` : null
    return [{ kind: 'queued', end: 'live', states: ['queued'], inTasks: `t.state = 'queued'${gate}`, inDocs }]
  }
  const ended = (state: StateKind): Part[] => {
    const is = `t.state = '${state}'`
    return [{ kind: 'ended', end: endOf(state), states: [state], inTasks: is, inDocs: is }]
  }
  const asked = (state: StateKind) =>
    state === 'queued' ? queued() : endOf(state) === 'live' ? live([state]) : ended(state)

  const inTab = statesOf[tab]
  const { state } = filter
  if (state !== undefined) return inTab === null || inTab.includes(state) ? asked(state) : []
  if (inTab === null) return [{ kind: 'all', end: null, states: null, inTasks: 'TRUE', inDocs: 'TRUE' }]
  if (tab === 'waiting') return [...live(due), ...live(['waiting']), ...queued()]
  return inTab.flatMap(asked)
}

/** Said so that the partial index of those states can be used: that of what is in line begins with the lane. */
function inStates(states: readonly StateKind[]): string {
  const any = `(${states.map((state) => `t.state = '${state}'`).join(' OR ')})`
  if (states.some((state) => due.includes(state))) return `(t.run_at IS NOT NULL AND ${any})`
  return states.includes('queued') ? `(${any} AND t.lane IN (${lanes.map((lane) => `'${lane}'`).join()}))` : any
}

/** The partial index that has all of a part that has not ended, and its order. */
export function liveIndex({ states }: Part): { readonly name: string; readonly order: string } {
  const [first] = states ?? []
  if (first === 'running') return { name: 'tasks_running', order: 't.lane, t.started_at, t.id' }
  if (first === 'waiting') return { name: 'tasks_waiting', order: 't.batch_id, t.id' }
  if (first === 'queued') return { name: 'tasks_claim', order: 't.lane, t.batch_id, t.gate_id, t.priority DESC, t.id' }
  return { name: 'tasks_due', order: 't.run_at, t.lane, t.state, t.id' }
}

const statesOf: Readonly<Record<ListQuery['tab'], readonly StateKind[] | null>> = {
  all: null,
  running: ['running'],
  waiting: ['waiting', 'scheduled', 'backing_off', 'queued'],
  ready: ['queued'],
  done: ['succeeded'],
  dead: ['dead'],
  cancelled: ['cancelled'],
}
