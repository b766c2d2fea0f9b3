// npm run bench -- ui: the window in real Electron. Its options and figures: docs/benchmarks.md.
import { join } from 'node:path'
import { build } from 'electron-vite'
import { ensureElectron } from '../scripts/electron.mjs'
import { root } from '../scripts/setup.mjs'
import { bundle, urlOf } from './bundle.mjs'

const { NODE_ENV: mode } = process.env
await build({ root, logLevel: 'warn', ignoreConfigWarning: true }) // the app as it ships
if (mode === undefined) delete process.env.NODE_ENV
const built = await bundle({ main: 'bench/ui/main.ts', provider: 'bench/goodput/provider.ts' })
const { main } = await import(urlOf(built('main')))
process.exitCode = await main(process.argv.slice(2), {
  electron: ensureElectron().executable,
  app: root,
  provider: built('provider'),
  empty: join(root, 'bench', 'ui', 'empty-window.mjs'),
})
