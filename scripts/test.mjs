// npm test: installs what is missing, then lint, types, unit, integration and e2e tests. Ends with "N passed, N failed".
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureDependencies, root } from './setup.mjs'

process.chdir(root)
ensureDependencies()
const [{ ensureBuild }, { launch }] = await Promise.all([import('./build.mjs'), import('./launch.mjs')])
const bin = (/** @type {string} */ path) => join(root, 'node_modules', path)
const reports = { unit: join(root, 'test-results', 'unit.json'), e2e: join(root, 'test-results', 'e2e.json') }
for (const report of Object.values(reports)) rmSync(report, { force: true })

let passed = 0
let failed = 0
/** @param {string} title @param {() => Promise<number>} run @param {() => { passed: number, failed: number } | null} [count] */
async function step(title, run, count) {
  console.log(`\n— ${title}`)
  const code = await run()
  const counted = count?.() ?? null
  if (counted) {
    passed += counted.passed
    failed += counted.failed
    if (code !== 0 && counted.failed === 0) failed += 1 // it broke outside a test
  } else if (code === 0) passed += 1
  else failed += 1
}

/** @param {string} path @returns {Record<string, any> | null} */
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
    return json && { passed: json.numPassedTests, failed: json.numFailedTests }
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
    return json && { passed: json.stats.expected + json.stats.flaky, failed: json.stats.unexpected }
  },
)
console.log(`\n${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 && passed > 0 ? 0 : 1
