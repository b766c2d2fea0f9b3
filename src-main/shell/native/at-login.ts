/** Stands on the command line of a start that the system made. */
export const atLoginSwitch = '--at-login'

type App = { getLoginItemSettings(): { readonly wasOpenedAtLogin?: boolean } }

/** Whether the system made this start at a login. Once the app is ready. */
export const wasStartedAtLogin = (app: App, platform: NodeJS.Platform, argv: readonly string[]): boolean =>
  platform === 'darwin' ? app.getLoginItemSettings().wasOpenedAtLogin === true : argv.includes(atLoginSwitch)
