import { defineConfig } from '@playwright/test'

/** How the window is used: its keys, views and places. */
const windows = ['native', 'inspector', 'keyboard', 'table', 'insights'].map((name) => `${name}.spec.ts`)

export default defineConfig({
  testDir: 'e2e',
  workers: 1, // windows share one display, and what they measure is what the app does with its own lanes: one at a time
  // npm test runs some of these beside each other, each with a display of its own.
  projects: [
    { name: 'command line', testMatch: 'cli.spec.ts' }, // waits for its provider most of the time, and has no window
    { name: 'window', testMatch: windows },
    { name: 'work', testIgnore: ['cli.spec.ts', 'accessible.spec.ts', ...windows] }, // what becomes of work, over crashes and kills as well
    { name: 'accessible', testMatch: 'accessible.spec.ts' },
  ],
  // What ends a wait that is in vain: beside other work the app may take many times its usual time.
  timeout: 240_000,
  expect: { timeout: 60_000 },
  use: { trace: 'retain-on-failure' },
})
