import { LaneName } from '#shared/lane'
import { parseUsd } from '#shared/spend'
import type { StateKind } from '#shared/task'
import type { Filter } from '#shared/view'

export type ParsedFilter = { readonly filter: Filter; readonly problem: string | null }
const longestText = 200

/** States as a person may call them. */
const states: Readonly<Record<string, StateKind>> = {
  waiting: 'waiting',
  scheduled: 'scheduled',
  queued: 'queued',
  ready: 'queued',
  running: 'running',
  backing_off: 'backing_off',
  'backing-off': 'backing_off',
  succeeded: 'succeeded',
  done: 'succeeded',
  dead: 'dead',
  cancelled: 'cancelled',
}

/** A filter word takes its value in, or says why it cannot; an empty value is one that is still being typed. */
const words: Readonly<Record<string, (filter: Filter, value: string) => string | undefined>> = {
  'lane:'(filter, value) {
    const lane = LaneName.safeParse(value.toLowerCase())
    if (!lane.success) return 'lane: is fast or heavy'
    filter.lane = lane.data
  },
  'state:'(filter, value) {
    const state = states[value.toLowerCase()]
    if (!state) return 'state: is waiting, scheduled, queued, running, backing-off, done, dead or cancelled'
    filter.state = state
  },
  'status:'(filter, value) {
    if (!/^\d{3}$/.test(value)) return 'status: is a number such as 429'
    filter.status = Number(value)
  },
  'model:'(filter, value) {
    filter.model = value.slice(0, longestText)
  },
  'batch:'(filter, value) {
    filter.batch = value.slice(0, longestText)
  },
  'row:'(filter, value) {
    const [, first, last] = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(value) ?? []
    const [from, to] = [Number(first), Number(last ?? first)]
    if (!(from >= 1 && to >= from)) return 'row: is a number such as 12, or a range such as 10-20'
    filter.row = { from, to }
  },
  'tokens>'(filter, value) {
    const [, digits, thousand] = /^(\d{1,9})(k?)$/i.exec(value) ?? []
    if (digits === undefined) return 'tokens> takes a number such as 5000 or 5k'
    filter.tokensOver = Number(digits) * (thousand ? 1_000 : 1)
  },
  'is:'(filter, value) {
    if (value.toLowerCase() !== 'suspect') return 'is: takes suspect, for what was in flight when Trilane last died'
    filter.suspect = true
  },
  'cost>'(filter, value) {
    const cost = parseUsd(value)
    if (cost === null) return 'cost> takes dollars such as 0.01 or $2'
    filter.costOver = cost
  },
  'cost<'(filter, value) {
    const cost = parseUsd(value)
    if (cost === null) return 'cost< takes dollars such as 0.01 or $2'
    filter.costUnder = cost
  },
}

/** Quotes keep a value or a phrase together; the last one may still be open. */
const item = /((?:lane|state|status|model|batch|row|is):|(?:tokens|cost)>|cost<)(?:"([^"]*)"?|(\S*))|"[^"]*"?|\S+/gi

/** The words and phrases of a filter, as they were typed. */
export const filterWords = (typed: string): string[] => [...typed.matchAll(item)].map(([all]) => all)

/**
 * What a person typed: filter words, and the rest as free text with its quotes. A space at its end stays, since it says that the last word is
 * whole. A word that cannot hold is told, and left out.
 */
export function parseFilter(typed: string): ParsedFilter {
  const filter: Filter = { text: '' }
  const free: string[] = []
  let problem: string | null = null
  let isFreeLast = false
  for (const [all, key, quoted, plain] of typed.matchAll(item)) {
    isFreeLast = key === undefined
    const value = (quoted ?? plain ?? '').trim()
    if (key === undefined) free.push(all)
    else if (value !== '') problem = words[key.toLowerCase()]?.(filter, value) ?? problem
  }
  const text = free.join(' ')
  if (text !== '' && !/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(text))
    problem ??= 'Only words, numbers and emoji can be looked for'
  filter.text = `${text}${isFreeLast && /\s$/.test(typed) ? ' ' : ''}`.slice(0, longestText)
  return { filter, problem }
}
