import { BatchOptions } from '#shared/batch'
import type { DryRunStart } from '#shared/dry-run'
import type { LlmRequest } from '#shared/request'
import type { BatchId, EpochMs } from '#shared/task'
import type { Variant } from '#shared/variant'
import type { EngineStore } from './ports'
import { prefixFinder } from './shared-prefix'

type Made = {
  readonly name: string
  readonly fingerprint: string | null
  readonly createdAt: EpochMs
  readonly priority?: number | undefined
  readonly options?: BatchOptions | undefined
  readonly variants?: readonly Variant[] | undefined
}
type Opened = Made & { readonly dryRun?: DryRunStart | undefined }
export type WholeStore = Pick<EngineStore, 'dropStaged'> & {
  readonly newBatch: (batch: Made & { kind: 'import'; state: 'staging' }) => Promise<BatchId>
  readonly changeBatch: (id: BatchId, change: { options: BatchOptions }) => Promise<boolean>
  readonly openBatch: (batchId: BatchId, dryRun?: DryRunStart & { at: EpochMs }) => Promise<boolean>
}

/**
 * A batch that appears whole or not at all: nobody sees it until `fill` has ended, and if that fails or the process dies, what was written
 * is deleted. It is of the kind `import` wherever its prompts come from: the one of the kind `compose` is the standing batch.
 * @param batch with `dryRun`, only its first rows run until a person releases the rest
 * @param fill tells `look` of each request, so that what they share at their beginning is found
 * @throws whatever `fill` throws
 */
export async function wholeBatch<Filled>(
  store: WholeStore,
  { dryRun, ...batch }: Opened,
  fill: (batchId: BatchId, look: (request: LlmRequest) => void) => Promise<Filled>,
): Promise<Filled> {
  const batchId = await store.newBatch({ ...batch, kind: 'import', state: 'staging' })
  try {
    const prefix = prefixFinder()
    const filled = await fill(batchId, prefix.look)
    const sharedPrefix = prefix.found()
    if (sharedPrefix)
      await store.changeBatch(batchId, { options: { ...BatchOptions.parse(batch.options ?? {}), sharedPrefix } })
    await store.openBatch(batchId, dryRun && { ...dryRun, at: batch.createdAt })
    return filled
  } catch (error) {
    await store.dropStaged(batchId)
    throw error
  }
}
