import type { Overview } from '#shared/overview'
import type { TaskId, TaskView } from '#shared/task'
import type { LiveSection, LiveSectionKey } from '#shared/view'
import { formatCount, formatUntil } from '../../format'
import { type ShutGate, shutGates } from '../../frame/gates'

export type LiveItem =
  | { readonly kind: 'section'; readonly key: LiveSectionKey; readonly total: number; readonly folded: boolean }
  | { readonly kind: 'task'; readonly id: TaskId; readonly place: number } // place: among its lane's rows of the section, from 0
  | {
      readonly kind: 'sum'
      readonly key: string
      readonly glyph: 'held' | 'backing_off' | 'scheduled' | 'waiting'
      readonly words: string
    }

type Scope = {
  readonly backingOff: number
  readonly held: number
  readonly scheduled: number
  readonly waiting: number
  readonly firstStart?: string | null // '22:00': of all that are scheduled, where it is known
}

/** The lines of the Live tab: its sections, their rows, and one line for what they leave out. */
export function liveItems(
  sections: readonly LiveSection[],
  rows: ReadonlyMap<TaskId, TaskView>,
  folded: ReadonlySet<LiveSectionKey>,
  scope: Scope,
  overview: Pick<Overview, 'gates' | 'heldByGate' | 'providers'> | null,
): LiveItem[] {
  return sections.flatMap((section): LiveItem[] => {
    const { key, total, order } = section
    if (total === 0) return []
    const head: LiveItem = { kind: 'section', key, total, folded: folded.has(key) }
    if (head.folded) return [head]
    const seen = { fast: 0, heavy: 0 }
    const shown = order.map((id): LiveItem => ({ kind: 'task', id, place: seen[rows.get(id)?.lane ?? 'fast']++ }))
    return [
      head,
      ...shown,
      ...(key === 'waiting' ? waitingSums(order, rows, scope, overview ? shutGates(overview) : []) : []),
    ]
  })
}

function waitingSums(
  order: readonly TaskId[],
  rows: ReadonlyMap<TaskId, TaskView>,
  scope: Scope,
  shut: readonly ShutGate[],
): LiveItem[] {
  const shown = (kind: TaskView['state']['kind']) => order.filter((id) => rows.get(id)?.state.kind === kind).length
  const held = Math.max(0, scope.held - shown('queued'))
  const backingOff = Math.max(0, scope.backingOff - shown('backing_off'))
  const scheduled = Math.max(0, scope.scheduled - shown('scheduled'))
  const waiting = Math.max(0, scope.waiting - shown('waiting'))
  const off = `${formatCount(backingOff)} more backing off`
  const items: LiveItem[] = []
  if (held > 0) {
    const words = `${formatCount(held)} more held ${gatePhrase(shut)}${backingOff > 0 ? `, and ${off}` : ''}`
    items.push({ kind: 'sum', key: 'held', glyph: 'held', words })
  } else if (backingOff > 0) items.push({ kind: 'sum', key: 'backing_off', glyph: 'backing_off', words: off })
  if (scheduled > 0)
    items.push({
      kind: 'sum',
      key: 'scheduled',
      glyph: 'scheduled',
      words: startWords(scheduled, shown('scheduled') === 0 ? (scope.firstStart ?? null) : null),
    })
  if (waiting > 0)
    items.push({
      kind: 'sum',
      key: 'waiting',
      glyph: 'waiting',
      words: `${formatCount(waiting)} more ${waiting === 1 ? 'waits' : 'wait'} for other tasks`,
    })
  return items
}

function startWords(count: number, first: string | null): string {
  const prompts = count === 1 ? 'prompt starts' : 'prompts start'
  if (first === null) return `${formatCount(count)} more ${prompts} later`
  return `${formatCount(count)} ${prompts} ${count === 1 ? 'at' : 'from'} ${first}`
}

/** 'by the OpenAI gate until 14:32:41' */
function gatePhrase(shut: readonly ShutGate[]): string {
  const inTheWay = shut.filter(({ held }) => held > 0)
  const [first] = inTheWay.toSorted(
    (a, b) => Number(a.personal) - Number(b.personal) || (a.until ?? Infinity) - (b.until ?? Infinity),
  )
  if (!first) return 'by a gate'
  const lines = new Set(inTheWay.map(({ gate }) => gate.routeId)).size // several keys of one are one gate in the way
  if (lines > 1) return `by ${lines} gates`
  return `by the ${first.name} gate ${first.personal || first.until === null ? 'until you act' : `until ${formatUntil(first.until)}`}`
}
