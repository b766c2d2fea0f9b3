import { useStore } from '../state/store'
import { titleOf } from './action'
import { fixedActions } from './registry'

export type Shortcut = { readonly keys: readonly string[]; readonly does: string }
export type ShortcutGroup = { readonly title: string; readonly keys: readonly Shortcut[] }

/** In a list of many, the names of actions are as they are at rest. */
const ofActions = (isOne: (keys: string, anywhere: boolean) => boolean): Shortcut[] => {
  const atRest = useStore.getInitialState()
  return fixedActions.flatMap((action) =>
    action.keys && isOne(action.keys, action.anywhere === true)
      ? [{ keys: [action.keys], does: titleOf(action, atRest) }]
      : [],
  )
}
/** Keys that the native menu answers to as well. */
const ofMenu: Readonly<Record<string, string>> = { '/': 'Mod F', '?': 'Mod /' }
const withMenu = (shortcut: Shortcut): Shortcut => ({
  ...shortcut,
  keys: shortcut.keys.flatMap((key) => [key, ofMenu[key] ?? []].flat()),
})
const isSequence = (keys: string) => keys.includes(' then ')
const isOfTask = (keys: string) => keys === 'Mod C'

/** The keys that work, by where they do. */
export const shortcutGroups = (): readonly ShortcutGroup[] => [
  {
    title: 'Anywhere',
    keys: ofActions((keys, anywhere) => anywhere && !isSequence(keys) && !isOfTask(keys))
      .map(withMenu)
      .map((each) => (each.keys[0] === 'Mod .' ? { ...each, does: 'Pause or resume all' } : each)),
  },
  {
    title: 'List',
    keys: [
      { keys: ['J', 'K'], does: 'Next and previous task' },
      { keys: ['Home', 'End'], does: 'First and last task' },
      { keys: ['PgUp', 'PgDn'], does: 'A page up or down' },
      { keys: ['Enter'], does: 'Open the task' },
      { keys: ['X'], does: 'Select' },
      { keys: ['Shift ↑', 'Shift ↓'], does: 'Select more' },
      { keys: ['Shift End'], does: 'Select up to there' },
      { keys: ['Mod A'], does: 'Select all that match' },
      { keys: ['Shift F10'], does: 'Menu of the selection' },
      ...ofActions(isSequence),
      { keys: ['Esc'], does: 'Back one step' },
    ],
  },
  {
    title: 'Task and letters',
    keys: [
      ...ofActions((keys, anywhere) => !anywhere || isOfTask(keys)),
      { keys: ['Mod Enter'], does: 'Full view, and back' },
      { keys: ['[', ']'], does: 'Previous and next attempt' },
      { keys: ['Alt ←', 'Alt →'], does: 'Back and forward' },
    ],
  },
  {
    title: 'In dead letters',
    keys: [
      { keys: ['→', 'Enter'], does: 'From a group to its letters' },
      { keys: ['←', 'Esc'], does: 'Back to the groups' },
      { keys: ['A'], does: 'Do what is advised' },
      { keys: ['P'], does: 'Probe one letter, then requeue the rest' },
      { keys: ['Enter'], does: 'Requeue the rest after the probe' },
      { keys: ['Shift R'], does: 'Requeue all of the group' },
      { keys: ['Shift E'], does: 'Edit many prompts' },
      { keys: ['M'], does: 'With another model or limits' },
      { keys: ['S'], does: 'Snooze, or bring back' },
      { keys: ['L'], does: 'Label' },
      { keys: ['N'], does: 'Note' },
      { keys: ['.'], does: 'Show letters that are new' },
    ],
  },
  {
    title: 'In Compare',
    keys: [
      { keys: ['1', '9'], does: 'The first to ninth answer is best' },
      { keys: ['A', 'B'], does: 'The first or the second is best' },
      { keys: ['Shift A', 'Shift T'], does: 'The tenth on, by letter' },
      { keys: ['0', 'T'], does: 'As good as each other' },
      { keys: ['X'], does: 'None is good' },
      { keys: ['U'], does: 'Take the last rating back' },
      { keys: ['N'], does: 'Next row to be rated' },
      { keys: ['J', 'K', '←', '→'], does: 'Through the rows' },
      { keys: ['D'], does: 'Show what differs' },
      { keys: ['H'], does: 'Hide the names of variants' },
      { keys: ['E'], does: 'Note' },
    ],
  },
]
