import { BrowserWindow, dialog, webContents } from 'electron'

const resultFilters = [{ name: 'JSON Lines', extensions: ['jsonl'] }]
const filters = [{ name: 'Receipts', extensions: ['json'] }]
const windowOf = (id: number) => {
  const contents = webContents.fromId(id)
  return contents && BrowserWindow.fromWebContents(contents)
}

/** Asks where a receipt is to be written; null when the person closed the dialog. */
export const pickPlaceForReceipt = (windowId: number, name: string): Promise<string | null> =>
  pickPlace(windowId, { title: 'Export receipt', defaultPath: name, filters })

/** The same for results. */
export const pickPlaceForResults = (windowId: number, name: string): Promise<string | null> =>
  pickPlace(windowId, { title: 'Export results', defaultPath: name, filters: resultFilters })

async function pickPlace(windowId: number, place: Electron.SaveDialogOptions): Promise<string | null> {
  const window = windowOf(windowId)
  const options: Electron.SaveDialogOptions = {
    ...{ ...place, buttonLabel: 'Export' },
    properties: ['showOverwriteConfirmation'],
  }
  const { canceled, filePath } = await (window
    ? dialog.showSaveDialog(window, options)
    : dialog.showSaveDialog(options))
  return canceled || filePath === '' ? null : filePath
}

/** Asks for a receipt that was exported earlier; null when the person closed the dialog. */
export async function pickReceipt(windowId: number): Promise<string | null> {
  const window = windowOf(windowId)
  const options: Electron.OpenDialogOptions = {
    ...{ title: 'Compare with a receipt', buttonLabel: 'Compare', properties: ['openFile'], filters },
  }
  const { canceled, filePaths } = await (window
    ? dialog.showOpenDialog(window, options)
    : dialog.showOpenDialog(options))
  return canceled ? null : (filePaths[0] ?? null)
}
