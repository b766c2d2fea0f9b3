// The build of bundle.mjs, as the app's main process is built. electron-vite takes a config from a file alone, so what to build comes by name.
import { defineConfig } from 'electron-vite'

const { input, outDir } = JSON.parse(process.env.TRILANE_BENCH_BUILD ?? '{}')

export default defineConfig({
  main: {
    build: {
      target: 'node24.15',
      outDir,
      sourcemap: true,
      rolldownOptions: { input, output: { entryFileNames: '[name].js' } },
    },
  },
})
