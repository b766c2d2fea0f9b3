import type { BrowserWindow } from 'electron'
import type { TaskId } from '#shared/task'
import { send } from './ipc'
import type { Subscriptions } from './subscriptions'
import { openWindow, preloadFile } from './window'

type Parts = { readonly subscriptions: Pick<Subscriptions, 'add' | 'remove' | 'watched'> }

/** Windows that show one task each, beside the dashboard. They go when the dashboard goes: alone they could start nothing new. */
export function createTaskWindows({ subscriptions }: Parts) {
  const windows = new Map<number, { readonly window: BrowserWindow; readonly first: TaskId }>() // by their listener
  /** One leads to other tasks too, so what counts is what it shows by now. */
  const showing = (id: TaskId) =>
    [...windows].find(([listener, { first }]) => (subscriptions.watched(listener) ?? first) === id)?.[1].window

  return {
    /** The one that shows the task already comes to the front. */
    open(id: TaskId): void {
      const known = showing(id)
      if (known) {
        if (known.isMinimized()) known.restore()
        known.focus()
        return
      }
      const window = openWindow(preloadFile(import.meta.dirname), { task: id })
      const listener = window.webContents.id // gone with its window
      windows.set(listener, { window, first: id })
      subscriptions.add(listener, (event, payload) => send(window.webContents, event, payload))
      window.on('closed', () => {
        subscriptions.remove(listener)
        windows.delete(listener)
      })
    },
    closeAll(): void {
      for (const { window } of [...windows.values()]) window.close()
    },
  }
}
export type TaskWindows = ReturnType<typeof createTaskWindows>
