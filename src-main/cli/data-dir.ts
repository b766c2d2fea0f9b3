import { homedir } from 'node:os'
import { join } from 'node:path'
import { isOpenToOthers, keepFromOthers } from '#store/safety/private-dir'

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

export type DataDir = {
  readonly path: string
  readonly isGiven: boolean // by --data-dir
  readonly isOwn: boolean // the app's own: nobody named another
}

/** The data folder that a command line is about. */
export function dataDirOf(words: readonly string[], env: NodeJS.ProcessEnv): DataDir {
  const at = words.indexOf('--data-dir')
  const given = at >= 0 ? words[at + 1] : words.find((word) => word.startsWith('--data-dir='))?.slice(11)
  const isGiven = given !== undefined
  return { path: given ?? defaultDataDir(env), isGiven, isOwn: !isGiven && !env.TRILANE_DATA_DIR }
}

/** Keeps the app's own folder from other people. What to do about one that a person named is for them to say: they are told. */
export function guardDataDir({ path, isOwn }: DataDir, say: (line: string) => void) {
  if (isOwn) keepFromOthers(path)
  else if (isOpenToOthers(path))
    say(
      `Others on this computer can see into ${path}. Trilane's files there are readable by you alone; to close the folder as well: chmod 700 ${JSON.stringify(path)}`,
    )
}
