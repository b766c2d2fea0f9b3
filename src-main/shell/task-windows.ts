import { BrowserWindow } from 'electron'
import type { TaskId } from '#shared/task'

type Parts = {
  /** Opens a window of ours on the page for that task. */
  readonly create: (id: TaskId) => BrowserWindow
}

/** Windows that show one task each, beside the dashboard. They go when the last dashboard goes: alone they could start nothing new. */
export function createTaskWindows({ create }: Parts) {
  const windows = new Map<TaskId, BrowserWindow>()

  const isOne = (window: BrowserWindow) => [...windows.values()].includes(window)
  const dashboards = () => BrowserWindow.getAllWindows().filter((window) => !window.isDestroyed() && !isOne(window))

  return {
    /** The one that shows the task already comes to the front. */
    open(id: TaskId): void {
      const known = windows.get(id)
      if (known) {
        if (known.isMinimized()) known.restore()
        known.focus()
        return
      }
      const window = create(id)
      windows.set(id, window)
      window.on('closed', () => windows.delete(id))
    },
    dashboards,
    /** A dashboard was closed. */
    dashboardClosed(): void {
      if (dashboards().length > 0) return
      for (const window of windows.values()) window.close()
    },
  }
}
export type TaskWindows = ReturnType<typeof createTaskWindows>
