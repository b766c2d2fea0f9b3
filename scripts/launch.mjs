// Starts a program on the Electron that was found: in a window, or on Electron's own Node.js.
import { spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { electronEnv, ensureElectron } from './electron.mjs'
import { ensureSystemLibraries, needsVirtualDisplay, root } from './setup.mjs'

/** @typedef {{ display?: boolean | number, node?: boolean, cwd?: string, env?: Record<string, string> }} Options
 *  display: it opens windows, so a machine without a display gets a virtual one; a number: the first that may be its own, since two that are
 *    started at once would take the same
 *  node: run a script on Electron's Node.js, since better-sqlite3 13 crashes on Node.js below 22.14 */

/** Runs it to its end and gives its exit code.
 *  @param {string[]} words a command with its arguments, or with `node` a script with its arguments
 *  @param {Options} [options] @returns {Promise<number>} */
export function launch(words, { display = false, node = false, cwd = root, env: extra = {} } = {}) {
  const electron = ensureElectron()
  ensureSystemLibraries(electron.executable)
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...electronEnv(electron), ...extra }
  env.PATH = `${join(root, 'node_modules', '.bin')}${delimiter}${env.PATH}`
  if (node) env.ELECTRON_RUN_AS_NODE = '1'
  if (process.platform === 'linux' && process.getuid?.() === 0) env.NO_SANDBOX = '1' // electron-vite then passes --no-sandbox
  const xvfb = display !== false && needsVirtualDisplay()
  const from = typeof display === 'number' ? ['-n', String(display)] : []
  const wrapper = xvfb ? ['xvfb-run', '-a', ...from, '-s', '-screen 0 1920x1200x24'] : []
  const [file = '', ...args] = [...wrapper, ...(node ? [electron.executable] : []), ...words]
  // xvfb-run does not pass signals on, so it gets a process group of its own to signal.
  const child = spawn(file, args, {
    cwd,
    stdio: 'inherit',
    env,
    detached: xvfb,
    shell: process.platform === 'win32' && !node && !file.endsWith('.exe'),
  })
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => (xvfb && child.pid ? process.kill(-child.pid, signal) : child.kill(signal)))
  }
  return new Promise((done) => {
    child.on('error', (error) => {
      console.error(error.message)
      done(127)
    })
    child.on('close', (code, signal) => done(code ?? (signal ? 1 : 0)))
  })
}

/** The app itself, from out/. @param {string[]} args */
export function launchApp(args) {
  const { executable } = ensureElectron()
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0
  return launch([executable, ...(asRoot ? ['--no-sandbox'] : []), root, ...args], { display: true })
}
