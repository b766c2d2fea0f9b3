// Which test files are begun first. Vitest knows no times on a fresh checkout and goes by size, but the longest are a few lines that run
// thousands of programs or kill processes: begun last, they would keep one core busy while the others have nothing left to do.
import { basename } from 'node:path'
import { BaseSequencer } from 'vitest/node'

/** The longest first, as measured. */
const longest = [
  'model-themes',
  'model',
  'half-price-crash',
  'dry-run-crash',
  'outage-proof',
  'letters-crash',
  'budget',
]

/** @param {{ moduleId: string }} file */
function rank({ moduleId }) {
  const at = longest.indexOf(basename(moduleId, '.test.ts'))
  return at < 0 ? longest.length : at
}

export class LongestFirst extends BaseSequencer {
  /** @override @param {import('vitest/node').TestSpecification[]} files */
  async sort(files) {
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b)) // stable: the others keep their order
  }
}
