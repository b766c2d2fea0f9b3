import { app, type BrowserWindow, clipboard, shell } from 'electron'
import type { Handlers } from '#shared/contract'
import { CommandError } from '#shared/result'
import type { Startup, StartupProblem } from '#shared/startup'
import { databaseFile } from '#store/safety/files'
import { asStorageError } from '#store/safety/refusals'
import { createRescue } from '#store/safety/rescue'
import { StorageError } from '#store/safety/storage-error'
import { openStore, type Store } from '#store/store'
import { registerCommands } from './ipc'
import { isTrustedFrame } from './window'

type Names = 'getStartup' | 'surveyDamage' | 'settleStartup' | 'showDataFile' | 'quitApp' | 'copyText'
/** The first writes of a start: where the disk takes none, that is a matter for the page as well. */
type Prepare = (store: Store) => Promise<unknown>
/** onAsk: a person is to look at the window. */
type Opening = { readonly prepare: Prepare; readonly onAsk: () => void }
/** `dashboard`: the window that was opened first, to be the dashboard's; null where it had to ask, and goes with `closePage`. */
export type Opened = { readonly store: Store; readonly dashboard: BrowserWindow | null; readonly closePage: () => void }

/**
 * Opens the store. Where that cannot be done, a window says why and what can be done about it, and this resolves once a person has settled
 * it: nothing runs until then, and nothing is moved before they decide. The page is to be closed after the dashboard has its window.
 * @param window the one that was opened first, whose page asks main what to show
 */
export async function openOrAsk(dataDir: string, window: BrowserWindow, { prepare, onAsk }: Opening): Promise<Opened> {
  try {
    return { store: await openPrepared(dataDir, prepare), dashboard: window, closePage: () => {} }
  } catch (error) {
    const problem = problemOf(error, dataDir)
    onAsk()
    return ask(dataDir, window, prepare, problem)
  }
}

async function openPrepared(dataDir: string, prepare: Prepare): Promise<Store> {
  const store = openStore(dataDir)
  try {
    await prepare(store)
    return store
  } catch (error) {
    store.close()
    throw asStorageError(error, databaseFile(dataDir))
  }
}

/** What the error stands for on the page. Rethrows one that is none of the disk's or the file's. */
function problemOf(error: unknown, dataDir: string): StartupProblem {
  if (error instanceof StorageError) return { kind: error.kind, file: error.file, detail: error.detail }
  if (error instanceof CommandError && error.code === 'in_use')
    return { kind: 'in_use', file: databaseFile(dataDir), detail: error.message }
  throw error
}

function ask(dataDir: string, page: BrowserWindow, prepare: Prepare, first: StartupProblem): Promise<Opened> {
  const rescue = createRescue(dataDir, Date.now)
  let problem = first
  return new Promise((resolve) => {
    const blocked = (): Startup => ({
      ...{ kind: 'blocked', problem },
      ...{ lastSavedAt: rescue.lastSavedAt(), backups: rescue.backups() },
    })
    const focus = () => {
      if (page.isMinimized()) page.restore()
      page.focus()
    }

    async function open(): Promise<Startup> {
      let store: Store
      try {
        store = await openPrepared(dataDir, prepare)
      } catch (error) {
        problem = problemOf(error, dataDir)
        return blocked()
      }
      unregister()
      app.removeListener('second-instance', focus)
      page.removeListener('closed', quit)
      // After this answer is on its way: the page must not be gone before.
      setImmediate(() => resolve({ store, dashboard: null, closePage: () => page.close() }))
      return { kind: 'ready' }
    }

    const handlers: Pick<Handlers, Names> = {
      getStartup: async () => blocked(),
      surveyDamage: () => rescue.survey(),
      async settleStartup(choice) {
        if (choice.choice === 'restore') await rescue.restore(choice.name)
        if (choice.choice === 'salvage') await rescue.salvage()
        if (choice.choice === 'start_empty') await rescue.startEmpty()
        const next = await open()
        if (next.kind === 'ready') await rescue.drop()
        return next
      },
      async showDataFile() {
        shell.showItemInFolder(problem.file)
        return {}
      },
      async quitApp() {
        quit()
        return {}
      },
      async copyText({ text }) {
        await clipboard.writeText(text)
        return {}
      },
    }
    const unregister = registerCommands(handlers, isTrustedFrame)
    if (page.isDestroyed()) return quit() // a person would not wait
    page.once('closed', quit)
    app.on('second-instance', focus)
  })
}

const quit = () => app.quit()
