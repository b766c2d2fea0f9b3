import { BrowserWindow, dialog, webContents } from 'electron'

const resultFilters = [{ name: 'JSON Lines', extensions: ['jsonl'] }]
const filters = [{ name: 'Receipts', extensions: ['json'] }]
const templateFilters = [{ name: 'Templates', extensions: ['json'] }]
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

/** The same in any format of an export; the name says which. */
export const pickPlaceForExport = (windowId: number, name: string): Promise<string | null> => {
  const extension = name.slice(name.lastIndexOf('.') + 1)
  const format = extension === 'jsonl' ? 'JSON Lines' : extension === 'md' ? 'Markdown' : extension.toUpperCase()
  const filters = [{ name: format, extensions: [extension] }]
  return pickPlace(windowId, { title: 'Export results', defaultPath: name, filters })
}

/** The same for letters: one document, or one a line, as the name says. */
export const pickPlaceForLetters = (windowId: number, name: string): Promise<string | null> =>
  pickPlace(windowId, {
    ...{ title: 'Export for a report', defaultPath: name },
    filters: name.endsWith('.json') ? [{ name: 'JSON', extensions: ['json'] }] : resultFilters,
  })

/** The same for a template. */
export const pickPlaceForTemplate = (windowId: number, name: string): Promise<string | null> =>
  pickPlace(windowId, { title: 'Export template', defaultPath: name, filters: templateFilters })

/** The same for the lines of an import that cannot be used, in a file that can be imported again. */
export const pickPlaceForBadLines = (windowId: number, name: string): Promise<string | null> => {
  const extension = name.split('.').at(-1) ?? 'txt'
  return pickPlace(windowId, {
    ...{ title: 'Export bad lines', defaultPath: name },
    filters: [{ name: 'The same kind of file', extensions: [extension] }],
  })
}

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
export const pickReceipt = (windowId: number): Promise<string | null> =>
  pickOne(windowId, { title: 'Compare with a receipt', buttonLabel: 'Compare', filters })

/** The same for a template. */
export const pickTemplate = (windowId: number): Promise<string | null> =>
  pickOne(windowId, { title: 'Import template', buttonLabel: 'Import', filters: templateFilters })

async function pickOne(windowId: number, asked: Electron.OpenDialogOptions): Promise<string | null> {
  const window = windowOf(windowId)
  const options: Electron.OpenDialogOptions = { ...asked, properties: ['openFile'] }
  const { canceled, filePaths } = await (window
    ? dialog.showOpenDialog(window, options)
    : dialog.showOpenDialog(options))
  return canceled ? null : (filePaths[0] ?? null)
}
