import { writeFileWhole } from '#io/write-file'
import type { EventOf, Handlers } from '#shared/contract'
import { CommandError } from '#shared/result'
import type { EpochMs } from '#shared/task'
import type { RunJob } from '#store/receipt/thread/jobs'
import { finish } from '#store/receipt/thread/run-job'
import type { DataRetention } from '#store/retention/retention'
import { databaseFile } from '#store/safety/files'
import { removeSetAside } from '#store/safety/set-aside'
import type { Store } from '#store/store'
import { fileNameOf } from './file-name'

type Parts = {
  readonly store: Pick<Store, 'batches'>
  readonly dataDir: string
  readonly retention: DataRetention
  readonly runJob: RunJob
  readonly now: () => EpochMs
  readonly tell: (window: number, progress: EventOf<'verifying'>) => void
  /** Asks where a receipt goes, and for one that is there; null when the person closed the dialog. */
  readonly pickPlace: (window: number, name: string) => Promise<string | null>
  readonly pickReceipt: (window: number) => Promise<string | null>
}
type Names =
  | 'exportReceipt'
  | 'verifyBatch'
  | 'stopVerifying'
  | 'getDataKeeping'
  | 'planPurge'
  | 'saveRetention'
  | 'saveRawAnswers'
  | 'dropRawAnswers'
  | 'purgeNow'
  | 'deleteSetAside'

/** Receipts, and how long things are kept. */
export function keepingCommands(parts: Parts): Pick<Handlers, Names> {
  const { store, retention, runJob, now } = parts
  const file = databaseFile(parts.dataDir)
  const checks = new Map<number, AbortController>() // one at a time for each window

  return {
    async exportReceipt({ batchId }, window) {
      const batch = store.batches.get(batchId)
      if (!batch) throw new CommandError('not_found', 'This batch is not here any more. No receipt was written.')
      const place = await parts.pickPlace(window, fileNameOf(batch.name, 'receipt', now(), 'json'))
      if (place === null) return null
      const running = runJob({ name: 'receipt', file, batchId, exportedAt: now() })
      const counts = { accepted: 0 }
      await writeFileWhole(
        place,
        (async function* pieces() {
          counts.accepted = (yield* running).accepted
        })(),
        'a receipt',
      )
      return { file: place, tasks: counts.accepted }
    },
    async verifyBatch({ batchId, compare }, window) {
      const receipt = compare ? await parts.pickReceipt(window) : undefined
      if (receipt === null) return null
      checks.get(window)?.abort()
      const stop = new AbortController()
      checks.set(window, stop)
      try {
        const running = runJob({ name: 'verify', file, batchId, receipt }, stop.signal)
        return await finish(running, (progress) => parts.tell(window, { batchId, ...progress }))
      } catch (error) {
        if (stop.signal.aborted) return null
        throw error
      } finally {
        if (checks.get(window) === stop) checks.delete(window)
      }
    },
    async stopVerifying(_request, window) {
      checks.get(window)?.abort()
      return {}
    },
    getDataKeeping: () => retention.keeping(),
    planPurge: (chosen) => retention.plan(chosen),
    async saveRetention(chosen) {
      await retention.save(chosen)
      return retention.keeping()
    },
    async saveRawAnswers(chosen) {
      await retention.saveRawAnswers(chosen)
      return retention.keeping()
    },
    async dropRawAnswers() {
      await retention.dropRawAnswers()
      return retention.keeping()
    },
    async purgeNow() {
      await retention.purge(true)
      if (retention.untidySince() !== null) await retention.tidy()
      return retention.keeping()
    },
    async deleteSetAside({ name }) {
      removeSetAside(parts.dataDir, name)
      return retention.keeping()
    },
  }
}
