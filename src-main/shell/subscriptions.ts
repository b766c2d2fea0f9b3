import type { EventName, EventOf } from '#shared/contract'
import type { Overview } from '#shared/overview'
import type { EpochMs, TaskDetail, TaskId } from '#shared/task'
import type { ViewPatch } from '#shared/view'
import type { Search } from '#store/search/client'
import type { Store } from '#store/store'
import type { LiveOutputs } from './live-outputs'
import { createOutputFeed } from './output-feed'
import type { createOverview, Slow } from './overview'
import { createOverviewFeed } from './overview-feed'
import type { Picks } from './picks'
import { createTaskFeed } from './task-feed'
import { createWindowView, type Finds, type View } from './window-view'

/** Patches go out at most ten times a second, whatever the engine does. */
const patchMs = 100
/** Counts and slots follow the rows by so much: a window that draws both at once needs more than the time of a frame. */
const overviewAfterMs = patchMs / 2
/** Numbers that are read from many rows are at most this old while work goes on. */
const slowMs = 1_000
/** What calls used of their limits wanes by itself: looked at so often until nothing of it is left. */
const waneMs = 5_000

type Send = <E extends EventName>(event: E, payload: EventOf<E>) => void
type Parts = {
  readonly store: Store
  readonly overview: ReturnType<typeof createOverview>
  /** Finds what a filter narrows; without it such a list is read row by row, on this thread. */
  readonly search?: Finds & Pick<Search, 'onStatus'>
  /** What running calls write. */
  readonly outputs?: Pick<LiveOutputs, 'of' | 'onText'>
  /** What windows have picked. */
  readonly picks?: Pick<Picks, 'marks' | 'drop'>
  readonly now: () => EpochMs
}

/** Knows what each window shows, and sends it only that: traffic depends on what is visible, not on how many tasks exist. */
export function createSubscriptions({ store, overview, search, outputs, picks, now }: Parts) {
  const windows = new Map<number, WindowState>()
  let slow: Slow = overview.slow()
  let slowAt = now()
  let timer: NodeJS.Timeout | null = null
  let overviewTimer: NodeJS.Timeout | null = null
  let slowTimer: NodeJS.Timeout | null = null
  let waneTimer: NodeJS.Timeout | null = null

  /** Something changed: windows hear of it within some tenths of a second, and of many changes at once. */
  function dirty() {
    if (windows.size > 0 && timer === null) timer = setTimeout(flush, patchMs)
  }

  function flush() {
    timer = null
    if (overviewTimer === null) overviewTimer = setTimeout(flushOverview, overviewAfterMs)
    guarded(() => {
      for (const window of windows.values()) window.flushRows()
    })
  }

  function flushOverview() {
    overviewTimer = null
    guarded(() => {
      if (now() - slowAt >= slowMs) {
        slow = overview.slow()
        slowAt = now()
      } else {
        // So that the last change shows in the slow numbers as well.
        if (slowTimer === null)
          slowTimer = setTimeout(() => {
            slowTimer = null
            dirty()
          }, slowMs)
      }
      const full = overview.full(slow)
      if (full.uses?.length && waneTimer === null)
        waneTimer = setTimeout(() => {
          waneTimer = null
          dirty()
        }, waneMs)
      for (const window of windows.values()) window.patchOverview(full)
    })
  }

  function guarded(readAndSend: () => void) {
    try {
      readAndSend()
    } catch (error) {
      store.failed(error)
      // What cannot be read stays on the screen as it was; that the disk is in trouble must be seen.
      for (const window of windows.values()) window.patchOverview({ storage: overview.storage() })
    }
  }

  store.onNews(dirty)
  search?.onStatus(dirty) // the index got further, and with it what a search finds
  outputs?.onText((id) => {
    for (const window of windows.values()) window.wrote(id)
  })

  return {
    dirty,
    add(id: number, send: Send) {
      windows.set(id, createWindowState(id, { store, search: search ?? null, outputs, picks, send, now }))
    },
    remove(id: number) {
      windows.get(id)?.close()
      windows.delete(id)
      picks?.drop(id)
    },
    overview(id: number): Overview {
      // An answer and an event may overtake each other on their way, so the answer counts for nothing: all of it follows as an event.
      windows.get(id)?.forgetOverview()
      dirty()
      return overview.full(slow)
    },
    openView(id: number, view: View): ViewPatch | Promise<ViewPatch> {
      const window = windows.get(id)
      if (!window) throw new Error(`window ${id} is not known`)
      return window.open(view)
    },
    closeView: (id: number) => windows.get(id)?.closeView(),
    /** The task that the window shows; null where it shows none. */
    watched: (id: number): TaskId | null => windows.get(id)?.watched() ?? null,
    watch: (id: number, taskId: TaskId | null): TaskDetail | null => windows.get(id)?.watch(taskId) ?? null,
  }
}
export type Subscriptions = ReturnType<typeof createSubscriptions>

type WindowState = ReturnType<typeof createWindowState>

type WindowParts = Pick<Parts, 'store' | 'outputs' | 'picks' | 'now'> & {
  readonly search: Finds | null
  readonly send: Send
}

function createWindowState(id: number, { store, search, outputs, picks, send, now }: WindowParts) {
  const output = createOutputFeed({ of: (taskId) => outputs?.of(taskId) ?? null, send: (next) => send('output', next) })
  const task = createTaskFeed({
    ...{ store, send: (detail) => send('task', detail), gone: (taskId) => send('taskGone', { id: taskId }) },
  })
  const overviewFeed = createOverviewFeed((patch) => send('overview', patch))
  const view = createWindowView({
    ...{ owner: `window ${id}`, store, search, now },
    send: (patch) => send('view', patch),
    failed: store.failed,
    marks: picks && ((ids) => picks.marks(id, ids)),
  })

  return {
    forgetOverview: overviewFeed.forget,
    open: view.open,
    closeView: view.close,
    close() {
      view.close()
      output.watch(null)
    },
    wrote: output.wrote,
    watched: task.watched,
    patchOverview: overviewFeed.patch,
    watch(id: TaskId | null): TaskDetail | null {
      output.watch(id)
      return task.watch(id)
    },
    flushRows() {
      task.patch()
      view.patch()
    },
  }
}
