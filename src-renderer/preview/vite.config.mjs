// biome-ignore lint/style/noRestrictedImports: a script for Node, beside the renderer and no part of it
import { resolve } from 'node:path'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const here = import.meta.dirname

// Of its own, so that nothing of the preview gets into the app.
export default defineConfig({
  root: here,
  plugins: [react(), tailwindcss()],
  resolve: {
    alias: {
      'decode-named-character-reference': resolve(here, '../../node_modules/decode-named-character-reference/index.js'),
    },
  }, // as in the app
  build: {
    outDir: resolve(here, '../../.cache/preview'),
    emptyOutDir: true,
    target: 'chrome148',
    minify: false,
    assetsInlineLimit: 0, // the policy has no data: fonts
    chunkSizeWarningLimit: 5_000,
    rolldownOptions: {
      output: {
        codeSplitting: { groups: [{ name: 'zod', test: /node_modules[\\/]zod[\\/]|src-renderer[\\/]no-eval/ }] }, // as in the app
      },
    },
  },
})
