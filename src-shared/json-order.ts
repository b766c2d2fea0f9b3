import type { Json } from './request'

/** Written with a value on a line, each level costs its indent on every line below it. */
const deepest = 500

/** The value with the keys of all its objects in the order of their characters, so that two texts of the same value can be told to be that. */
function inKeyOrder(value: Json, depth = 0): Json {
  if (depth > deepest) throw new RangeError('nested too deep')
  if (Array.isArray(value)) return value.map((item) => inKeyOrder(item, depth + 1))
  if (value === null || typeof value !== 'object') return value
  const keys = Object.keys(value).sort()
  return Object.fromEntries(keys.map((key) => [key, inKeyOrder(value[key] ?? null, depth + 1)]))
}

/** What a text says as JSON; undefined where it is none, or is nested deeper than can be read. */
export function jsonOf(text: string): Json | undefined {
  try {
    return inKeyOrder(JSON.parse(text) as Json)
  } catch {
    return undefined
  }
}
