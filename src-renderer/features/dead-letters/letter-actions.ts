import type { DeadGroup } from '#shared/overview'
import type { Action } from '../../actions/action'
import { counted } from '../../format'
import { useStore } from '../../state/store'
import { adviceIn, proposalFor, proposalWords } from './advice'
import { countPicked } from './chosen'
import { exportAll, exportChosen } from './export-letters'
import type { LetterActions } from './letter-keys'
import { focusedRow, position } from './letters'

/** What the palette offers for the letters on screen. */
export function letterActions(group: DeadGroup, does: LetterActions): Action[] {
  const { title } = adviceIn(group, 'open')
  const ofLetter = (id: string, name: string, keys: string, icon: Action['icon'], run: () => void): Action => ({
    ...{ id: `letter-${id}`, group: 'do', title: name, keys, icon, run, words: 'dead letter' },
    hint: (store) => {
      const picked = countPicked(store)
      if (picked > 0) return counted(picked, 'selected letter')
      const row = focusedRow()
      return row ? `${row.batchName} ${row.position}` : title
    },
    when: () => position().total > 0 || 'No letter is listed',
  })
  const ofGroup = (id: string, name: string, keys: string, icon: Action['icon'], run: () => void): Action => ({
    ...{ id: `letter-${id}`, group: 'do', title: name, keys, icon, run, words: 'dead group' },
    hint: () => `${counted(group.count, 'letter')}, ${title.toLowerCase()}`,
  })
  const advised = proposalWords(proposalFor(group), group.count)
  return [
    ofGroup('advised', `Advised: ${advised.label}`, 'A', advised.icon, does.advised),
    ofGroup('probe', 'Probe one, then requeue the rest', 'P', 'practice', does.probe),
    ofLetter('requeue', 'Requeue', 'R', 'requeue', () => does.requeue('chosen')),
    ofGroup('all', `Requeue all ${counted(group.count, 'letter')}`, 'Shift R', 'requeue', does.requeueAll),
    ofLetter('edit', 'Edit and requeue', 'E', 'edit', does.edit),
    ofLetter('edit-many', 'Edit many prompts', 'Shift E', 'edit', () => does.editMany('chosen')),
    ofLetter('target', 'Requeue with another model or limits', 'M', 'move-lane', () => does.otherTarget('chosen')),
    ofLetter('snooze', 'Snooze or bring back', 'S', 'clock', () => does.snooze('chosen')),
    ofLetter('label', 'Label', 'L', 'priority', () => does.label('chosen')),
    ofLetter('note', 'Note', 'N', 'file-text', () => does.note('chosen')),
    {
      ...{
        id: 'letter-export',
        group: 'do',
        title: 'Export for a bug report',
        icon: 'export',
        words: 'dead letter json',
      },
      ...{ hint: () => 'Keys masked', run: () => void exportChosen() },
    },
    {
      ...{ id: 'letter-export-all', group: 'do', title: 'Export all dead letters', icon: 'export' },
      ...{ words: 'json file', hint: () => 'Keys masked', run: () => void exportAll() },
    },
    ofLetter('discard', 'Discard', 'Del', 'discard', () => does.discard('chosen')),
    {
      ...{ id: 'letter-discard-all', group: 'do', title: `Discard all ${counted(group.count, 'letter')}` },
      ...{ icon: 'discard', words: 'dead group', hint: () => title },
      run() {
        useStore.getState().clearSelection()
        does.discard('group')
      },
    },
  ]
}
