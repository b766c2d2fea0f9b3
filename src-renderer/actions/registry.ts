import type { Store } from '../state/store'
import type { Action } from './action'
import { appActions } from './app-actions'
import { goActions } from './go-actions'
import { overviewActions } from './overview-actions'
import { provided } from './provided'
import { taskActions } from './task-actions'

/** Those whose keys hold wherever one is; the same at all times. */
export const fixedActions: readonly Action[] = [...taskActions, ...appActions, ...goActions]

/** All that can be done now: what the view on screen offers first, then the tasks', then the rest. */
export const allActions = (store: Store): Action[] => [...provided(), ...fixedActions, ...overviewActions(store)]

const byId = new Map(fixedActions.map((action) => [action.id, action]))

/** The key of an action, for a tooltip or a menu; undefined where it has none. */
export const keysOf = (id: string): string | undefined => byId.get(id)?.keys
