import type { StateKind } from '#shared/task'
import type { ListQuery } from '#store/list-rules'
import { type End, endOf } from '#store/search/tags'

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
const closedGates = `(SELECT id FROM gates WHERE state = 'closed')`
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
    const is = `(${states.map(oneState).join(' OR ')})`
    return [{ kind: isFew(states) ? 'few' : 'live', end: 'live', states, inTasks: is, inDocs: null }]
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

/** Named so that its partial index is used. */
const oneState = (state: StateKind) =>
  due.includes(state) ? `(t.run_at IS NOT NULL AND t.state = '${state}')` : `t.state = '${state}'`

const statesOf: Readonly<Record<ListQuery['tab'], readonly StateKind[] | null>> = {
  all: null,
  running: ['running'],
  waiting: ['waiting', 'scheduled', 'backing_off', 'queued'],
  ready: ['queued'],
  done: ['succeeded'],
  dead: ['dead'],
  cancelled: ['cancelled'],
}
