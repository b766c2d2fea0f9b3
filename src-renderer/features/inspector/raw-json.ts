import { formatCount } from '../../format'

export type RawLine = { readonly indent: string; readonly key: string; readonly rest: string }

/** A text of a request is a part of its shape here; all of it is a copy away. */
const longestText = 1_200
const mostLines = 2_000

/** JSON in lines, each parted in its key and the rest, with long texts shortened; null for what is no JSON, or has too many lines to draw. */
export function rawLines(text: string): readonly RawLine[] | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null) return null
  const lines = JSON.stringify(value, shortened, 2).split('\n')
  return lines.length > mostLines ? null : lines.map(partsOf)
}

const shortened = (_key: string, value: unknown) =>
  typeof value === 'string' && value.length > longestText
    ? `${value.slice(0, longestText).toWellFormed()}… (${formatCount(value.length - longestText)} more characters)`
    : value

function partsOf(line: string): RawLine {
  const [, indent = '', key = '', rest = ''] = /^( *)((?:"(?:[^"\\]|\\.)*": )?)(.*)$/s.exec(line) ?? []
  return { indent, key, rest }
}
