import type { StateKind } from '#shared/task'
import type { Store } from '../../state/store'

/** How many tasks are picked, and to how many of them each thing can be done, as far as it is known. */
export type PickedCounts = {
  readonly all: number
  readonly over: number // can be requeued
  readonly letters: number
  readonly open: number // can be cancelled
  readonly starts: number // wait for a moment, and can start now
  readonly changeable: number // have not started: their lane, start and priority can be others
}

const stateGroups: Readonly<Record<Exclude<keyof PickedCounts, 'all'>, readonly StateKind[]>> = {
  over: ['dead', 'cancelled'],
  letters: ['dead'],
  open: ['waiting', 'scheduled', 'queued', 'running', 'backing_off'],
  starts: ['backing_off', 'scheduled'],
  changeable: ['waiting', 'scheduled', 'queued', 'backing_off'],
}

/** Null while main reads which tasks a pick has. */
export function pickedCounts({ selected, pick, rows }: Pick<Store, 'selected' | 'pick' | 'rows'>): PickedCounts | null {
  if (pick && !pick.made) return null
  const states: Partial<Record<StateKind, number>> = { ...pick?.made?.states }
  const add = (kind: StateKind | undefined, n: number) => {
    if (kind) states[kind] = Math.max(0, (states[kind] ?? 0) + n)
  }
  for (const kind of pick?.except.values() ?? []) add(kind, -1)
  for (const id of selected.keys()) add(rows.get(id)?.state.kind, 1)
  const of = (kinds: readonly StateKind[]) => kinds.reduce((sum, kind) => sum + (states[kind] ?? 0), 0)
  return {
    all: (pick?.made?.total ?? 0) - (pick?.except.size ?? 0) + selected.size,
    over: of(stateGroups.over),
    letters: of(stateGroups.letters),
    open: of(stateGroups.open),
    starts: of(stateGroups.starts),
    changeable: of(stateGroups.changeable),
  }
}

/** What the one button is called that ends tasks: letters are discarded, others cancelled. */
export const stopWord = ({ letters, open }: Pick<PickedCounts, 'letters' | 'open'>): string =>
  open === 0 ? 'Discard' : letters === 0 ? 'Cancel' : 'Cancel or discard'
