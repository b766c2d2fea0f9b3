import { BrowserWindow, dialog, webContents } from 'electron'

const filters = [{ name: 'Receipts', extensions: ['json'] }]
const windowOf = (id: number) => {
  const contents = webContents.fromId(id)
  return contents && BrowserWindow.fromWebContents(contents)
}

/** Asks where a receipt is to be written; null when the person closed the dialog. */
export async function pickPlaceForReceipt(windowId: number, name: string): Promise<string | null> {
  const window = windowOf(windowId)
  const options: Electron.SaveDialogOptions = {
    ...{ title: 'Export receipt', buttonLabel: 'Export', defaultPath: name, filters },
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
