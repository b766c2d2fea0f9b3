// What the reports of Vitest and Playwright say, as counts: nothing that did not run may look as if it had passed.

/** @typedef {{ passed: number, failed: number, skipped: number, flaky: string[] }} Counts flaky: titles of tests that passed at a later try only */
/** @typedef {{ title: string, specs?: Spec[], suites?: Suite[] }} Suite
 *  @typedef {{ title: string, tests: { status: string }[] }} Spec */

/** @returns {Counts} */
export const none = () => ({ passed: 0, failed: 0, skipped: 0, flaky: [] })

/** @param {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number }} report Vitest's, as JSON
 *  @returns {Counts} */
export const unitCounts = (report) => ({
  ...{ passed: report.numPassedTests, failed: report.numFailedTests },
  ...{ skipped: report.numPendingTests + report.numTodoTests, flaky: [] },
})

/** @param {{ stats: { expected: number, unexpected: number, skipped: number, flaky: number }, suites: Suite[] }} report Playwright's, as JSON
 *  @returns {Counts} */
export const e2eCounts = ({ stats, suites }) => ({
  ...{ passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped },
  flaky: suites.flatMap(flakyIn),
})

/** @param {Suite} suite @returns {string[]} */
function flakyIn({ specs = [], suites = [] }) {
  const own = specs.filter(({ tests }) => tests.some(({ status }) => status === 'flaky')).map(({ title }) => title)
  return [...own, ...suites.flatMap(flakyIn)]
}

/** The last line of `npm test`. @param {Counts} counts */
export const lastLine = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
