import type { BatchOptions } from '#shared/batch'
import type { DryRunStart } from '#shared/dry-run'
import type { BatchId, EpochMs, TaskId } from '#shared/task'
import type { NewRow, NewTask } from '#shared/work'
import type { alertsTable } from './alerts'
import type { BatchChange, batchesTable, NewBatch } from './batches'
import { crashPoint } from './crash-point'
import type { dryRunsTable } from './dry-runs'
import type { intake } from './intake'
import type { mergesTable } from './merges'
import type { sourceRowsTable } from './source-rows'
import type { variantsTable } from './variants'

/** Rows per transaction of a large enqueue: a few milliseconds, so that nothing else waits for it. */
export const rowsPerCommit = 200

type Parts = {
  /** Group commit. */
  readonly run: <T>(write: () => T) => Promise<T>
  readonly batches: ReturnType<typeof batchesTable>
  readonly merges: ReturnType<typeof mergesTable>
  readonly variants: ReturnType<typeof variantsTable>
  readonly sourceRows: ReturnType<typeof sourceRowsTable>
  readonly dryRuns: ReturnType<typeof dryRunsTable>
  readonly alerts: Pick<ReturnType<typeof alertsTable>, 'personPaused'>
  readonly newTasks: ReturnType<typeof intake>
  /** Puts some more of the answers by that older versions left; false when there are none left. */
  readonly addOlder: () => boolean
  /** In the transaction in hand: something about batches is news. */
  readonly changed: () => void
  /** What is remembered of a batch is not true any more. */
  readonly forget: (id: BatchId) => void
  /** The lines of what is ready are to be read anew once this transaction is on disk. */
  readonly readLinesAfterwards: () => void
}

/** How batches come to be, change and go: each method resolves when it is on disk. */
export function batchLife(parts: Parts) {
  const { run, batches, merges, variants, sourceRows, dryRuns, alerts, newTasks, addOlder } = parts
  const { changed, forget, readLinesAfterwards } = parts

  /** Before the first batch that uses stored answers again; afterwards there is nothing left to do. */
  async function addOlderAnswers(options: BatchOptions | undefined): Promise<void> {
    if (!options?.reuse) return
    while (await run(addOlder)) {
      // the next ones
    }
  }

  async function mergeOn(batchId: BatchId): Promise<void> {
    while (await run(() => merges.step(batchId, rowsPerCommit))) {
      // the next ones
    }
    forget(batchId)
  }

  return {
    prepare: addOlderAnswers,
    methods: {
      /** Queues tasks of a batch that is open; acknowledged when all are on disk. Many are several commits, the first of them claimable early. */
      async enqueue(batchId: BatchId, inputs: readonly NewTask[], now: EpochMs): Promise<TaskId[]> {
        const add = (rows: readonly NewTask[]) => run(() => newTasks.add(batchId, rows, now, { visible: true }))
        // Those that name each other by row must be written together.
        if (inputs.length <= rowsPerCommit || inputs.some(({ needs }) => needs && needs.length > 0)) return add(inputs)
        const ids: TaskId[] = []
        for (let start = 0; start < inputs.length; start += rowsPerCommit)
          ids.push(...(await add(inputs.slice(start, start + rowsPerCommit))))
        return ids
      },
      async newBatch(input: NewBatch): Promise<BatchId> {
        await addOlderAnswers(input.options)
        return run(() => {
          const id = batches.insert(input)
          variants.add(id, input.variants ?? [])
          if (input.state === 'open') changed()
          return id
        })
      },
      /** Adds tasks to a staging batch, which nobody sees and no lane claims from, with the rows that they are made of where those have cells. */
      stage: (
        batchId: BatchId,
        firstPosition: number,
        inputs: readonly NewTask[],
        now: EpochMs,
        rows: readonly NewRow[] = [],
      ): Promise<TaskId[]> =>
        run(() => {
          const ids = newTasks.add(batchId, inputs, now, { visible: false, firstPosition })
          sourceRows.add(batchId, rows)
          crashPoint('in_import')
          return ids
        }),
      /**
       * @param dryRun only its first rows run until the rest is released
       * @param also written in the same transaction; the batch stays as it was where this throws
       */
      openBatch: (
        batchId: BatchId,
        dryRun?: DryRunStart & { at: EpochMs },
        also: () => void = () => {},
      ): Promise<boolean> =>
        run(() => {
          if (!batches.open(batchId)) return false
          if (dryRun) dryRuns.begin(batchId, dryRun.rows, dryRun.at)
          also()
          forget(batchId)
          readLinesAfterwards()
          changed()
          return true
        }),
      /** The rest of a batch goes after its dry run; false where nothing of it was held. */
      releaseDryRun: (batchId: BatchId, now: EpochMs): Promise<boolean> =>
        run(() => {
          if (!dryRuns.release(batchId, now)) return false
          readLinesAfterwards()
          changed()
          return true
        }),
      async changeBatch(id: BatchId, change: BatchChange): Promise<boolean> {
        await addOlderAnswers(change.options)
        return run(() => {
          forget(id)
          changed()
          if (change.paused !== undefined) alerts.personPaused(id)
          return batches.change(id, change)
        })
      },
      /**
       * What was staged goes over to a batch that exists: decided when this has begun, and done when it resolves. What a crash cuts off the
       * next start goes on with.
       */
      async mergeStaged(batchId: BatchId, into: BatchId, isSameTemplate: boolean): Promise<void> {
        await run(() => {
          forget(into)
          merges.begin(batchId, into, isSameTemplate)
        })
        await mergeOn(batchId)
      },
      mergingBatches: merges.all,
      mergeOn,
      /** Deletes what a cancelled or broken import left, some hundred rows at a time so that nothing waits for it. */
      async dropStaged(batchId: BatchId): Promise<void> {
        if (merges.isMerging(batchId)) return // it is whole, and not dropped any more
        while ((await run(() => sourceRows.drop(batchId, 500))) === 500) {
          // the next ones
        }
        while (!(await run(() => batches.dropStaged(batchId, 500)))) {
          // the next ones
        }
        forget(batchId)
        await run(() => changed()) // for whoever follows the news, such as the search
      },
    },
  }
}
