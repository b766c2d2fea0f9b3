import { nearestNames } from './nearest-name'
import type { Json } from './request'
import {
  type FilterArgument,
  type FilterName,
  filterNames,
  isBlank,
  isFilterName,
  templateFilters,
  textOf,
} from './template-filters'

/*
 * The language of templates: text with `{{column}}` or `{{column | filter argument | …}}` in it. A column's name is quoted as in JSON where
 * it has braces, bars or quotes in it. Of more than two braces the last two begin, so `{"a": {{{n}}}}` does what it looks like. A backslash
 * before two or more braces makes text of them; two backslashes there are one. `{{steps.ID.result}}` is no business of a template: it stays.
 */

export type FilterCall = { readonly name: FilterName; readonly args: readonly FilterArgument[] }
/** Where a cell goes. `from` and `to` are places in the text, in UTF-16 units. */
export type Slot = {
  readonly column: string
  readonly filters: readonly FilterCall[]
  readonly from: number
  readonly to: number
}
/** What is wrong with a part of a text, in words. */
export type TemplateProblem = { readonly from: number; readonly to: number; readonly message: string }
export type Part = string | Slot
export type ParsedTemplate = { readonly parts: readonly Part[]; readonly problems: readonly TemplateProblem[] }

const opening = /\{{2,}/g
const isStep = /^\s*steps\./

/** Reads a template. What is wrong is told and stands as text in its parts. Never throws. */
export function parseTemplate(text: string): ParsedTemplate {
  const parts: Part[] = []
  const problems: TemplateProblem[] = []
  let literal = ''
  let at = 0
  const push = (slot: Slot) => {
    if (literal !== '') parts.push(literal)
    literal = ''
    parts.push(slot)
  }
  const run = new RegExp(opening)
  for (let found = run.exec(text); found; found = run.exec(text)) {
    const [braces] = found
    const slashes = slashesBefore(text, found.index, at)
    const end = found.index + braces.length
    literal += text.slice(at, found.index - Math.ceil(slashes / 2))
    at = end
    if (slashes % 2 === 1) {
      literal += braces
      continue
    }
    literal += braces.slice(2)
    const from = end - 2
    const read = readSlot(text, from)
    if ('slot' in read) push(read.slot)
    else {
      literal += text.slice(from, read.to)
      if (read.message !== null) problems.push({ from, to: read.to, message: read.message })
    }
    at = 'slot' in read ? read.slot.to : read.to
    run.lastIndex = at
  }
  literal += text.slice(at)
  if (literal !== '') parts.push(literal)
  return { parts, problems }
}

/** How many backslashes stand right before a place, and not before `least`. No regular expression: those try a long run from each of its places. */
function slashesBefore(text: string, place: number, least = 0): number {
  let at = place
  while (at > least && text[at - 1] === '\\') at--
  return place - at
}

/** message: null where all is well, and the text stays as it is. */
type NoSlot = { readonly to: number; readonly message: string | null }
type ReadSlot = { readonly slot: Slot } | NoSlot

function readSlot(text: string, from: number): ReadSlot {
  const start = from + 2
  if (isStep.test(text.slice(start, start + 40))) {
    const close = text.indexOf('}}', start)
    return { to: close === -1 ? start : close + 2, message: null } // a broken one is refused by those that fill it in
  }
  const words = wordsOf(text, start)
  if (words.to === null)
    return { to: start, message: 'These braces are never closed with }}. Write \\{{ where braces are meant.' }
  const wrong = (message: string): NoSlot => ({ to: words.to ?? start, message })
  if (words.problem !== null) return wrong(words.problem)
  const [head = [], ...calls] = words.segments
  const [name] = head
  if (name === undefined) return wrong('The name of a column is missing between the braces.')
  const column = head.every((word) => !word.quoted) ? head.map(({ text: part }) => part).join('') : name.text
  if (head.length > 1 && head.some((word) => word.quoted))
    return wrong('Write one column between the braces, and a | before each filter.')
  const filters: FilterCall[] = []
  for (const call of calls) {
    const read = readFilter(call)
    if (typeof read === 'string') return wrong(read)
    filters.push(read)
  }
  return { slot: { column, filters, from, to: words.to } }
}

type Word = { readonly text: string; readonly quoted: boolean }

function readFilter([name, ...rest]: readonly Word[]): FilterCall | string {
  if (name === undefined) return 'The name of a filter is missing after |.'
  if (name.quoted || !isFilterName(name.text)) {
    const [meant] = nearestNames(name.text, filterNames, 1)
    const offer = meant === undefined ? `There are: ${filterNames.join(', ')}.` : `Did you mean ${meant}?`
    return `There is no filter “${shown(name.text)}”. ${offer}`
  }
  const args = rest.map(({ text, quoted }) => (quoted || !/^[+-]?\d{1,15}$/.test(text) ? text : Number(text)))
  const refused = templateFilters[name.text].refuse(args)
  return refused === null ? { name: name.text, args } : `The filter ${name.text} ${refused}.`
}

/**
 * What stands between the braces, up to the bars: `to` is behind the closing braces, null where there are none. The blanks inside of a
 * column's name are part of it; between a filter and its arguments they are not.
 */
function wordsOf(text: string, start: number) {
  const segments: Word[][] = [[]]
  let problem: string | null = null
  let at = start
  const fail = (message: string) => {
    problem ??= message
  }
  for (;;) {
    const char = text.charAt(at)
    if (char === '') return { segments, problem, to: null }
    if (text.startsWith('}}', at)) return { segments: trimmed(segments), problem, to: at + 2 }
    if (char === '"') {
      const end = quoteEnd(text, at)
      if (end === -1) return { segments, problem, to: null }
      const value = unquoted(text.slice(at, end))
      if (value === null) fail('What stands in quotes is not written as JSON text is.')
      segments.at(-1)?.push({ text: value ?? '', quoted: true })
      at = end
    } else if (char === '|') {
      segments.push([])
      at++
    } else if (text.startsWith('{{', at)) return { segments, problem, to: null }
    else {
      if (char === '{' || char === '}') fail('Put a column’s name in quotes where it has braces in it.')
      const plain = segments.length === 1 ? /[^|"{}]+|[{}]/y : /[^|"{}\s]+|\s+|[{}]/y
      plain.lastIndex = at
      const [word = char] = plain.exec(text) ?? []
      if (word.trim() !== '') segments.at(-1)?.push({ text: word, quoted: false })
      at += word.length
    }
  }
}

const trimmed = ([head = [], ...rest]: readonly Word[][]): Word[][] => [
  head
    .map((word) => (word.quoted ? word : { ...word, text: word.text.trim() }))
    .filter((word) => word.quoted || word.text !== ''),
  ...rest,
]

/** Behind the closing quote; -1 where there is none. */
function quoteEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') return at + 1
  }
  return -1
}

