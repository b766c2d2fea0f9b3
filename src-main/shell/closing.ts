import { app, BrowserWindow, dialog, powerMonitor } from 'electron'
import type { Engine } from '#engine/engine'
import type { Queueing } from './queueing'
import { createQuit, inOrder, type Quitting } from './quit'

/** How long running calls may still end when the app closes; what is then aborted is queued again. */
const quitGraceMs = 10_000
/** The same when the machine goes down: systems wait for some 5 s, then end the process. */
const systemGraceMs = 2_000
const systemLimitMs = 4_500

type Parts = {
  readonly engine: Pick<Engine, 'storage' | 'onStorage'>
  readonly queueing: Pick<Queueing, 'count' | 'onEnd'>
  /** It was decided to wait, perhaps after the last window was closed. */
  readonly onWait: () => void
  /** What is to be ended, in order; each of them whatever became of the ones before. @param graceMs how long calls may still end */
  readonly steps: (how: Quitting, graceMs: number) => readonly (() => unknown)[]
}

/** Listens to whatever ends the app: a person, a signal, the session or the machine. Then all is ended in order, and the process. */
export function closeInOrder({ engine, queueing, onWait, steps }: Parts): void {
  const hurry = () => void setTimeout(exitNow, systemLimitMs) // what is committed is on disk; the next start goes on from there
  const quit = createQuit({
    storage: engine.storage,
    imports: queueing.count,
    async ask({ message, detail, wait, quit: quitAnyway }) {
      const buttons = [wait, quitAnyway]
      const { response } = await dialog.showMessageBox({ type: 'warning', message, detail, buttons, cancelId: 0 })
      return response === 1 ? 'quit' : 'wait'
    },
    onWait,
    close(how) {
      if (how === 'system') hurry()
      const graceMs = how === 'system' ? systemGraceMs : quitGraceMs
      void inOrder(steps(how, graceMs), (error) => console.error('while closing:', error)).finally(exitNow)
    },
    hurry,
  })
  engine.onStorage(quit.changed)
  queueing.onEnd(quit.changed)
  app.on('before-quit', (event) => {
    event.preventDefault()
    quit.request()
  })
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => quit.now('asked'))
  const onShutdown = (event: Electron.Event) => {
    event.preventDefault() // the machine then waits a little for this process
    quit.now('system')
  }
  powerMonitor.on('shutdown', onShutdown as () => void) // macOS and Linux; Windows tells its windows instead. Its types leave the event out
  const endWithSession = (window: BrowserWindow) => window.on('session-end', () => quit.now('system'))
  app.on('browser-window-created', (_, window) => endWithSession(window))
  for (const window of BrowserWindow.getAllWindows()) endWithSession(window)
}

/** Ends the process once everything is on disk and closed. Electron 42's own app.exit now and then never ends (4 of 16 quits right after
 *  start, under Xvfb with an inspector attached): JavaScript had stopped, the process stayed, and its data folder with it. */
function exitNow() {
  const { reallyExit } = process as unknown as { reallyExit: (code: number) => never } // Node's own, left out of its types
  reallyExit(0)
}
