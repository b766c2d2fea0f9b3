import { BulkId } from '#shared/bulk'
// biome-ignore lint/style/noRestrictedImports: a process of its own for a test, which has a real store
import { openStore } from '#store/store'
import { bulkOn } from './temp-bulk'

// For tests: runs an action of a data folder, or takes it back. Whoever starts it lets it die where TRILANE_CRASH_AT says.

const [, , dataDir = '', what = '', id = ''] = process.argv
const store = openStore(dataDir)
const { bulk } = bulkOn(store)
await bulk.recover()
const { state } = await (what === 'run' ? bulk.run(BulkId.parse(Number(id))) : bulk.undo(BulkId.parse(Number(id))))
store.close()
console.log(state)
