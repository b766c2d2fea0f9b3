import { BrowserWindow, dialog, webContents } from 'electron'
import { importExtensions } from '#shared/import-files'

const extensions = [...importExtensions, 'gz']

/** Asks for files of prompts; null when the person closed the dialog. */
export function pickFiles(windowId: number): Promise<string[] | null> {
  return pick(windowId, {
    title: 'Import prompts',
    buttonLabel: 'Look at them',
    // Where one dialog can offer both; elsewhere a folder is dropped, or named on the command line.
    properties: ['openFile', 'multiSelections', ...(process.platform === 'darwin' ? (['openDirectory'] as const) : [])],
    filters: [
      { name: 'Files of prompts', extensions },
      { name: 'All files', extensions: ['*'] },
    ],
  })
}

/** Asks for a file of certificates; null when the person closed the dialog. */
export async function pickCaFile(windowId: number): Promise<string | null> {
  const files = await pick(windowId, {
    title: 'CA file',
    buttonLabel: 'Choose',
    properties: ['openFile'],
    filters: [
      { name: 'Certificates (PEM)', extensions: ['pem', 'crt', 'cer', 'cert', 'ca'] },
      { name: 'All files', extensions: ['*'] },
    ],
  })
  return files?.[0] ?? null
}

/** Asks for a folder to be watched; null when the person closed the dialog. */
export async function pickFolder(windowId: number): Promise<string | null> {
  const folders = await pick(windowId, {
    ...{ title: 'Watch a folder', buttonLabel: 'Choose', message: 'Each file that appears in it is sent' },
    properties: ['openDirectory', 'createDirectory'],
  })
  return folders?.[0] ?? null
}

async function pick(windowId: number, options: Electron.OpenDialogOptions): Promise<string[] | null> {
  const contents = webContents.fromId(windowId)
  const window = contents && BrowserWindow.fromWebContents(contents)
  const { canceled, filePaths } = await (window
    ? dialog.showOpenDialog(window, options)
    : dialog.showOpenDialog(options))
  return canceled || filePaths.length === 0 ? null : filePaths
}
