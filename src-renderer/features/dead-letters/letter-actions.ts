import type { DeadGroup } from '#shared/overview'
import type { Action } from '../../actions/action'
import { counted } from '../../format'
import { failureWords } from './group-words'
import { focusedRow, position } from './letters'

type Does = {
  readonly requeue: () => void
  readonly edit: () => void
  readonly probe: () => void
  readonly discard: () => void
  readonly requeueAll: () => void
}

/** What the palette offers for the letters on screen. */
export function letterActions(group: DeadGroup, does: Does): Action[] {
  const title = failureWords[group.code].title
  const ofLetter = (id: string, name: string, keys: string, icon: Action['icon'], run: () => void): Action => ({
    ...{ id: `letter-${id}`, group: 'do', title: name, keys, icon, run, words: 'dead letter' },
    hint: ({ selected }) => {
      if (selected.size > 0) return counted(selected.size, 'selected letter')
      const row = focusedRow()
      return row ? `${row.batchName} ${row.position}` : title
    },
    when: () => position().total > 0 || 'No letter is listed',
  })
  return [
    {
      ...ofLetter('probe', 'Probe one, then requeue the rest', 'P', 'practice', does.probe),
      hint: () => `${counted(group.count, 'letter')}, ${title.toLowerCase()}`,
    },
    ofLetter('requeue', 'Requeue', 'R', 'requeue', does.requeue),
    ofLetter('edit', 'Edit and requeue', 'E', 'edit', does.edit),
    ofLetter('discard', 'Discard', 'Del', 'discard', does.discard),
    {
      ...{ id: 'letter-all', group: 'do', title: `Requeue all ${counted(group.count, 'letter')}`, icon: 'requeue' },
      ...{ words: 'dead group', hint: () => title, run: does.requeueAll },
    },
  ]
}
