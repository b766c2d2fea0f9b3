import type { EventName, EventOf } from '#shared/contract'
import type { Overview } from '#shared/overview'
import type { EpochMs, TaskDetail, TaskId, TaskView } from '#shared/task'
import type { ViewPatch, ViewQuery } from '#shared/view'
import type { Store } from '#store/store'
import type { createOverview, Slow } from './overview'

/** Patches go out at most ten times a second, whatever the engine does. */
const patchMs = 100
/** Numbers that are read from many rows are at most this old while work goes on. */
const slowMs = 1_000
/** A list that is narrowed by a person's words is searched anew at most this often. */
const searchMs = 1_000
/** Further behind than this, a reader looks at the tables instead of the news. */
const newsLimit = 2_000

type View = { readonly viewId: number; readonly query: ViewQuery; readonly start: number; readonly end: number }
type Send = <E extends EventName>(event: E, payload: EventOf<E>) => void
type Parts = {
  readonly store: Store
  readonly overview: ReturnType<typeof createOverview>
  readonly now: () => EpochMs
}

/** Knows what each window shows, and sends it only that: traffic depends on what is visible, not on how many tasks exist. */
export function createSubscriptions({ store, overview, now }: Parts) {
  const windows = new Map<number, WindowState>()
  let slow: Slow = overview.slow()
  let slowAt = now()
  let timer: NodeJS.Timeout | null = null
  let slowTimer: NodeJS.Timeout | null = null

  /** Something changed: windows hear of it within a tenth of a second, and of many changes at once. */
  function dirty() {
    if (windows.size > 0 && timer === null) timer = setTimeout(flush, patchMs)
  }

  function flush() {
    timer = null
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
    for (const window of windows.values()) window.flush(full)
  }

  store.onNews(dirty)

  return {
    dirty,
    add(id: number, send: Send) {
      windows.set(id, createWindowState(store, send, now))
    },
    remove(id: number) {
      windows.delete(id)
    },
    overview(id: number): Overview {
      // An answer and an event may overtake each other on their way, so the answer counts for nothing: all of it follows as an event.
      windows.get(id)?.forgetOverview()
      dirty()
      return overview.full(slow)
    },
    openView(id: number, view: View): ViewPatch {
      const window = windows.get(id)
      if (!window) throw new Error(`window ${id} is not known`)
      return window.open(view)
    },
    closeView: (id: number) => windows.get(id)?.close(),
    watch: (id: number, taskId: TaskId | null): TaskDetail | null => windows.get(id)?.watch(taskId) ?? null,
  }
}
export type Subscriptions = ReturnType<typeof createSubscriptions>

type WindowState = ReturnType<typeof createWindowState>

function createWindowState(store: Store, send: Send, now: () => EpochMs) {
  let view: View | null = null
  let sentRows = new Map<TaskId, number>()
  let sentBody = ''
  let sentAt = 0
  let watched: TaskId | null = null
  let seen = store.events.lastSeq()
  const sentParts = new Map<string, string>()

  function read({ viewId, query, start, end }: View): ViewPatch {
    const seq = store.events.lastSeq()
    const body: ViewPatch['body'] =
      query.kind === 'live'
        ? { kind: 'live', sections: store.views.live(query) }
        : { kind: 'list', start, ...store.views.list(query, start, end) }
    const ids = body.kind === 'live' ? body.sections.flatMap(({ order }) => order) : body.order
    return { viewId, seq, at: now(), changed: store.views.rows(ids), body }
  }

  function remember({ changed, body }: ViewPatch) {
    sentRows = new Map(changed.map((row) => [row.id, row.version]))
    sentBody = JSON.stringify(body)
    sentAt = now()
  }

  function patchView() {
    if (!view) return
    const searching = view.query.kind === 'list' && view.query.filter.text !== ''
    if (searching && now() - sentAt < searchMs) return
    const full = read(view)
    const changed = full.changed.filter(({ id, version }: TaskView) => sentRows.get(id) !== version)
    if (changed.length === 0 && JSON.stringify(full.body) === sentBody) return
    remember(full)
    send('view', { ...full, changed })
  }

  function patchOverview(full: Overview) {
    const parts = Object.entries(full).flatMap(([key, value]) => {
      const text = JSON.stringify(value)
      if (sentParts.get(key) === text) return []
      sentParts.set(key, text)
      return [[key, value]]
    })
    if (parts.length > 0) send('overview', Object.fromEntries(parts) as Partial<Overview>)
  }

  function patchTask() {
    const news = store.events.since(seen, newsLimit)
    seen = store.events.lastSeq()
    if (watched === null) return
    if (news.length < newsLimit && !news.some(({ taskId }) => taskId === watched)) return
    const detail = store.detail(watched)
    if (detail) send('task', detail)
  }

  return {
    forgetOverview: () => sentParts.clear(),
    open(next: View): ViewPatch {
      view = next
      const patch = read(next)
      remember(patch)
      return patch
    },
    close() {
      view = null
    },
    watch(id: TaskId | null): TaskDetail | null {
      watched = id
      return id === null ? null : store.detail(id)
    },
    flush(full: Overview) {
      patchTask()
      patchView()
      patchOverview(full)
    },
  }
}
