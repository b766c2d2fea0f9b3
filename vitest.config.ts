import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
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
    maxWorkers: '100%', // by itself it leaves one core alone: half of a small machine
    projects: [
      { plugins: [nodeWorker()], test: node },
      { plugins: [react()], test: renderer },
    ],
  },
})
