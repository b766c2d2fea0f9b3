import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where the app keeps its data on this system, as Electron places it: TRILANE_DATA_DIR wins. */
export function defaultDataDir(
  env: NodeJS.ProcessEnv = process.env,
  platform = process.platform,
  home = homedir(),
): string {
  if (env.TRILANE_DATA_DIR) return env.TRILANE_DATA_DIR
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'trilane')
  if (platform === 'win32') return join(env.APPDATA ?? join(home, 'AppData', 'Roaming'), 'trilane')
  return join(env.XDG_CONFIG_HOME ?? join(home, '.config'), 'trilane')
}
