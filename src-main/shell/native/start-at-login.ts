import type { StartAtLogin } from '#shared/desktop'
import { CommandError } from '#shared/result'
import { atLoginSwitch } from './at-login'
import { autostartFile, readAutostart, removeAutostart, writeAutostart } from './autostart-file'

type LoginItem = {
  readonly openAtLogin: boolean
  /** Windows: whether it is switched on in the system's own list. */
  readonly executableWillLaunchAtLogin?: boolean
  /** macOS 13 and later. */
  readonly status?: string
}
/** The part of Electron's `app` that is used here. */
type App = {
  readonly isPackaged: boolean
  getAppPath(): string
  getLoginItemSettings(options?: { args: string[] }): LoginItem
  setLoginItemSettings(settings: { openAtLogin: boolean; args: string[] }): void
}
type System = {
  readonly app: App
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
  readonly execPath: string
}

/** Start at login, as the system has it: what is told is read back from there each time, since a person may change it there as well. */
export function startAtLogin(system: System) {
  const { app, platform, env, home, execPath } = system
  const args = [atLoginSwitch]
  const file = autostartFile(env, home)

  /** What a login would start. An AppImage is unpacked anew, elsewhere, at each start: the file itself is what stays. */
  const command = (): string[] => {
    if (env.APPIMAGE) return [env.APPIMAGE, ...args]
    return app.isPackaged ? [execPath, ...args] : [execPath, app.getAppPath(), ...args]
  }

  function whyNot(): string | null {
    if (env.TRILANE_DATA_DIR)
      return 'This Trilane was started with a data folder of its own, and a start at login would open the usual one.'
    if (platform === 'linux') {
      if (env.FLATPAK_ID || env.SNAP) return 'Trilane is packaged so that only the settings of the system can do this.'
      if (command()[0]?.includes('='))
        return 'The path of Trilane has an equals sign, which no desktop can start at login. Move it and try again.'
      return null
    }
    if (platform !== 'darwin' && platform !== 'win32') return 'Trilane cannot do this on this system.'
    return app.isPackaged ? null : 'This Trilane runs from its source. One that is installed can do this.'
  }

  /** What a person must do in the system before it takes effect. */
  function toAllow({ openAtLogin, executableWillLaunchAtLogin, status }: LoginItem): string | null {
    if (platform === 'darwin' && status === 'requires-approval')
      return 'macOS waits for you to allow it: System Settings, General, Login Items.'
    if (platform === 'win32' && openAtLogin && executableWillLaunchAtLogin === false)
      return 'Windows has switched it off: Settings, Apps, Startup.'
    return null
  }

  async function get(): Promise<StartAtLogin> {
    const why = whyNot()
    if (why !== null) return { on: false, can: false, note: why }
    if (platform === 'linux') {
      try {
        return { on: await readAutostart(file, command()), can: true, note: null }
      } catch (error) {
        return { on: false, can: false, note: `${file} cannot be read: ${wordsOf(error)}` }
      }
    }
    const item = app.getLoginItemSettings({ args })
    const note = toAllow(item)
    return { on: item.openAtLogin && note === null, can: true, note }
  }

  return {
    get,
    /** @returns what holds then. @throws CommandError where it cannot be set; it is as it was then */
    async set(on: boolean): Promise<StartAtLogin> {
      const why = whyNot()
      if (why !== null) throw new CommandError('wrong_state', why)
      if (platform !== 'linux') {
        app.setLoginItemSettings({ openAtLogin: on, args })
        return get()
      }
      try {
        await (on ? writeAutostart(file, command()) : removeAutostart(file))
      } catch (error) {
        throw new CommandError('storage', `${file} could not be ${on ? 'written' : 'removed'}: ${wordsOf(error)}`)
      }
      return get()
    },
  }
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
