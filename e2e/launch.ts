import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type ElectronApplication, type Page } from '@playwright/test'

/** What a test asks of the practice provider; see SimulatorProfile. */
export type Practice = Record<string, unknown>

export const tempDir = () => mkdtempSync(join(tmpdir(), 'trilane-e2e-'))

/** errors: what the window logged as an error, such as something that its own content policy refused. */
export type App = {
  readonly app: ElectronApplication
  readonly page: Page
  readonly dataDir: string
  readonly errors: string[]
}

/** Starts the built app as a person would, in a data folder of its own or in the one given. */
export async function launch({
  dataDir = tempDir(),
  practice,
  args = [],
  env: own = {},
}: {
  dataDir?: string
  practice?: Practice
  args?: readonly string[] // more words of the command line
  env?: Record<string, string> // of its environment, beside that of the test
} = {}): Promise<App> {
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env // the runner runs on Electron's Node.js, the app must not
  const app = await _electron.launch({
    args: ['.', ...args],
    env: {
      ...(env as Record<string, string>),
      TRILANE_DATA_DIR: dataDir,
      ...own,
      ...(practice ? { TRILANE_PRACTICE: JSON.stringify(practice) } : {}),
    },
  })
  const page = await app.firstWindow()
  const errors: string[] = []
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
  page.on('pageerror', (error) => errors.push(error.message))
  await page.locator('#root > *').first().waitFor() // React has mounted
  return { app, page, dataDir, errors }
}

/** Drops files and folders on the window as a file manager would. */
export async function dropFiles(page: Page, files: string[], at = { x: 640, y: 500 }) {
  const cdp = await page.context().newCDPSession(page)
  const data = { items: [], files, dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await cdp.send('Input.dispatchDragEvent', { type, ...at, data })
  await cdp.detach()
}

/** The next native open dialog answers with these files. */
export async function answerOpenDialog({ app }: App, filePaths: string[]) {
  await app.evaluate(({ dialog }, paths) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: paths })
  }, filePaths)
}
