// npm run bench -- engine: the store and the engine alone. Its options and figures: docs/benchmarks.md.
import { join } from 'node:path'
import { root } from '../scripts/setup.mjs'
import { bundle, urlOf } from './bundle.mjs'

const built = await bundle({
  main: 'bench/engine/main.ts',
  child: 'bench/engine/child.ts',
  start: 'bench/engine/start.ts',
  'start-raw': 'bench/engine/start-raw.ts',
})
const files = { child: built('child'), start: built('start'), startRaw: built('start-raw') }
const { main } = await import(urlOf(built('main')))
process.exitCode = await main(process.argv.slice(2), { files, peersFolder: join(root, 'bench', 'peers') })
