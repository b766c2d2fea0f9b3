// npm run bench -- import: from a generated file to durable queued tasks. Its options and figures: docs/benchmarks.md.
import { bundle, urlOf } from './bundle.mjs'

const built = await bundle({ main: 'bench/import/main.ts', child: 'bench/import/child.ts' })
const { main } = await import(urlOf(built('main')))
process.exitCode = await main(process.argv.slice(2), built('child'))
