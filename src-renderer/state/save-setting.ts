import type { SettingsChange } from '#shared/contract'
import { ask } from './ask'
import type { AppSettings } from './settings-slice'
import { useStore } from './store'

const failed: Record<keyof SettingsChange, string> = {
  theme: 'The theme was not saved',
  timeFormat: 'The time format was not saved',
  awake: 'The change was not saved',
  dryRunRows: 'How many rows go first was not kept',
}

/** Takes a setting at once and saves it; one that could not be saved goes back to what it was. */
export async function saveSetting<K extends keyof SettingsChange>(name: K, value: AppSettings[K]): Promise<void> {
  const { settings, settingsLoaded } = useStore.getState()
  if (!settings) return
  settingsLoaded({ ...settings, [name]: value })
  if (await ask('saveSettings', { [name]: value }, { failed: failed[name] })) return
  const { settings: now } = useStore.getState()
  if (now) settingsLoaded({ ...now, [name]: settings[name] })
}
