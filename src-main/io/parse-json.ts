import type { Json } from '#shared/request'

/** JSON.parse takes 200,000 levels, but JSON.stringify and structuredClone then overflow the stack. */
const deepest = 100
const manyDigits = /\d{16}/ // integers above 2^53 have 16 digits or more
const surrogateEscape = /\\u[dD][89a-fA-F]/
/** Keys whose value names a row: there every digit counts. */
export const idKeys = ['custom_id', 'customId', 'id', 'row_id'] as const
const idKeySet: ReadonlySet<string> = new Set(idKeys)

/** A row's JSON, its text made well-formed: SQLite would do it later, without a word. */
export function parseJson(text: string): { readonly value: Json } | { readonly reason: string } {
  if (isTooDeep(text)) return { reason: `nested deeper than ${deepest} levels` }
  try {
    const value: Json = manyDigits.test(text) ? JSON.parse(text, keepLongIds) : JSON.parse(text)
    return { value: surrogateEscape.test(text) ? wellFormed(value) : value }
  } catch (error) {
    return { reason: `not valid JSON: ${describe(error)}` }
  }
}

function isTooDeep(text: string): boolean {
  let depth = 0
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charCodeAt(at)
    if (char === 34) at = endOfString(text, at)
    else if (char === 91 || char === 123) depth += 1
    else if (char === 93 || char === 125) depth -= 1
    if (depth > deepest) return true
  }
  return false
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const char = text.charCodeAt(at)
    if (char === 92) at += 1
    else if (char === 34) return at
  }
  return text.length
}

/** A reviver; V8 gives it the digits as they were written. */
function keepLongIds(key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const lost = typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)
  return lost && idKeySet.has(key) ? (context?.source ?? String(value)) : value
}

function wellFormed(value: Json): Json {
  if (typeof value === 'string') return value.toWellFormed()
  if (Array.isArray(value)) return value.map(wellFormed)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key.toWellFormed(), wellFormed(each)]))
}

/** V8's words, with the place in our way of counting. */
function describe(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message
    .replace(/ in JSON at position (\d+).*$/s, (_, at) => ` (character ${Number(at) + 1})`)
    .replace(/, \S*".*is not valid JSON$/s, '') // quotes the row, which the person has before them
    .slice(0, 200)
}
