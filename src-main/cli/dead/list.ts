import { adviceOf, countedTasks } from '#shared/advice'
import type { DeadGroup } from '#shared/overview'
import type { TaskId, TaskView } from '#shared/task'
import type { Store } from '#store/store'

export type ListedGroup = {
  readonly cause: string
  readonly count: number // of the letters that the filters name
  readonly snoozed: number // of them: put away until a time
  readonly firstAt: number
  readonly lastAt: number
  readonly title: string
  readonly todo: string
  readonly forecast: string
  readonly code: DeadGroup['code']
  readonly status: number | null
  readonly example: string
  readonly exampleId: TaskId
}
export type ListedLetter = {
  readonly id: TaskId
  readonly cause: string | null
  readonly batchId: number
  readonly batch: string
  readonly position: number
  readonly customId: string | null
  readonly title: string
  readonly model: string
  readonly diedAt: number | null
  readonly attempts: number
  readonly code: string | null
  readonly status: number | null
  readonly message: string | null
  readonly deaths: number // how many times in a row it died of its cause
  readonly label: string | null
  readonly snoozedUntil: number | null
}
const rowsTogether = 500

function* rowsOf(store: Store, ids: readonly TaskId[]): Generator<TaskView> {
  for (let start = 0; start < ids.length; start += rowsTogether) {
    const part = ids.slice(start, start + rowsTogether)
    const rows = new Map(store.views.rows(part).map((task) => [task.id, task] as const))
    for (const id of part) {
      const task = rows.get(id)
      if (task) yield task
    }
  }
}

/** The groups of those letters, the largest first. */
export function groupsOf(store: Store, ids: readonly TaskId[], now: number): ListedGroup[] {
  const groups = new Map<string, { count: number; snoozed: number; firstAt: number; lastAt: number }>()
  for (const { cause, state, letter } of rowsOf(store, ids)) {
    if (state.kind !== 'dead' || cause === undefined) continue
    const { count = 0, snoozed = 0, firstAt = state.settledAt, lastAt = state.settledAt } = groups.get(cause) ?? {}
    groups.set(cause, {
      count: count + 1,
      snoozed: snoozed + (letter?.snoozedUntil == null ? 0 : 1),
      firstAt: Math.min(firstAt, state.settledAt),
      lastAt: Math.max(lastAt, state.settledAt),
    })
  }
  return [...groups]
    .flatMap(([cause, own]): ListedGroup[] => {
      const group = store.deadGroups.get(cause, now)
      if (!group) return []
      const { title, todo, forecast } = adviceOf({
        ...group,
        count: own.count,
        again: Math.min(group.again, own.count),
      })
      const { code, status, example, exampleId } = group
      return [{ cause, ...own, title, todo, forecast: forecast.text, code, status, example, exampleId }]
    })
    .sort((a, b) => b.count - a.count || a.cause.localeCompare(b.cause, 'en'))
}

export function* lettersOf(store: Store, ids: readonly TaskId[]): Generator<ListedLetter> {
  for (const task of rowsOf(store, ids)) {
    const { id, cause, batchId, batchName, position, customId, title, model, state, attempts, deaths, letter } = task
    const failure = 'failure' in state ? state.failure : null
    yield {
      ...{ id, cause: cause ?? null, batchId, batch: batchName, position, customId, title, model, attempts },
      diedAt: 'settledAt' in state ? state.settledAt : null,
      ...{ code: failure?.code ?? null, status: failure?.status ?? null, message: failure?.message ?? null },
      ...{ deaths: deaths ?? 1, label: letter?.label ?? null, snoozedUntil: letter?.snoozedUntil ?? null },
    }
  }
}

export const at = (moment: number | null): string =>
  moment === null ? 'never' : new Date(moment).toISOString().slice(0, 19).replace('T', ' ')

export const groupWords = ({
  cause,
  count,
  snoozed,
  firstAt,
  lastAt,
  title,
  todo,
  forecast,
  example,
}: ListedGroup): string[] => [
  `${countedTasks(count)}${snoozed === 0 ? '' : ` (${snoozed} put away until later)`}: ${title}. ${forecast}.`,
  `  ${todo}`,
  `  first ${at(firstAt)}, last ${at(lastAt)} UTC`,
  `  ${oneLine(example)}`,
  `  --cause ${cause}`,
]
export function letterWords(letter: ListedLetter): string {
  const { id, batch, position, title, model, status, code, attempts, diedAt, deaths, label, snoozedUntil } = letter
  const why = `${code ?? ''}${status === null ? '' : ` ${status}`}`
  const notes = [
    ...(deaths > 1 ? [`died of it ${deaths} times in a row`] : []),
    ...(label === null ? [] : [`label ${label}`]),
    ...(snoozedUntil === null ? [] : [`put away until ${at(snoozedUntil)}`]),
  ]
  const tries = `${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`
  const noted = notes.length === 0 ? '' : `[${notes.join('; ')}]  `
  return `${id}  ${at(diedAt)}  ${why}  ${tries}  ${model}  ${batch} ${position}  ${noted}${title}`
}

const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').slice(0, 160)
