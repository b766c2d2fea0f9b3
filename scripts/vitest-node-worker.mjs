// What electron-vite makes of `import createWorker from './x?nodeWorker'` and `import file from './x?modulePath'` in a build, for tests:
// the code of the thread or of the other process is bundled as well. It is bundled when the test runs and not when it is transformed,
// since transformed modules are cached by their own text and would not see a change of what the thread imports.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const queries = ['?nodeWorker', '?modulePath']
/** @param {string} id */
const queryOf = (id) => queries.find((query) => id.endsWith(query)) ?? null

/** @returns {import('vite').Plugin} */
export function nodeWorker() {
  return {
    name: 'node-worker-in-tests',
    enforce: 'pre',
    async resolveId(id, importer) {
      const query = queryOf(id)
      if (query === null) return null
      const file = await this.resolve(id.slice(0, -query.length), importer)
      return file && file.id + query
    },
    load(id) {
      const query = queryOf(id)
      if (query === null) return null
      const entry = JSON.stringify(id.slice(0, -query.length))
      return `import { bundled } from ${JSON.stringify(fileURLToPath(import.meta.url))}
        const file = await bundled(${entry})
        ${exported(query)}`
    },
  }
}

/** The same inside a bundle, such as that of a process that starts threads of its own. @returns {import('rolldown').Plugin} */
function nested() {
  return {
    name: 'node-worker-in-bundles',
    async resolveId(id, importer) {
      const query = queryOf(id)
      if (query === null) return null
      const file = await this.resolve(id.slice(0, -query.length), importer)
      return file && file.id + query
    },
    async load(id) {
      const query = queryOf(id)
      if (query === null) return null
      const file = await bundled(id.slice(0, -query.length))
      return { code: `const file = ${JSON.stringify(file)}\n${exported(query)}`, moduleType: 'js' }
    },
  }
}

/** @param {string} query */
const exported = (query) =>
  query === '?modulePath'
    ? 'export default file'
    : `import { Worker } from 'node:worker_threads'
        export default (options) => new Worker(file, options)`

/** @param {string} entry @returns {Promise<string>} the bundle, inside the project so that the SQLite driver is found from there */
export async function bundled(entry) {
  const build = await rolldown({
    ...{ input: entry, cwd: root, platform: 'node', logLevel: 'silent' },
    external: ['better-sqlite3'],
    plugins: [nested()],
  })
  const { output } = await build.generate({ format: 'es', codeSplitting: false })
  await build.close()
  const [{ code }] = output
  const dir = join(root, 'node_modules', '.cache', 'node-worker')
  const file = join(
    dir,
    `${basename(entry, '.ts')}-${createHash('sha256').update(code).digest('hex').slice(0, 16)}.mjs`,
  )
  if (existsSync(file)) return file
  mkdirSync(dir, { recursive: true })
  writeFileSync(`${file}.${process.pid}`, code)
  renameSync(`${file}.${process.pid}`, file)
  return file
}
