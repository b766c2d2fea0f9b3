// Installs what a fresh machine lacks: npm packages and system libraries. Plain Node.js >= 20.19, imports no package.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Trilane needs Node.js 20.19 or later to start from source; this is ${process.versions.node}.`)
  process.exit(1)
}

/** npm packages as the lockfile says; nothing happens when they are there. */
export function ensureDependencies() {
  const lock = readFileSync(join(root, 'package-lock.json'))
  const digest = createHash('sha256').update(lock).update(process.platform).update(process.arch).digest('hex')
  const stamp = join(root, 'node_modules', '.trilane-installed')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return
  console.error('Installing npm packages…')
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  })
  if (npm.status !== 0) {
    console.error('npm ci failed, see above. Check the network, then start again.')
    process.exit(1)
  }
  writeFileSync(stamp, digest)
}

/** @param {string} name */
const onPath = (name) => (process.env.PATH ?? '').split(delimiter).some((dir) => existsSync(join(dir, name)))

/** Whether windows need a virtual display here. */
export const needsVirtualDisplay = () =>
  process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY

/** Shared libraries that the binary asks for and this machine lacks. @param {string} executable */
function missingLibraries(executable) {
  const { stdout } = spawnSync('ldd', [executable], { encoding: 'utf8' })
  return [...(stdout ?? '').matchAll(/^\s*(\S+) => not found/gm)].map(([, name]) => name ?? '')
}

/** What Electron and a virtual display need from the system: installed if that is possible without asking, else named.
 *  @param {string} executable */
export function ensureSystemLibraries(executable) {
  if (process.platform !== 'linux') return
  const displays = needsVirtualDisplay() ? ['xvfb-run', 'xauth'].filter((name) => !onPath(name)) : []
  const missing = [...missingLibraries(executable), ...displays]
  if (missing.length === 0) return
  const apt = onPath('apt-get')
  const asRoot = process.getuid?.() === 0
  if (apt && asRoot) {
    console.error(`Installing system packages for ${missing.join(', ')}…`)
    spawnSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 'ignore', 'inherit'] })
    const install = spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...debianPackages()], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
    if (install.status === 0 && missingLibraries(executable).length === 0) return
  }
  console.error(
    `Electron cannot start: this machine lacks ${missing.join(', ')}. Nothing was changed. Install them with:`,
  )
  console.error(
    apt
      ? `  sudo apt-get install --no-install-recommends ${debianPackages().join(' ')}`
      : '  the packages of your distribution for: gtk3 nss mesa-libgbm alsa-lib xvfb xauth',
  )
  process.exit(1)
}

/** Debian 13 and Ubuntu 24.04 renamed two of them in their 64-bit time transition. */
function debianPackages() {
  /** @param {string} name */
  const renamed = (name) => spawnSync('apt-cache', ['show', `${name}t64`], { stdio: 'ignore' }).status === 0
  const libraries = ['libgtk-3-0', 'libasound2'].map((name) => (renamed(name) ? `${name}t64` : name))
  return ['xvfb', 'xauth', 'libnss3', 'libgbm1', ...libraries]
}
