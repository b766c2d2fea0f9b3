import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: 'e2e',
  workers: 2,
  // The command line waits for its provider most of the time, and has no window. Windows share one display, and what they measure is what
  // the app does with its own lanes: one at a time.
  projects: [
    { name: 'command line', testMatch: 'cli.spec.ts', workers: 1 },
    { name: 'window', testIgnore: 'cli.spec.ts', workers: 1 },
  ],
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: { trace: 'retain-on-failure' },
})
