import type { Handlers, WindowId } from '#shared/contract'
import { CommandError } from '#shared/result'
import type { EpochMs } from '#shared/task'
import type { Store } from '#store/store'
import { cannotRate, comparison } from '../wiring/compare'
import { writeRatings } from '../wiring/ratings-file'
import { fileNameOf } from './file-name'

type Names = 'openComparison' | 'getComparedRow' | 'rateRow' | 'takeBackRating' | 'exportRatings'
type Parts = {
  readonly store: Store
  /** Asks where the file goes; null when the person closed the dialog. */
  readonly pickPlace: (window: WindowId, name: string) => Promise<string | null>
  readonly now: () => EpochMs
}

/** How long rows are looked at before a window hears how far that is. */
const lookingMs = 60

/** The answers of a batch under several variants beside each other, and what a person says of them. */
export function compareCommands({ store, pickPlace, now }: Parts): Pick<Handlers, Names> {
  const { variantsOf, progress, rowOf } = comparison(store)

  return {
    async openComparison({ batchId }) {
      const variants = variantsOf(batchId)
      const until = performance.now() + lookingMs
      for (;;) {
        const { seen, rows } = await store.compareOn(batchId)
        if (seen >= rows || performance.now() >= until) break
      }
      const batch = store.batches.get(batchId)
      const columns = store.sourceRows.columns(batchId)
      return {
        ...{ name: batch?.name ?? '', createdAt: batch?.createdAt ?? 0, columns: columns && [...columns] },
        variants: variants.map(({ variant, name, providerId, model }) => ({ variant, name, providerId, model })),
        progress: progress(batchId, variants),
      }
    },
    async getComparedRow({ batchId, filter, row, move }) {
      const variants = variantsOf(batchId)
      const here = () => (store.compared.has(batchId, row) ? row : null)
      const found = move === 'here' ? here() : store.compared.find(batchId, filter, row, move)
      return found === null ? null : rowOf(batchId, found, filter, variants)
    },
    async rateRow({ batchId, row, mark, choice, note, blind }) {
      const variants = variantsOf(batchId)
      const standing = store.ratings.standing(batchId, row, row)
      if (choice) {
        const why = cannotRate(standing)
        if (why) throw new CommandError('wrong_state', `${why} Nothing was rated.`)
        const best = choice.kind === 'best' && standing.find(({ variant }) => variant === choice.variant)
        if (choice.kind === 'best' && (!best || best.hash === null))
          throw new CommandError('wrong_state', 'That variant has no answer to this row. Nothing was rated.')
      }
      const id = await store.rate({ batchId, row, mark, choice, note: note || null, blind, ratedAt: now() })
      if (id === null)
        throw new CommandError(
          'stale',
          'An answer of this row has changed since you saw it. Nothing was rated; look at it again.',
        )
      return { rating: store.ratings.of(batchId, row), progress: progress(batchId, variants) }
    },
    async takeBackRating({ batchId, id }) {
      const variants = variantsOf(batchId)
      const row = await store.takeBackRating(batchId, id)
      if (row === null)
        throw new CommandError('stale', 'Something else was rated since. Nothing was taken back; try again.')
      return { row, progress: progress(batchId, variants) }
    },
    async exportRatings({ batchId, format }, window) {
      variantsOf(batchId)
      const name = store.batches.get(batchId)?.name ?? 'batch'
      const place = await pickPlace(window, fileNameOf(name, 'ratings', now(), format))
      return place === null ? null : { file: place, rows: await writeRatings(place, store, batchId, format) }
    },
  }
}
