import type { LaneName } from '#shared/lane'
import { formatCount } from '../format'
import { focusFilter } from '../state/focus-filter'
import type { QueueTab, View } from '../state/navigation-slice'
import { openLetters } from '../state/open-letters'
import { type Store, useStore } from '../state/store'
import type { IconName } from '../ui/Icon'
import type { Action } from './action'
import { type SettingsSection, settingsSections, showSettings } from './settings-sections'

type ViewEntry = {
  readonly view: View
  readonly title: string
  readonly icon: IconName
  readonly keys?: string
  readonly words?: string
}

/** The views in the order of the sidebar. */
const views: readonly ViewEntry[] = [
  { view: 'queue', title: 'Queue', icon: 'queue', keys: 'Mod 1', words: 'tasks board lanes live' },
  { view: 'dead', title: 'Dead letters', icon: 'dead', keys: 'Mod 2', words: 'failed errors triage' },
  {
    view: 'insights',
    title: 'Insights',
    icon: 'insights',
    keys: 'Mod 3',
    words: 'charts throughput latency errors statistics',
  },
  {
    view: 'providers',
    title: 'Providers and limits',
    icon: 'providers',
    keys: 'Mod 4',
    words: 'keys models requests per minute lane policies retries',
  },
  { view: 'schedules', title: 'Schedules', icon: 'schedules', keys: 'Mod 5', words: 'cron recurring nightly' },
  { view: 'spending', title: 'Spending', icon: 'money', keys: 'Mod 6', words: 'cost budget money' },
  {
    ...{ view: 'watches', title: 'Watch folders', icon: 'watches', keys: 'Mod 7' },
    words: 'hot folder automatic input directory files',
  },
  { view: 'settings', title: 'Settings', icon: 'settings', keys: 'Mod ,', words: 'preferences options' },
]

const viewHint: Partial<Record<View, (store: Store) => string>> = {
  dead: (store) => (openLetters(store) > 0 ? formatCount(openLetters(store)) : ''),
}

const viewActions = views.map(({ view, ...rest }): Action => {
  const hint = viewHint[view]
  return {
    ...{ id: `go-${view}`, group: 'go', ...rest, anywhere: true, run: () => useStore.getState().goTo(view) },
    ...(hint ? { hint } : {}),
  }
})

/** A tab of the queue, for all batches or the one in scope. */
function showInQueue(tab: QueueTab, filterText = ''): void {
  const { goTo, showTab, setFilterText } = useStore.getState()
  goTo('queue')
  setFilterText('')
  showTab(tab)
  if (filterText !== '') setFilterText(filterText)
}

const laneAction = (lane: LaneName, title: string, keys: string): Action => ({
  ...{ id: `lane-${lane}`, group: 'go', title, icon: lane, keys, anywhere: true },
  words: 'filter by lane',
  hint: () => 'Its tasks in the queue',
  run: () => showInQueue('all', `lane:${lane}`),
})

const tabAction = (tab: QueueTab, title: string, icon: IconName, keys?: string): Action => ({
  ...{ id: `tab-${tab}`, group: 'go', title, icon, words: 'queue tab list' },
  ...(keys ? { keys, anywhere: true } : {}),
  run: () => showInQueue(tab),
})

const sectionAction = ([section, { title, words }]: [SettingsSection, { title: string; words: string }]): Action => ({
  ...{ id: `settings-${section}`, group: 'go', title, icon: 'settings', words },
  hint: () => 'Settings',
  run: () => showSettings(section),
})

/** Where one can go: views, lanes, tabs of the queue, sections of the settings. */
export const goActions: readonly Action[] = [
  ...viewActions,
  {
    ...{ id: 'filter', group: 'go', title: 'Filter the list', icon: 'search', keys: '/', anywhere: true },
    words: 'search find',
    run: focusFilter,
  },
  laneAction('fast', 'Fast lane', 'G then F'),
  laneAction('heavy', 'Heavy lane', 'G then H'),
  tabAction('dead', 'Dead letters in the list', 'dead', 'G then D'),
  tabAction('running', 'Running tasks', 'run'),
  tabAction('waiting', 'Waiting tasks', 'clock'),
  tabAction('done', 'Tasks that are done', 'check'),
  tabAction('live', 'Live', 'queue'),
  ...(Object.entries(settingsSections) as [SettingsSection, { title: string; words: string }][]).map(sectionAction),
]
