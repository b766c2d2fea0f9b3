import { expect, test } from 'vitest'
import { e2eCounts, lastLine, none, unitCounts } from './test-counts.mjs'

test('what was skipped is said on the last line, when something was', () => {
  const report = { numPassedTests: 5, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1 }
  expect(lastLine(unitCounts(report))).toBe('5 passed, 1 failed, 3 skipped')
  expect(lastLine(unitCounts({ ...report, numPendingTests: 0, numTodoTests: 0 }))).toBe('5 passed, 1 failed')
  expect(lastLine(none())).toBe('0 passed, 0 failed')
})

test('a test that passed at a later try only is named', () => {
  const spec = (title: string, status: string) => ({ title, tests: [{ status }] })
  const report = {
    stats: { expected: 2, unexpected: 0, skipped: 1, flaky: 2 },
    suites: [
      { title: 'a.spec.ts', specs: [spec('steady', 'expected'), spec('shaky', 'flaky')] },
      { title: 'b.spec.ts', suites: [{ title: 'inner', specs: [spec('shy', 'flaky'), spec('left out', 'skipped')] }] },
    ],
  }
  expect(e2eCounts(report)).toEqual({ passed: 4, failed: 0, skipped: 1, flaky: ['shaky', 'shy'] })
})
