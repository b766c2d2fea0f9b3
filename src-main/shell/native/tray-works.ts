import { execFile } from 'node:child_process'

/** Long for an answer over a local socket; a bus that hangs is no bus. */
const limitMs = 2_000
/** Who shows the icons of a Linux desktop, where anybody does. Source: the StatusNotifierItem specification of freedesktop.org. */
const watcher = 'org.kde.StatusNotifierWatcher'

type Run = (file: string, args: readonly string[]) => Promise<string>
type System = { readonly platform: NodeJS.Platform; readonly env: NodeJS.ProcessEnv; readonly run?: Run }

/** Whether a tray icon would be seen. macOS and Windows have a place for it; on Linux somebody must be there to show it. */
export async function trayWorks({ platform, env, run = runFile }: System): Promise<boolean> {
  if (platform === 'darwin' || platform === 'win32') return true
  if (platform !== 'linux' || !env.DBUS_SESSION_BUS_ADDRESS) return false
  const bus = 'org.freedesktop.DBus'
  const path = '/org/freedesktop/DBus'
  const asks: readonly (readonly [string, readonly string[]])[] = [
    ['gdbus', ['call', '--session', '--dest', bus, '--object-path', path, '--method', `${bus}.NameHasOwner`, watcher]],
    ['dbus-send', ['--session', '--print-reply', `--dest=${bus}`, path, `${bus}.NameHasOwner`, `string:${watcher}`]],
  ]
  for (const [file, args] of asks) {
    try {
      return /\btrue\b/.test(await run(file, args))
    } catch {} // not installed, or nobody answers: the other one may
  }
  return false
}

const runFile: Run = (file, args) =>
  new Promise((resolve, reject) => {
    execFile(file, args, { timeout: limitMs }, (error, stdout) => (error ? reject(error) : resolve(stdout)))
  })
