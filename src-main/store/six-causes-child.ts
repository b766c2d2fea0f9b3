import { openStore } from './store'
import { sixCauses } from './temp-six-causes'

// For tests: fills a data folder with letters, in a process of its own (see e2e/letters.ts).

const [, , dataDir = ''] = process.argv
const store = openStore(dataDir)
await store.write(() => store.providers.ensurePractice(Date.now()))
const filled = await sixCauses(store, Date.now())
store.close()
console.log(JSON.stringify(filled))
