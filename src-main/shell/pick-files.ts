import { BrowserWindow, dialog, webContents } from 'electron'

const extensions = ['txt', 'md', 'jsonl', 'ndjson', 'json', 'csv', 'tsv']

/** Asks for files of prompts; null when the person closed the dialog. */
export function pickFiles(windowId: number): Promise<string[] | null> {
  return pick(windowId, {
    title: 'Import prompts',
    buttonLabel: 'Look at them',
    properties: ['openFile', 'multiSelections'],
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

async function pick(windowId: number, options: Electron.OpenDialogOptions): Promise<string[] | null> {
  const contents = webContents.fromId(windowId)
  const window = contents && BrowserWindow.fromWebContents(contents)
  const { canceled, filePaths } = await (window
    ? dialog.showOpenDialog(window, options)
    : dialog.showOpenDialog(options))
  return canceled || filePaths.length === 0 ? null : filePaths
}
