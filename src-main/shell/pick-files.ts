import { BrowserWindow, dialog, webContents } from 'electron'

const extensions = ['txt', 'md', 'jsonl', 'ndjson', 'json', 'csv', 'tsv']

/** Asks for files of prompts; null when the person closed the dialog. */
export async function pickFiles(windowId: number): Promise<string[] | null> {
  const contents = webContents.fromId(windowId)
  const window = contents && BrowserWindow.fromWebContents(contents)
  const options: Electron.OpenDialogOptions = {
    title: 'Import prompts',
    buttonLabel: 'Look at them',
    properties: ['openFile', 'multiSelections'],
    filters: [
      { name: 'Files of prompts', extensions },
      { name: 'All files', extensions: ['*'] },
    ],
  }
  const { canceled, filePaths } = await (window
    ? dialog.showOpenDialog(window, options)
    : dialog.showOpenDialog(options))
  return canceled || filePaths.length === 0 ? null : filePaths
}
