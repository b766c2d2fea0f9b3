// npm run bench -- search: the search over prompts and results at a million tasks. Its options and figures: docs/benchmarks.md.
import { bundle, urlOf } from './bundle.mjs'

const built = await bundle({ main: 'bench/search/main.ts' })
const { main } = await import(urlOf(built('main')))
process.exitCode = await main(process.argv.slice(2))
