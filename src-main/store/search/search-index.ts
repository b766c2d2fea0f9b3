import type { Database } from '#store/database'
import { createFinder, everything, type Finder } from '#store/search/find'
import { createFollower, type Follower } from '#store/search/follower'
import { deleteIndex, openIndex } from '#store/search/index-file'
import { type IndexWriter, indexWriter } from '#store/search/index-writer'
import { createLongOrder, type LongOrderReader } from '#store/search/long-order'
import { openReader, storeIdOf, storeReader } from '#store/search/store-reader'

export type SearchIndex = {
  readonly writer: IndexWriter
  readonly follower: Follower
  readonly finder: Finder
  /** Finds all that match, however many, in no order. */
  readonly allFinder: Finder
  /** Lists in an order that no index gives. */
  readonly longOrder: LongOrderReader
  /** Changes with every commit to the store or to the index. */
  readonly version: () => string
  readonly close: () => void
}

/** Opens the store for reading, and its index beside it, made anew where it cannot be used.
 *  @param fresh deletes the index first */
export function openSearchIndex(storeFile: string, indexFile: string, fresh: boolean): SearchIndex {
  if (fresh) deleteIndex(indexFile)
  const index = openIndex(indexFile, storeIdOf(storeFile))
  let reader: Database | null = null
  try {
    const writer = indexWriter(index)
    const opened = openReader(storeFile, indexFile)
    reader = opened
    const versionOf = (schema: string) => opened.pragma(`${schema}.data_version`, { simple: true })
    return {
      writer,
      follower: createFollower(storeReader(opened), writer),
      finder: createFinder(opened),
      allFinder: createFinder(opened, everything.limits, everything.longestMs),
      longOrder: createLongOrder(opened),
      version: () => `${versionOf('main')} ${versionOf('ix')}`,
      close() {
        opened.close()
        writer.close()
      },
    }
  } catch (error) {
    reader?.close()
    index.close()
    throw error
  }
}
