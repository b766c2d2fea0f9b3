import { contextBridge, type IpcRendererEvent, ipcRenderer, webUtils } from 'electron'
import type { Bridge } from '#shared/contract'
// Not the contract itself: its schemas would be built anew in every window before its page may begin.
import {
  type Command,
  commandChannel,
  commandNames,
  type EventName,
  eventChannel,
  eventNames,
} from '#shared/contract/names'

// Generated from the contract: a named function for every command, and nothing of Electron's crosses over.
const calls = Object.fromEntries(
  commandNames.map((name: Command) => [name, (request: unknown) => ipcRenderer.invoke(commandChannel(name), request)]),
)

const bridge = {
  ...calls,
  on(event: EventName, listener: (payload: unknown) => void) {
    if (!eventNames.includes(event)) return () => {}
    const handle = (_event: IpcRendererEvent, payload: unknown) => listener(payload)
    ipcRenderer.on(eventChannel(event), handle)
    return () => {
      ipcRenderer.removeListener(eventChannel(event), handle)
    }
  },
  pathsOf: (files: readonly File[]) => files.map((file) => webUtils.getPathForFile(file)),
} as Bridge // fromEntries forgets the names that commandNames gave it

contextBridge.exposeInMainWorld('trilane', bridge)
