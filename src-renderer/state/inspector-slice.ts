import type { TaskId } from '#shared/task'
import type { Slice } from './store'

export type Pane = 'text' | 'request' | 'response'
export type InspectorSlice = {
  readonly pane: Pane
  /** Whose request and response are shown; null: the newest attempt's. */
  readonly pickedAttempt: { readonly taskId: TaskId; readonly number: number } | null
  readonly isFull: boolean // the open task takes the place of the list
  readonly isPeeking: boolean // at the attempts of the row that the list is at
  readonly asMarkdown: boolean // results are shown with their headings, lists and tables
  /** The tasks that were opened, in order, and where in them one is. */
  readonly trail: readonly TaskId[]
  readonly trailAt: number
  readonly showPane: (pane: Pane) => void
  /** And leaves the texts, which are of no attempt alone. */
  readonly pickAttempt: (taskId: TaskId, number: number) => void
  readonly setPeeking: (isPeeking: boolean) => void
  readonly setFull: (isFull: boolean) => void
  readonly showMarkdown: (asMarkdown: boolean) => void
  /** A task was opened: what was ahead of the one before is forgotten, as in a browser. */
  readonly visit: (id: TaskId) => void
  /** Back or forward. Nothing at either end. */
  readonly go: (step: 1 | -1) => void
}

const longestTrail = 100

export const createInspectorSlice: Slice<InspectorSlice> = (set, get) => ({
  pane: 'text',
  pickedAttempt: null,
  isFull: false,
  isPeeking: false,
  asMarkdown: false,
  trail: [],
  trailAt: -1,
  showPane: (pane) => set({ pane }),
  pickAttempt: (taskId, number) =>
    set(({ pane }) => ({ pickedAttempt: { taskId, number }, pane: pane === 'text' ? 'response' : pane })),
  setPeeking: (isPeeking) => set((now) => (now.isPeeking === isPeeking ? {} : { isPeeking })),
  setFull: (isFull) => set((now) => (now.isFull === isFull ? {} : { isFull })),
  showMarkdown: (asMarkdown) => set({ asMarkdown }),
  visit: (id) =>
    set(({ trail, trailAt }) => {
      if (trail[trailAt] === id) return {}
      const next = [...trail.slice(0, trailAt + 1), id].slice(-longestTrail)
      return { trail: next, trailAt: next.length - 1 }
    }),
  go(step) {
    const { trail, trailAt, openTask, setCursor } = get()
    const id = trail[trailAt + step]
    if (id === undefined) return
    set({ trailAt: trailAt + step })
    setCursor(null) // keys act on the task that is shown, not on the row that the list was at
    openTask(id)
  },
})
