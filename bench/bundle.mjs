// Builds TypeScript entries as the app's main process is built, so that a benchmark runs the code that ships.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'electron-vite'
import { root } from '../scripts/setup.mjs'

/** Builds the entries into a folder of their own, which is gone when the process ends.
 *  @param {Record<string, string>} entries name → file below the root
 *  @returns {Promise<(name: string) => string>} the built file of an entry */
export async function bundle(entries) {
  const cache = join(root, 'node_modules', '.cache') // in the project: the SQLite driver stays outside the bundle and is found from there
  mkdirSync(cache, { recursive: true })
  const outDir = mkdtempSync(join(cache, 'bench-'))
  process.on('exit', () => rmSync(outDir, { recursive: true, force: true }))
  const input = Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, join(root, file)]))
  const { NODE_ENV: mode } = process.env
  process.env.TRILANE_BENCH_BUILD = JSON.stringify({ input, outDir })
  await build({
    root,
    configFile: join(root, 'bench', 'electron.vite.config.mjs'),
    logLevel: 'warn',
    ignoreConfigWarning: true,
  })
  delete process.env.TRILANE_BENCH_BUILD
  // The build leaves its own mode behind, and the programs that are started here would inherit it.
  if (mode === undefined) delete process.env.NODE_ENV
  else process.env.NODE_ENV = mode
  return (name) => join(outDir, `${name}.js`)
}

/** @param {string} file */
export const urlOf = (file) => pathToFileURL(file).href
