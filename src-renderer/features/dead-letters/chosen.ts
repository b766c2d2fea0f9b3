import { counted, formatCount } from '../../format'
import { pickAll } from '../../state/picks'
import { isPicking, pickSelection } from '../../state/selection-slice'
import { type Store, useStore } from '../../state/store'
import { focusedRow } from './letters'
import type { Asked } from './pending'

/** What the keys are for: what is picked; else the whole group, while the keyboard is in the groups; else the letter at the cursor. */
export type Scope = 'chosen' | 'group'

export const inGroups = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('[data-dead-groups]') !== null

/** How many letters are picked: those of a pick that main keeps but for some, and others. */
export function countPicked({ pick, selected }: Pick<Store, 'pick' | 'selected'>): number {
  return (pick?.made ? pick.made.total - pick.except.size : 0) + selected.size
}

/** The letters that an action is for, frozen to what they are now. Null where there is none, or they could not be read. */
export async function chosenLetters(scope: Scope): Promise<Asked | null> {
  if (isPicking(useStore.getState())) return picked()
  if (scope === 'group') {
    await pickAll()
    const asked = picked()
    return asked && { ...asked, ownPick: true }
  }
  const row = focusedRow()
  if (!row) return null
  const only = { id: row.id, version: row.version }
  return { selection: { tasks: [only] }, count: 1, name: `row ${formatCount(row.position)}`, only, ownPick: false }
}

function picked(): Asked | null {
  const store = useStore.getState()
  const { rows, selected } = store
  const count = countPicked(store)
  const name = counted(count, 'letter')
  const pick = pickSelection(store)
  if (pick) return count === 0 ? null : { selection: pick, count, name, only: null, ownPick: false }
  const tasks = [...selected].map(([id, version]) => ({ id, version: rows.get(id)?.version ?? version }))
  const [only] = tasks
  if (!only) return null
  return { selection: { tasks }, count, name, only: tasks.length === 1 ? only : null, ownPick: false }
}
