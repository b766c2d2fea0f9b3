// Writes src-renderer/features/settings/licences.json: the packages whose code is inside the app, with their versions and licences.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
export const listFile = join(root, 'src-renderer/features/settings/licences.json')
const folders = ['src-main', 'src-preload', 'src-renderer', 'src-shared']
const ownCode = /\.(ts|tsx|css)$/
/** What a bundler keeps of a file: no types. CSS imports are written as the last of them. */
const imported =
  /(?:^|\n)@?(?:import|export)\s+(?!type\b)(?:[^"';]*?\sfrom\s*)?["']([^"'.#][^"']*)["']|import\(["']([^"'.#][^"']*)["']\)/g
/** @param {string} file @param {string} text */
const isForTests = (file, text) =>
  /\.test\.|[\\/]preview[\\/]/.test(file) || /from '(vitest|fast-check|@testing-library\/.*)'/.test(text)

/** 'a/b' of '@x/y/z' is '@x/y', of 'a/b' it is 'a'. @param {string} specifier */
const packageOf = (specifier) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

/** Packages that our own code names. */
function named() {
  const names = new Set(['electron'])
  for (const folder of folders)
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      const file = join(entry.parentPath, entry.name)
      if (!entry.isFile() || !ownCode.test(entry.name)) continue
      const text = readFileSync(file, 'utf8')
      if (isForTests(file, text)) continue
      for (const [, named, dynamic] of text.matchAll(imported)) {
        const specifier = named ?? dynamic ?? ''
        if (!specifier.startsWith('node:')) names.add(packageOf(specifier))
      }
    }
  return names
}

/** What those need in turn, as the lock file has them. @returns {{ name: string, version: string, licence: string }[]} */
export function licences() {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  const found = new Map()
  /** @param {string} name @param {string} from */
  const add = (name, from) => {
    const place = [from, ''].map((base) => `${base && `${base}/`}node_modules/${name}`).find((each) => each in packages)
    if (!place || found.has(name) || name.startsWith('@types/')) return
    const { version, license = 'see its own notice', dependencies = {} } = packages[place]
    found.set(name, { name, version, licence: license })
    // What Electron's package needs only fetches it.
    if (name !== 'electron') for (const each of Object.keys(dependencies)) add(each, place)
  }
  for (const name of named()) add(name, '')
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

if (process.argv[1] === import.meta.filename) {
  writeFileSync(listFile, `${JSON.stringify(licences(), null, 2)}\n`)
  console.log(`${licences().length} packages in ${listFile}`)
}
