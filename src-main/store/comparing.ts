import type { BatchId } from '#shared/task'
import type { Committer } from './commit'
import type { ComparedRows } from './compared-rows'
import { markOf, type NewRating, type RatingsTable } from './ratings'
import type { variantsTable } from './variants'

type Parts = {
  readonly commit: Pick<Committer, 'run'>
  readonly ratings: RatingsTable
  readonly compared: ComparedRows
  readonly variants: Pick<ReturnType<typeof variantsTable>, 'count'>
}

/** What is written of rows beside each other: each in a transaction with what is known of the row from then on. */
export function comparing({ commit, ratings, compared, variants }: Parts) {
  return {
    /** Looks at the next rows of a batch that is compared; how many were looked at, and of how many. */
    compareOn: (batchId: BatchId): Promise<{ seen: number; rows: number }> =>
      commit.run(() => compared.step(batchId, Math.max(1, variants.count(batchId)))),
    /** Says something of a row, as its answers stand in this transaction; null where they are not those of `mark`. */
    rate: ({ mark, ...rating }: Omit<NewRating, 'about'> & { readonly mark: string }): Promise<number | null> =>
      commit.run(() => {
        const { batchId, row } = rating
        const standing = ratings.standing(batchId, row, row)
        if (standing.length === 0 || markOf(standing) !== mark) return null
        const about = standing.map(({ variant, taskId, revision, hash }) => ({ variant, taskId, revision, hash }))
        const id = ratings.add({ ...rating, about })
        compared.rated(batchId, row)
        return id
      }),
    /** Undoes what was done last in a batch: the row that it was done to; null where that is not the last any more. */
    takeBackRating: (batchId: BatchId, id: number): Promise<number | null> =>
      commit.run(() => {
        const last = ratings.last(batchId)
        if (last?.id !== id || !ratings.drop(id)) return null
        compared.rated(batchId, last.row)
        return last.row
      }),
  }
}
