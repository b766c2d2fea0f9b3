// npm run bench -- search [--json] [--tasks N]: the search over prompts and results at a million tasks. See search/main.ts.
import { bundle, urlOf } from './bundle.mjs'

const built = await bundle({ main: 'bench/search/main.ts' })
const { main } = await import(urlOf(built('main')))
process.exitCode = await main(process.argv.slice(2))
