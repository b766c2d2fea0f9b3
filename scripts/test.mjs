// npm test: installs what is missing, then lint, types, unit, integration and e2e tests. Ends with "N passed, N failed", and when some tests
// could not run here with ", N skipped".
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureDependencies, root } from './setup.mjs'
import { e2eCounts, lastLine, none, unitCounts } from './test-counts.mjs'

process.chdir(root)
ensureDependencies()
const [{ ensureBuild }, { launch }] = await Promise.all([import('./build.mjs'), import('./launch.mjs')])
const bin = (/** @type {string} */ path) => join(root, 'node_modules', path)
const unitReport = join(root, 'test-results', 'unit.json')
rmSync(join(root, 'test-results'), { recursive: true, force: true })

const total = none()
/** @param {string} title @param {() => Promise<number>} run @param {() => import('./test-counts.mjs').Counts | null} [count] */
async function step(title, run, count) {
  console.log(`\n— ${title}`)
  const code = await run()
  const counted = count?.() ?? null
  if (counted) {
    total.passed += counted.passed
    total.failed += counted.failed
    total.skipped += counted.skipped
    total.flaky.push(...counted.flaky)
    if (code !== 0 && counted.failed === 0) total.failed += 1 // it broke outside a test
  } else if (code === 0) total.passed += 1
  else total.failed += 1
}

/** @param {string} path @returns {any} */
const report = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null)

await step('lint', () => launch(['biome', 'check', '.']))
await step('types', () => launch(['tsc', '-b']))
await step(
  'unit and integration',
  () =>
    launch(
      [bin('vitest/vitest.mjs'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${unitReport}`],
      {
        node: true,
      },
    ),
  () => {
    const json = report(unitReport)
    return json && unitCounts(json)
  },
)
ensureBuild()
/** @param {string} name @param {string[]} projects @param {number} display */
const e2e = (name, projects, display) => {
  const file = join(root, 'test-results', `${name}.json`)
  return step(
    `end to end, in Electron: ${projects.join(', ')}`,
    () =>
      launch(
        [
          bin('@playwright/test/cli.js'),
          ...['test', '--reporter=list,json', `--output=test-results/${name}`],
          ...projects.map((project) => `--project=${project}`),
        ],
        { node: true, display, env: { PLAYWRIGHT_JSON_OUTPUT_NAME: file } },
      ),
    () => {
      const json = report(file)
      return json && e2eCounts(json)
    },
  )
}
// Beside each other: they wait for the app, or for a provider, most of the time.
await Promise.all([
  e2e('e2e-work', ['work'], 99),
  e2e('e2e-window', ['command line', 'window'], 199),
  e2e('e2e-accessible', ['accessible'], 299),
])
for (const title of total.flaky) console.log(`\nPassed at a later try only: ${title}`)
console.log(`\n${lastLine(total)}`)
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1
