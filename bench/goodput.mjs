// npm run bench -- goodput: how close to a provider's limits Trilane and others drive it. Its options and figures: docs/benchmarks.md.
import { join } from 'node:path'
import { root } from '../scripts/setup.mjs'
import { bundle, urlOf } from './bundle.mjs'

const built = await bundle({
  main: 'bench/goodput/main.ts',
  provider: 'bench/goodput/provider.ts',
  contender: 'bench/goodput/contender.ts',
})
const files = { provider: built('provider'), contender: built('contender') }
const { main } = await import(urlOf(built('main')))
process.exitCode = await main(process.argv.slice(2), { files, peersFolder: join(root, 'bench', 'peers') })
