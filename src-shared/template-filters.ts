import { beginningOf } from './cut-text'
import type { Json } from './request'

/** What a filter is given in the braces after its name. */
export type FilterArgument = string | number
type Filter = {
  readonly usage: string // as it is written
  readonly what: string // what it does, in a few words
  /** Null where the arguments are as they should be; else what is wrong. */
  readonly refuse: (args: readonly FilterArgument[]) => string | null
  readonly apply: (value: Json, args: readonly FilterArgument[]) => Json
}

const nothing = (args: readonly FilterArgument[]) => (args.length === 0 ? null : 'takes nothing after its name')
const isCount = (value: FilterArgument | undefined, least: number): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= least

/** What can be done to a cell on its way into a prompt. */
export const templateFilters = {
  trim: {
    usage: 'trim',
    what: 'without blanks and empty lines at both ends',
    refuse: nothing,
    apply: (value) => textOf(value).trim(),
  },
  upper: { usage: 'upper', what: 'in capitals', refuse: nothing, apply: (value) => textOf(value).toUpperCase() },
  lower: { usage: 'lower', what: 'in small letters', refuse: nothing, apply: (value) => textOf(value).toLowerCase() },
  truncate: {
    usage: 'truncate 500 "…"',
    what: 'at most so many characters, the mark included where one is given',
    refuse: ([length, mark, ...more]) =>
      isCount(length, 1) && (mark === undefined || typeof mark === 'string') && more.length === 0
        ? null
        : 'takes a number of characters, and a text to mark the cut if you like: truncate 500 "…"',
    apply(value, [length, mark = '']) {
      const text = textOf(value)
      const most = Number(length)
      if (text.length <= most) return text
      const sign = String(mark).length < most ? String(mark) : ''
      return beginningOf(text, most - sign.length) + sign
    },
  },
  lines: {
    usage: 'lines 3',
    what: 'the first lines, or the last ones with a number below zero',
    refuse: ([count, ...more]) =>
      typeof count === 'number' && Number.isSafeInteger(count) && count !== 0 && more.length === 0
        ? null
        : 'takes a number of lines: lines 3, or lines -3 for the last three',
    apply(value, [count]) {
      const lines = textOf(value).split(/(?<=\n)/) // each with its end
      const most = Number(count)
      const kept = most > 0 ? lines.slice(0, most) : lines.slice(most)
      return kept.join('').replace(/\r?\n$/, '')
    },
  },
  json: { usage: 'json', what: 'as JSON', refuse: nothing, apply: (value) => JSON.stringify(value) },
  get: {
    usage: 'get "author.name"',
    what: 'a value inside of JSON, by its names and numbers',
    refuse: ([path, ...more]) =>
      (typeof path === 'string' || typeof path === 'number') && path !== '' && more.length === 0
        ? null
        : 'takes the way to a value: get "author.name", or get "items.0"',
    apply: (value, [path]) => valueAt(value, String(path)),
  },
  default: {
    usage: 'default "none"',
    what: 'this text where there is no value',
    refuse: ([text, ...more]) =>
      text !== undefined && more.length === 0 ? null : 'takes the text to send instead: default "none"',
    apply: (value, [text]) => (isBlank(value) ? String(text) : value),
  },
} as const satisfies Readonly<Record<string, Filter>>
export type FilterName = keyof typeof templateFilters
export const filterNames = Object.keys(templateFilters) as FilterName[]
export const isFilterName = (name: string): name is FilterName => Object.hasOwn(templateFilters, name)

/** A cell as it stands in a prompt: text as it is, nothing for null, JSON for lists and objects. */
export function textOf(value: Json): string {
  if (typeof value === 'string') return value
  if (value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

export const isBlank = (value: Json): boolean => value === null || (typeof value === 'string' && value.trim() === '')

/** Also inside of a text that is JSON, as tables have it; null where there is nothing. */
function valueAt(value: Json, path: string): Json {
  let here: Json | undefined = typeof value === 'string' ? parsed(value) : value
  for (const name of path.split('.')) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, name)) return null
    here = (here as { [key: string]: Json })[name]
  }
  return here ?? null
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    return null
  }
}
