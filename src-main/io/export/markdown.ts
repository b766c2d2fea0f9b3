import type { Json } from '#shared/request'
import { cellText } from './cell-text'

const special = /[\\`*_{}[\]<>|~&#$]/g
/** Text as it is to be seen, on one line of a table (GitHub Flavored Markdown). */
const cell = (value: Json): string =>
  cellText(value)
    .replace(special, '\\$&')
    .replace(/\r\n|[\r\n]/g, '<br>')

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`

export const tableHead = (names: readonly string[]): string => line(names.map(cell)) + line(names.map(() => '---'))
export const tableRow = (values: readonly Json[]): string => line(values.map(cell))

/** A row as a section. Values stand in quotes: whatever headings or lists an answer has, it stays within its own. */
export function section(title: string, names: readonly string[], values: readonly Json[]): string {
  const parts = names.flatMap((name, at) => {
    const text = cellText(values[at] ?? null)
    if (text === '') return []
    const lines = text.split(/\r\n|[\r\n]/).map((each) => (each === '' ? '>' : `> ${each}`))
    return [`**${cell(name)}**\n\n${lines.join('\n')}\n\n`]
  })
  return `## ${cell(title)}\n\n${parts.join('')}`
}
