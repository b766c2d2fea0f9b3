import type { BatchId } from '#shared/task'
// biome-ignore lint/style/noRestrictedImports: a process of its own for a test, which has a real store
import { openStore } from '#store/store'
import { addingTo, fitColumns } from './add-rows'
import { importVariants } from './import-batch'
import { recover } from './recovery'
import { columns, someRows, someVariants } from './temp-variants'

// For tests: begins as any process does, and adds rows to a batch where it is told how many. Whoever starts it lets it die where
// TRILANE_CRASH_AT says.

const [, , dataDir = '', into = '', rows = '0', count = '1'] = process.argv
const store = openStore(dataDir)
await recover(store, { bootId: `${process.pid}`, machine: 'm', now: 9 })
if (Number(rows) > 0) {
  const variants = someVariants(Number(count))
  const batch = { name: 'more', fingerprint: null, now: () => 6, variants }
  const to = addingTo(store, { into: Number(into) as BatchId, isSameTemplate: true })
  const fitted = fitColumns(someRows(Number(rows), variants.length, 5), columns)
  await importVariants(to, fitted, batch, { signal: new AbortController().signal })
}
store.close()
