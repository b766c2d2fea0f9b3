import type { Json } from '#shared/request'
import { cellText } from './cell-text'
import { guarded } from './guard'

const special: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const cell = (tag: 'th' | 'td', text: string): string =>
  `<${tag}>${guarded(text)
    .replace(/[&<>"]/g, (each) => special[each] ?? each)
    .replace(/\r\n|[\r\n]/g, '<br>')}</${tag}>`

/** A table as a spreadsheet or a document takes it from the clipboard. */
export function htmlTable(names: readonly string[], rows: readonly (readonly Json[])[]): string {
  const line = (tag: 'th' | 'td', cells: readonly string[]) =>
    `<tr>${cells.map((text) => cell(tag, text)).join('')}</tr>`
  const body = rows.map((row) => line('td', row.map(cellText)))
  return `<meta charset="utf-8"><table>${line('th', names)}${body.join('')}</table>`
}
