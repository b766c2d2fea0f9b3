// biome-ignore lint/style/noRestrictedImports: a process of its own for a test, which has a real store
import { openStore } from '#store/store'
import { importVariants } from './import-batch'
import { someRows, someVariants } from './temp-variants'

// For tests: imports rows under variants into a data folder. Whoever starts it lets it die where TRILANE_CRASH_AT says.

const [, , dataDir = '', rows = '', count = ''] = process.argv
const store = openStore(dataDir)
for (const left of store.stagingBatches()) await store.dropStaged(left)
const variants = someVariants(Number(count))
const batch = { name: 'compared', fingerprint: null, now: () => 5, variants }
const signal = new AbortController().signal
const { batchId } = await importVariants(store, someRows(Number(rows), variants.length), batch, { signal })
store.close()
console.log(batchId)