function unquoted(text: string): string | null {
  try {
    const value: unknown = JSON.parse(text.replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t'))
    return typeof value === 'string' ? value : null
  } catch {
    return null
  }
}

const shown = (name: string) => (name.length > 40 ? `${name.slice(0, 40).toWellFormed()}…` : name)

/** The text that is read as these parts; of one text alone, that text with its braces made harmless. */
export function formatTemplate(parts: readonly Part[]): string {
  return parts
    .map((part, at) => (typeof part === 'string' ? escaped(part, typeof parts[at + 1] === 'object') : formatSlot(part)))
    .join('')
}

/** A text that a template sends as it is. */
export const escapeTemplate = (text: string): string => escaped(text, false)

function escaped(text: string, beforeSlot: boolean): string {
  // Braces right before a slot are part of its run, of which the last two begin: only the backslashes before them need company.
  let own = text.length
  if (beforeSlot) while (own > 0 && text[own - 1] === '{') own--
  const safe = text.slice(0, own).replace(opening, (braces: string, at: number) => {
    return `${'\\'.repeat(slashesBefore(text, at) + 1)}${braces}`
  })
  return safe + (beforeSlot ? '\\'.repeat(slashesBefore(text, own)) : '') + text.slice(own)
}

function formatSlot({ column, filters }: Slot): string {
  const plain = column !== '' && column.trim() === column && !/[{}|"]/.test(column) && !isStep.test(column)
  const written = filters.map(({ name, args }) => [name, ...args.map((arg) => JSON.stringify(arg))].join(' '))
  return `{{${[plain ? column : JSON.stringify(column), ...written].join(' | ')}}}`
}

/** A slot that has no value in a row. kind: the cell is not there, or it is blank. */
export type Missing = { readonly column: string; readonly kind: 'absent' | 'blank' }

/** The value of a slot in a row as text, or that it has none; a default of its own is a value. What it holds is never read as a template. */
export function slotText({ column, filters }: Slot, cell: Json): string | Missing {
  const value = filters.reduce<Json>((so, { name, args }) => templateFilters[name].apply(so, args), cell)
  if (isBlank(value) && !filters.some(({ name }) => name === 'default'))
    return { column, kind: cell === null || value === null ? 'absent' : 'blank' }
  return textOf(value)
}

/**
 * Exchanges names in braces where `valueFor` has a value for them, and leaves all else as it is: braces of other names, filters, backslashes.
 * For texts that are not templates of columns.
 * @param valueFor also given as it is written, braces and blanks included
 */
export function fillNames(text: string, valueFor: (name: string, written: string) => string | undefined): string {
  if (!text.includes('{{')) return text
  return text.replace(/\{\{\s*([^{}|"\s]+)\s*\}\}/g, (written, name: string) => valueFor(name, written) ?? written)
}
