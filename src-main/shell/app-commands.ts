import { app, clipboard } from 'electron'
import type { Handlers, WindowId } from '#shared/contract'
import { Settings } from '#shared/contract'
import type { Store } from '#store/store'
import type { Keys } from './keys'
import type { Subscriptions } from './subscriptions'
import { showTheme } from './theme'

type Names =
  | 'openView'
  | 'closeView'
  | 'windowDrawn'
  | 'getOverview'
  | 'watchTask'
  | 'getSettings'
  | 'saveSettings'
  | 'copyText'

/** What a person set, or the defaults. */
export function readSettings(store: Store): Settings {
  const stored = Settings.safeParse(JSON.parse(store.meta.get('settings') ?? '{}'))
  return stored.success ? stored.data : { theme: 'system', timeFormat: 'system' }
}

/** The parts whose version says what a fault may be about. */
const builtOn = (): Record<string, string> => ({
  Electron: process.versions.electron,
  Chromium: process.versions.chrome ?? '',
  'Node.js': process.versions.node,
})

/** What is on screen, and the app's own settings. */
type Parts = {
  readonly store: Store
  readonly keys: Keys
  readonly subscriptions: Subscriptions
  readonly dataDir: string
  /** All windows follow them. */
  readonly onSettings: (settings: Settings) => void
  /** A window asked for its first numbers: by then it listens to events, which a page that has just loaded does not yet. */
  readonly onListening: (window: WindowId) => void
  /** A window shows what it starts with. */
  readonly onDrawn: () => void
}

export function appCommands({
  store,
  keys,
  subscriptions,
  dataDir,
  onSettings,
  onListening,
  onDrawn,
}: Parts): Pick<Handlers, Names> {
  return {
    openView: async ({ viewId, query, range, fresh }, window) =>
      subscriptions.openView(window, { viewId, query, ...range, fresh }),
    async closeView(_request, window) {
      subscriptions.closeView(window)
      return {}
    },
    async windowDrawn() {
      onDrawn()
      return {}
    },
    async getOverview(_request, window) {
      onListening(window)
      return subscriptions.overview(window)
    },
    watchTask: async ({ id }, window) => subscriptions.watch(window, id),
    getSettings: async () => ({
      ...readSettings(store),
      ...{ version: app.getVersion(), dataDir, platform: process.platform, keychain: await keys.trusted() },
      versions: builtOn(),
    }),
    async saveSettings(change) {
      const settings = { ...readSettings(store), ...change }
      await store.write(() => store.meta.set('settings', JSON.stringify(settings)))
      showTheme(dataDir, settings.theme)
      onSettings(settings)
      return {}
    },
    async copyText({ text }) {
      await clipboard.writeText(text) // a Promise from Electron 44 on
      return {}
    },
  }
}
