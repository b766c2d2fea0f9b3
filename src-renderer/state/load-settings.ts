import { bridge } from '../bridge'
import { useStore } from './store'

/** Fetches the settings and what the app is. Where the data are not open, there are none. */
export async function loadSettings(): Promise<void> {
  const result = await bridge.getSettings({})
  if (result.ok) useStore.getState().settingsLoaded(result.value)
}
