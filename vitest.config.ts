import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './scripts/vitest-longest-first.mjs'
import { nodeWorker } from './scripts/vitest-node-worker.mjs'

const node = {
  name: 'node',
  environment: 'node',
  include: ['src-{main,preload,shared}/**/*.test.ts', 'scripts/**/*.test.ts', 'bench/**/*.test.ts'],
}
const renderer = {
  name: 'renderer',
  environment: 'jsdom',
  include: ['src-renderer/**/*.test.{ts,tsx}'],
  setupFiles: ['src-renderer/test-setup.ts'],
}

export default defineConfig({
  test: {
    // One process a core for all files: a process for each would cost as much as half of the tests. So no test may replace modules
    // (`vi.mock`), and what a module remembers outlives the file.
    isolate: false,
    maxWorkers: '100%', // by itself it leaves one core alone: half of a small machine
    // Ends what hangs, and says nothing of how fast anything is: beside other work a test may take many times its usual time.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    sequence: { sequencer: LongestFirst },
    projects: [
      { plugins: [nodeWorker()], test: node },
      { plugins: [react()], test: renderer },
    ],
  },
})
