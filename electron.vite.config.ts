import { resolve } from 'node:path'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

// The oldest Electron the app is run on is 42. Left alone, electron-vite builds for the newest it knows.
const node = 'node24.15'
const chrome = 'chrome148'
const at = (path: string) => resolve(import.meta.dirname, path)

/** Names the piece of what the renderer's entry imports, however deep; all else is split by what it is used by. */
function startName() {
  const entry = at('src-renderer/main.tsx').replaceAll('\\', '/') // as Vite writes paths, also on Windows
  let start: ReadonlySet<string> | null = null
  return (id: string, chunking: ChunkingContext) => {
    if (chunking.getModuleInfo(entry) === null) throw new Error(`${entry} is not what the renderer begins with`)
    start ??= reachedFrom(entry, (each) => chunking.getModuleInfo(each)?.importedIds ?? [])
    return start.has(id) ? 'start' : null
  }
}

type ChunkingContext = { readonly getModuleInfo: (id: string) => { readonly importedIds: readonly string[] } | null }

function reachedFrom(entry: string, next: (id: string) => readonly string[]): ReadonlySet<string> {
  const reached = new Set([entry])
  for (const id of reached) for (const each of next(id)) reached.add(each)
  return reached
}

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
        // In one piece what the window starts with: each file more is a request that main answers while it has all else of a start to do.
        // In order, too: what tells zod to compile nothing runs before any schema is made.
        output: { codeSplitting: { groups: [{ name: startName(), debugName: 'start' }] } },
      },
    },
  },
})
