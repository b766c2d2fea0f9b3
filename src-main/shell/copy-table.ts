import electron, { clipboard } from 'electron'

type Table = { readonly text: string; readonly html: string }

/** Puts a table on the clipboard, for text fields and for spreadsheets and documents alike. */
export async function copyTable({ text, html }: Table): Promise<void> {
  const { ClipboardItem } = electron as Partial<typeof electron>
  if (ClipboardItem) return clipboard.write([new ClipboardItem({ 'text/plain': text, 'text/html': html })])
  // Before Electron 44, which has no such class, and no name to import either: both forms in one object.
  const write = clipboard.write as unknown as (table: Table) => void
  write.call(clipboard, { text, html })
}
