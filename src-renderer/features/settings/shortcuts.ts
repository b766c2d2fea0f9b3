/** The keys that work, by where they do. */
export const shortcutGroups: readonly {
  readonly title: string
  readonly keys: readonly { readonly keys: readonly string[]; readonly does: string }[]
}[] = [
  {
    title: 'Anywhere',
    keys: [
      { keys: ['Mod N'], does: 'New prompt' },
      { keys: ['Mod O'], does: 'Import' },
      { keys: ['Mod 1'], does: 'Queue' },
      { keys: ['Mod 2'], does: 'Dead letters' },
      { keys: ['Mod 3'], does: 'Insights' },
      { keys: ['Mod 4'], does: 'Providers' },
      { keys: ['Mod 5'], does: 'Schedules' },
      { keys: ['Mod 6'], does: 'Spending' },
      { keys: ['Mod .'], does: 'Pause or resume all' },
      { keys: ['Mod Z'], does: 'Undo discard, requeue, cancel or change' },
      { keys: ['Mod ,'], does: 'Settings' },
    ],
  },
  {
    title: 'List',
    keys: [
      { keys: ['/'], does: 'Filter' },
      { keys: ['J', 'K'], does: 'Next and previous task' },
      { keys: ['Enter'], does: 'Open the task' },
      { keys: ['X'], does: 'Select' },
      { keys: ['Shift ↓', 'Shift End'], does: 'Select up to there' },
      { keys: ['Mod A'], does: 'Select all that match' },
      { keys: ['Shift F10'], does: 'Menu of the task, or of what is selected' },
      { keys: ['Esc'], does: 'Back one step' },
    ],
  },
  {
    title: 'Task and letters',
    keys: [
      { keys: ['R'], does: 'Requeue' },
      { keys: ['E'], does: 'Edit and requeue' },
      { keys: ['L'], does: 'Move to the other lane' },
      { keys: ['Del'], does: 'Cancel or discard' },
      { keys: ['Mod Enter'], does: 'Full view, and back' },
      { keys: ['[', ']'], does: 'Previous and next attempt' },
      { keys: ['Alt ←', 'Alt →'], does: 'Back and forward between tasks' },
      { keys: ['Mod C'], does: 'Copy the result, where nothing is selected' },
    ],
  },
]
