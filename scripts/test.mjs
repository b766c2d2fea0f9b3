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
const reports = { unit: join(root, 'test-results', 'unit.json'), e2e: join(root, 'test-results', 'e2e.json') }
for (const report of Object.values(reports)) rmSync(report, { force: true })

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
      [bin('vitest/vitest.mjs'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${reports.unit}`],
      {
        node: true,
      },
    ),
  () => {
    const json = report(reports.unit)
    return json && unitCounts(json)
  },
)
ensureBuild()
await step(
  'end to end, in Electron',
  () =>
    launch([bin('@playwright/test/cli.js'), 'test', '--reporter=list,json'], {
      node: true,
      display: true,
      env: { PLAYWRIGHT_JSON_OUTPUT_NAME: reports.e2e },
    }),
  () => {
    const json = report(reports.e2e)
    return json && e2eCounts(json)
  },
)
for (const title of total.flaky) console.log(`\nPassed at a later try only: ${title}`)
console.log(`\n${lastLine(total)}`)
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1
