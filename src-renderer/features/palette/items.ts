import type { TaskId, TaskView } from '#shared/task'
import { type Action, isAvailable, isLeaving, titleOf } from '../../actions/action'
import { allActions } from '../../actions/registry'
import { formatCount } from '../../format'
import { type Store, useStore } from '../../state/store'
import type { IconName } from '../../ui/Icon'
import { filterWords } from './filter-words'
import { type Match, matchOf, type Span } from './match'

export type Item = {
  readonly id: string
  readonly title: string
  readonly spans: readonly Span[] // of the title, that fit what was typed
  readonly hint: string
  readonly icon?: IconName
  readonly task?: TaskView // in the place of an icon
  readonly keys?: string
  readonly problem: string | null // why it cannot be done now
  readonly leaves: boolean // what lies over the window, if anything does
  /** Choosing it closes the palette and runs it, or types into it. */
  readonly chosen: { readonly kind: 'run'; readonly run: () => void } | { readonly kind: 'type'; readonly text: string }
}
export type Group = { readonly title: string; readonly items: readonly Item[] }
/** What was found of tasks for the text that is typed. */
export type Found = { readonly text: string; readonly tasks: readonly TaskView[]; readonly total: number }

const mostRecent = 4
const mostAtRest = { do: 8, go: 9 } as const
const mostFound = 7
const groupTitles = { do: 'Do', go: 'Go to' } as const
const recentBonus = 0.5
const problemCost = 10

/** What the palette lists: at rest what was done last and what is at hand, else what fits what was typed, the best group first. */
export function groupsOf(store: Store, typed: string, recent: readonly string[], found: Found | null): Group[] {
  const text = typed.trim()
  if (text.startsWith(':')) return [{ title: 'Filter by', items: filterItems(text.slice(1)) }]
  if (text.startsWith('#')) return nonEmpty([{ title: 'Tasks', items: taskItems(found, text.slice(1)) }])
  const only = text.startsWith('>')
  const words = only ? text.slice(1).trim() : text
  const actions = allActions(store).filter((action) => !only || action.group === 'do')
  if (words === '') return atRest(store, actions, recent, only)
  const fits = actions.flatMap((action) => {
    const match = fitOf(store, action, words)
    const available = match && isAvailable(action, store)
    if (!match || available === null || available === false) return []
    const score = match.score + (recent.includes(action.id) ? recentBonus : 0) - (available === true ? 0 : problemCost)
    return [{ action, score, item: itemOf(store, action, match.spans) }]
  })
  const groups = (['do', 'go'] as const).map((group) => {
    const best = fits.filter(({ action }) => action.group === group).sort((a, b) => b.score - a.score)
    return { title: groupTitles[group], best: best[0]?.score ?? 0, items: best.slice(0, only ? 100 : mostFound) }
  })
  return nonEmpty([
    ...groups
      .sort((a, b) => b.best - a.best)
      .map(({ title, items }) => ({ title, items: items.map(({ item }) => item) })),
    ...(only ? [] : [{ title: 'Tasks', items: taskItems(found, text) }]),
  ])
}

const nonEmpty = (groups: readonly Group[]) => groups.filter(({ items }) => items.length > 0)

function atRest(store: Store, actions: readonly Action[], recent: readonly string[], only: boolean): Group[] {
  const able = actions.filter((action) => isAvailable(action, store) === true)
  const last = recent.flatMap((id) => able.find((action) => action.id === id) ?? []).slice(0, mostRecent)
  const rest = able.filter((action) => !last.includes(action))
  const items = (some: readonly Action[]) => some.map((action) => itemOf(store, action, []))
  const of = (group: 'do' | 'go') => rest.filter((action) => action.group === group)
  return nonEmpty([
    { title: 'Recent', items: items(last) },
    { title: groupTitles.do, items: items(only ? of('do') : of('do').slice(0, mostAtRest.do)) },
    { title: groupTitles.go, items: items(of('go').slice(0, mostAtRest.go)) },
  ])
}

function fitOf(store: Store, action: Action, words: string): Match | null {
  return matchOf(words, titleOf(action, store), `${action.words ?? ''} ${action.hint?.(store) ?? ''}`)
}

function itemOf(store: Store, action: Action, spans: readonly Span[]): Item {
  const { id, icon, keys, hint, run } = action
  const available = isAvailable(action, store)
  const problem = typeof available === 'string' ? available : null
  return {
    ...{ id, icon, spans, problem, title: titleOf(action, store), chosen: { kind: 'run', run } },
    hint: problem ?? hint?.(store) ?? '',
    leaves: isLeaving(action),
    ...(keys === undefined ? {} : { keys }),
  }
}

function filterItems(typed: string): Item[] {
  return filterWords.flatMap(({ word, means }): Item[] => {
    const match = matchOf(typed, word, means)
    if (!match) return []
    const needsValue = /[:>]$/.test(word)
    const run = () => filterQueue(word)
    return [
      {
        ...{ id: `word-${word}`, title: word, spans: match.spans, hint: means, icon: 'search' },
        ...{ problem: null, leaves: true },
        chosen: needsValue ? { kind: 'type', text: word } : { kind: 'run', run },
      },
    ]
  })
}

function taskItems(found: Found | null, typed: string): Item[] {
  if (!found || found.tasks.length === 0) return []
  const tasks = found.tasks.map(
    (task): Item => ({
      ...{
        id: `task-${task.id}`,
        title: task.title,
        spans: matchOf(typed, task.title)?.spans ?? [],
        task,
        ...{ problem: null, leaves: true },
      },
      hint: `${task.batchName} ${task.position}`,
      chosen: { kind: 'run', run: () => openInQueue(task.id) },
    }),
  )
  if (found.total <= tasks.length) return tasks
  const all: Item = {
    ...{ id: 'tasks-all', title: `Show all ${formatCount(found.total)} in the queue`, spans: [], icon: 'search' },
    ...{ hint: found.text, problem: null, leaves: true, chosen: { kind: 'run', run: () => filterQueue(found.text) } },
  }
  return [...tasks, all]
}

function openInQueue(id: TaskId): void {
  const { goTo, openTask } = useStore.getState()
  goTo('queue')
  openTask(id)
}

function filterQueue(text: string): void {
  const { goTo, scopeTo, setFilterText } = useStore.getState()
  goTo('queue')
  scopeTo(null) // it was looked for everywhere
  setFilterText(text)
}
