import { resolve } from 'node:path'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

// The oldest Electron the app is run on is 42. Left alone, electron-vite builds for the newest it knows.
const node = 'node24.15'
const chrome = 'chrome148'
const at = (path: string) => resolve(import.meta.dirname, path)

export default defineConfig({
  main: {
    build: {
      target: node,
      sourcemap: true,
      // input and not lib: with lib, `?modulePath` imports for utility processes fail.
      // All in one folder: what stands beside main (preload, renderer) is found from wherever a piece of it ends up.
      rolldownOptions: {
        input: { index: at('src-main/shell/entry.ts'), cli: at('src-main/cli/main.ts') },
        output: { chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      target: node,
      externalizeDeps: false,
      lib: { entry: at('src-preload/index.ts'), formats: ['cjs'] },
      rolldownOptions: { output: { entryFileNames: '[name].cjs' } },
    },
  },
  renderer: {
    root: at('src-renderer'),
    plugins: [react(), tailwindcss()],
    // Its build for browsers sets innerHTML, which the window's policy forbids; this one has a table.
    resolve: {
      alias: { 'decode-named-character-reference': at('node_modules/decode-named-character-reference/index.js') },
    },
    // No inlining: the window's policy takes fonts from files alone.
    build: {
      target: chrome,
      minify: true,
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 1_000,
      rolldownOptions: {
        input: at('src-renderer/index.html'),
        // Pieces that the entry needs run before it: what tells zod to compile nothing must lie in the same one as zod, or schemas come first.
        output: {
          codeSplitting: { groups: [{ name: 'zod', test: /node_modules[\\/]zod[\\/]|src-renderer[\\/]no-eval/ }] },
        },
      },
    },
  },
})
