import { onTestFinished } from 'vitest'
import type { RatingChoice } from '#shared/rating'
import type { BatchId, TaskId } from '#shared/task'
import { markOf } from '#store/ratings'
import { aBatch, aTask, tempStore } from '#store/temp-store'
import { settleAs } from './exports/settle-as'

/** For tests: a store with a batch of rows under some variants. An answer of null dies, one left out stands in line. */
export async function tempCompared(rows: readonly (readonly (string | null | undefined)[])[]) {
  const temp = tempStore()
  onTestFinished(() => temp.remove())
  await temp.store.beginBoot('boot', 'machine', 1)
  const variants = (rows[0] ?? []).map((_, at) => ({
    ...{ variant: at + 1, name: `model ${at + 1}`, templateVersion: null, body: null, providerId: 'practice' },
    ...{ model: `m${at + 1}`, parameters: {} },
  }))
  const batchId = await temp.store.newBatch({ ...aBatch('compared', 'staging'), variants })
  const tasks = rows.flatMap((answers, row) =>
    answers.map((_, at) =>
      aTask(`row ${row + 1} variant ${at + 1}`, { row: row + 1, variant: at + 1, model: `m${at + 1}` }),
    ),
  )
  const source = rows.map((_, at) => ({
    ...{ row: at + 1, columns: ['id', 'question'], cells: [`r-${at + 1}`, `question ${at + 1}`] },
    ...{ file: 'a.csv', line: at + 2 },
  }))
  const ids = await temp.store.stage(batchId, 1, tasks, 1, source)
  await temp.store.openBatch(batchId)
  const idOf = (row: number, variant: number) => ids[(row - 1) * variants.length + variant - 1] as TaskId
  const settle = (row: number, variant: number, answer: string | null, at = 10) =>
    settleAs(temp.store, idOf(row, variant), answer, at)
  for (const [row, answers] of rows.entries())
    for (const [at, answer] of answers.entries()) if (answer !== undefined) await settle(row + 1, at + 1, answer)

  return {
    ...{ batchId: batchId as BatchId, dataDir: temp.dataDir, idOf, settle },
    get store() {
      return temp.store
    },
    reopen: () => temp.reopen(),
    async look() {
      for (;;) {
        const { seen, rows: all } = await temp.store.compareOn(batchId)
        if (seen >= all) return
      }
    },
    progress: () =>
      temp.store.compared.progress(
        batchId,
        variants.map(({ variant }) => variant),
      ),
    mark: (row: number) => markOf(temp.store.ratings.standing(batchId, row, row)),
    rate(row: number, choice: RatingChoice | null, more: { note?: string; mark?: string; at?: number } = {}) {
      const { ratings } = temp.store
      const mark = more.mark ?? markOf(ratings.standing(batchId, row, row))
      const note = more.note ?? null
      return temp.store.rate({ batchId, row, mark, choice, note, blind: false, ratedAt: more.at ?? 20 })
    },
    async requeue(row: number, variant: number) {
      const task = temp.store.task(idOf(row, variant))
      if (!task) throw new Error('there is no such task')
      await temp.store.move(task, { kind: 'queued' }, 30, { retriesUsed: 0, afresh: true })
    },
  }
}
export const best = (variant: number): RatingChoice => ({ kind: 'best', variant })
