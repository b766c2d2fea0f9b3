import type { TaskId } from '#shared/task'
import type { RowsBody } from '../../state/rows-slice'
import type { LiveItem } from './live-items'
import { reachable } from './row-height'

export type Line = LiveItem | { readonly kind: 'task'; readonly id: TaskId | null; readonly place: number | null }

/** The lines of the grid, of which only those on screen are looked at. */
export type Lines = {
  readonly count: number // those that can be reached by scrolling
  readonly total: number
  readonly even: boolean // all lines are as high as each other, and a line is known by its place
  readonly at: (index: number) => Line | undefined
  readonly idAt: (index: number) => TaskId | null
  readonly isTask: (index: number) => boolean
  readonly indexOf: (id: TaskId) => number // -1 where it is not at hand
  readonly ids: readonly TaskId[] // of the rows at hand
}

/** The Live tab: every line is at hand. */
export function liveLines(items: readonly LiveItem[]): Lines {
  const at = (index: number) => items[index]
  const taskAt = (index: number) => {
    const item = items[index]
    return item?.kind === 'task' ? item.id : null
  }
  return {
    ...{
      count: items.length,
      total: items.length,
      even: false,
      at,
      idAt: taskAt,
      isTask: (index) => taskAt(index) !== null,
    },
    indexOf: (id) => items.findIndex((item) => item.kind === 'task' && item.id === id),
    ids: items.flatMap((item) => (item.kind === 'task' ? [item.id] : [])),
  }
}

/** A flat tab: a window of rows is at hand, of which `inLine` says whether their index is their place in line. */
export function flatLines({ total, start, order }: Extract<RowsBody, { kind: 'list' }>, inLine: boolean): Lines {
  const count = reachable(total)
  const idAt = (index: number) => order[index - start] ?? null
  const isTask = (index: number) => index >= 0 && index < count
  return {
    ...{ count, total, even: true, idAt, isTask, ids: order },
    at: (index) => (isTask(index) ? { kind: 'task', id: idAt(index), place: inLine ? index : null } : undefined),
    indexOf: (id) => {
      const at = order.indexOf(id)
      return at === -1 ? -1 : at + start
    },
  }
}

/** The task line `step` lines of tasks away from `from`, staying inside; from -1 is before the first. */
export function taskLine(lines: Lines, from: number, step: number): number | null {
  const direction = Math.sign(step)
  let found: number | null = null
  let left = Math.abs(step)
  for (let index = from + direction; left > 0 && index >= 0 && index < lines.count; index += direction) {
    if (!lines.isTask(index)) continue
    found = index
    left--
  }
  return found
}
