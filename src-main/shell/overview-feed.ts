import type { Overview, OverviewPatch } from '#shared/overview'

/** Sends a window only what changed since it was sent last: parts, and of a list of the same batches those that are not as they were. */
export function createOverviewFeed(send: (patch: OverviewPatch) => void) {
  const sentParts = new Map<string, string>()
  let sentBatches: ReadonlyMap<number, string> | null = null

  function changedBatches(batches: Overview['batches']): OverviewPatch {
    const before = sentBatches
    const now = new Map(batches.map((batch) => [batch.id as number, JSON.stringify(batch)]))
    sentBatches = now
    if (before === null || !isSameList([...before.keys()], [...now.keys()])) return { batches }
    const changed = batches.filter(({ id }) => before.get(id) !== now.get(id))
    return changed.length > 0 ? { changedBatches: changed } : {}
  }

  return {
    patch({ batches, ...full }: Partial<Overview>): void {
      const parts = Object.entries(full).flatMap(([key, value]) => {
        const text = JSON.stringify(value)
        if (sentParts.get(key) === text) return []
        sentParts.set(key, text)
        return [[key, value]]
      })
      const patch: OverviewPatch = {
        ...(Object.fromEntries(parts) as OverviewPatch),
        ...(batches ? changedBatches(batches) : {}),
      }
      if (Object.keys(patch).length > 0) send(patch)
    },
    /** The next one is whole. */
    forget(): void {
      sentParts.clear()
      sentBatches = null
    },
  }
}

const isSameList = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((id, index) => id === b[index])
