import { presetOf } from '#shared/presets'
import { standingStill } from '#shared/standing-still'
import type { Theme } from '#shared/theme'
import { pauseAll } from '../state/pausing'
import { saveSetting } from '../state/save-setting'
import type { Store } from '../state/store'
import { useStore } from '../state/store'
import { pickImport, runSample } from '../state/work'
import type { Action } from './action'

const still = ({ overview }: Store) => overview !== null && standingStill(overview).length > 0

/** What is done to the app as a whole. */
export const appActions: readonly Action[] = [
  {
    ...{ id: 'palette', group: 'do', title: 'Commands', icon: 'search', keys: 'Mod K', anywhere: true },
    when: ({ palette }) => !palette,
    run: () => useStore.getState().openPalette(),
  },
  {
    ...{ id: 'new-prompt', group: 'do', title: 'New prompt', icon: 'new', keys: 'Mod N', anywhere: true, leaves: true },
    words: 'write compose task add',
    run: () => useStore.getState().openCompose(),
  },
  {
    ...{
      id: 'import',
      group: 'do',
      title: 'Import files',
      icon: 'import',
      keys: 'Mod O',
      anywhere: true,
      leaves: true,
    },
    words: 'open csv jsonl txt batch',
    run: () => void pickImport(),
  },
  {
    ...{ id: 'templates', group: 'do', title: 'Templates', icon: 'variables', leaves: true },
    words: 'template prompt manage saved versions compare rename share file',
    run: () => useStore.getState().openTemplates(),
  },
  {
    ...{ id: 'pause-all', group: 'do', icon: 'pause', keys: 'Mod .', anywhere: true },
    title: (store) => (still(store) ? 'Resume all' : 'Pause all'),
    words: 'stop halt start everything',
    hint: (store) => (still(store) ? '' : 'What runs will finish'),
    when: ({ overview }) => overview !== null,
    run: () => void pauseAll(),
  },
  {
    ...{ id: 'undo', group: 'do', title: 'Undo', icon: 'undo', keys: 'Mod Z', anywhere: true, yields: true },
    words: 'take back',
    hint: ({ toasts }) => toasts.findLast(({ undo }) => undo)?.title ?? '',
    when: ({ toasts }) => toasts.some(({ undo }) => undo),
    run: () => void useStore.getState().undoLast(),
  },
  {
    ...{ id: 'sample', group: 'do', title: 'Run the sample', icon: 'practice', leaves: true },
    words: 'try demo example practice',
    hint: () => '24 prompts on Practice, no key, no cost',
    run: () => void runSample(),
  },
  {
    ...{ id: 'rules', group: 'do', title: 'Rules for dead letters', icon: 'rules', leaves: true },
    words: 'rule automatic retry requeue log',
    run: () => useStore.getState().openRules({ at: 'list' }),
  },
  {
    ...{ id: 'letter-actions', group: 'do', title: 'What was done to dead letters', icon: 'undo', leaves: true },
    words: 'actions history undo bulk requeue discard left out failed go on',
    run: () => useStore.getState().openLetterActions(),
  },
  {
    ...{ id: 'rule-log', group: 'do', title: 'What rules did', icon: 'rules', leaves: true },
    words: 'rule log history automatic',
    run: () => useStore.getState().openRules({ at: 'log', ruleId: null }),
  },
  {
    ...{ id: 'add-provider', group: 'do', title: 'Add a provider', icon: 'providers', leaves: true },
    words: 'key connect openai anthropic gemini mistral ollama',
    run() {
      const { name, baseUrl } = presetOf('openai') // as the button begins; its kind is chosen in the form
      useStore.getState().addProvider({ name, baseUrl })
    },
  },
  {
    ...{ id: 'add-watch', group: 'do', title: 'Watch a folder', icon: 'watches', leaves: true },
    words: 'hot folder automatic input directory files',
    run: () => useStore.getState().addWatch(),
  },
  {
    ...{
      id: 'shortcuts',
      group: 'do',
      title: 'Keyboard shortcuts',
      icon: 'keyboard',
      keys: '?',
      anywhere: true,
      leaves: true,
    },
    words: 'keys help',
    run: () => useStore.getState().openShortcuts(),
  },
  ...themeActions(),
]

function themeActions(): Action[] {
  const names: Record<Theme, string> = { system: 'Theme as the system', light: 'Light theme', dark: 'Dark theme' }
  return (['system', 'light', 'dark'] as const).map((theme) => ({
    ...{ id: `theme-${theme}`, group: 'do', title: names[theme], icon: 'theme' },
    words: 'appearance colour mode',
    when: ({ settings }) => settings !== null && settings.theme !== theme,
    run: () => void saveSetting('theme', theme),
  }))
}
