import { jsonOf } from '#shared/json-order'
import { editScript, type Run } from '../../../diff/edit-script'

export type DiffPart = { readonly kind: Run['kind']; readonly text: string }
export type TextDiff = {
  /** Of which `same` and `removed` make the one text, `same` and `added` the other, as they were compared; of JSON but for its commas. */
  readonly parts: readonly DiffPart[]
  readonly by: 'words' | 'lines'
  readonly json: boolean // both are JSON: its keys stand in order, a value on a line
  /** They differ in more than can be found in a moment: it is told by lines, or only where they begin and end alike. */
  readonly coarse: boolean
}

/** Longer texts are compared by lines: their words alone would take too long to tell apart. */
const longestByWords = 200_000
/** Of longer ones only where they begin and end alike is looked for. */
const longestByLines = 1_000_000
/** More changes are not looked for, at most so many milliseconds long: the window stands still meanwhile. */
const mostEdits = 1_500
const longestMs = 40

/**
 * What changes between two texts: by words, or by lines where both are JSON or look like code. Space alone between two changes is part of them,
 * since a change of every other word is easier to read as one.
 * @param now milliseconds of a clock that only rises
 */
export function diffTexts(a: string, b: string, now: () => number = () => performance.now()): TextDiff {
  const isLong = a.length + b.length > longestByLines
  const [left, right] = isLong ? [null, null] : [prettyJson(a), prettyJson(b)]
  const json = left !== null && right !== null
  const [one, other] = json ? [left, right] : [a, b]
  const byLines = json || isCode(a) || isCode(b) || a.length + b.length > longestByWords
  if (!byLines) {
    const parts = compared(words(one), words(other), now)
    if (parts) return { parts: withSpace(parts), by: 'words', json, coarse: false }
  }
  const parts = isLong ? null : compared(lines(one), lines(other), now, json ? withoutComma : undefined)
  if (parts) return { parts, by: 'lines', json, coarse: !byLines }
  return { parts: ends(one, other), by: 'lines', json, coarse: true }
}

/** A longer one stays as it came. */
const longestPretty = 300_000

/** A value a line and keys in their order; null where it is no JSON object or list, or too long for that. */
export function prettyJson(text: string): string | null {
  if (text.length > longestPretty || !/^\s*[[{]/.test(text)) return null
  const value = jsonOf(text)
  return value === undefined ? null : JSON.stringify(value, null, 2)
}

/** A fence, or a third of its lines set in or ended as statements are. */
function isCode(text: string): boolean {
  if (text.includes('```')) return true
  const some = text.slice(0, 20_000).split('\n')
  if (some.length < 3) return false
  const like = some.filter((line) => /^(?:\t| {2,})\S/.test(line) || /[;{}]\s*$/.test(line)).length
  return like * 3 >= some.length
}

/** Writing without spaces is told apart by its characters. */
const word =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]|[\p{L}\p{M}\p{N}_'’]+|\s+|./gsu
const words = (text: string): string[] => text.match(word) ?? []
const lines = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? []

/** A value is the same where only something follows on it. */
const withoutComma = (line: string): string => line.replace(/,?\n?$/, '')

function compared(
  a: readonly string[],
  b: readonly string[],
  now: () => number,
  keyOf = (text: string) => text,
): DiffPart[] | null {
  const known = new Map<string, number>()
  const numbered = (list: readonly string[]) =>
    Int32Array.from(list, (text) => {
      const key = keyOf(text)
      const number = known.get(key) ?? known.size
      known.set(key, number)
      return number
    })
  const [left, right] = [numbered(a), numbered(b)]
  const until = now() + longestMs
  const runs = editScript(left, right, { edits: mostEdits, isLate: () => now() >= until })
  if (!runs) return null
  return runs.map(({ kind, from, to }) => ({ kind, text: (kind === 'added' ? b : a).slice(from, to).join('') }))
}

/** Where they begin and end alike, in whole lines, and all that is between as one change. */
function ends(a: string, b: string): DiffPart[] {
  const most = Math.min(a.length, b.length)
  let start = 0
  while (start < most && a.charCodeAt(start) === b.charCodeAt(start)) start += 1
  if (start > 0 && (start < a.length || start < b.length)) start = a.lastIndexOf('\n', start - 1) + 1
  let end = 0
  while (end < most - start && a.charCodeAt(a.length - 1 - end) === b.charCodeAt(b.length - 1 - end)) end += 1
  const line = a.indexOf('\n', a.length - end)
  if (end < a.length - start || end < b.length - start) end = line === -1 ? 0 : a.length - line - 1
  const parts: DiffPart[] = [
    { kind: 'same', text: a.slice(0, start) },
    { kind: 'removed', text: a.slice(start, a.length - end) },
    { kind: 'added', text: b.slice(start, b.length - end) },
    { kind: 'same', text: a.slice(a.length - end) },
  ]
  return parts.filter(({ text }) => text !== '')
}

function withSpace(parts: readonly DiffPart[]): DiffPart[] {
  const result: DiffPart[] = []
  let removed = ''
  let added = ''
  const settle = () => {
    if (removed !== '') result.push({ kind: 'removed', text: removed })
    if (added !== '') result.push({ kind: 'added', text: added })
    removed = ''
    added = ''
  }
  for (const [at, { kind, text }] of parts.entries()) {
    const isBetween = at > 0 && at < parts.length - 1
    if (kind === 'removed') removed += text
    else if (kind === 'added') added += text
    else if (isBetween && /^[^\S\n]+$/.test(text)) {
      removed += text
      added += text
    } else {
      settle()
      result.push({ kind, text })
    }
  }
  settle()
  return result
}
