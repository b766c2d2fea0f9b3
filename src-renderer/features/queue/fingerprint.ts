import type { DeadGroup } from '#shared/overview'

export type Segment = {
  readonly key: string
  readonly count: number
  readonly group: DeadGroup | null
  readonly px: number
}
const gap = 3
const narrowest = 22

/** Dead letters by cause, to scale on a track of so many px; what does not fit is one last segment. Widths and gaps fill the track. */
export function fingerprint(groups: readonly DeadGroup[], trackPx: number, most = 5): Segment[] {
  const shown = groups.length > most ? groups.slice(0, most - 1) : groups
  const rest = groups.slice(shown.length).reduce((sum, { count }) => sum + count, 0)
  const parts = [
    ...shown.map((group) => ({ key: group.key, count: group.count, group })),
    ...(rest > 0 ? [{ key: 'rest', count: rest, group: null }] : []),
  ]
  const total = parts.reduce((sum, { count }) => sum + count, 0)
  const free = Math.max(0, trackPx - gap * (parts.length - 1) - narrowest * parts.length)
  return parts.map((part) => ({ ...part, px: narrowest + (part.count / total) * free }))
}
