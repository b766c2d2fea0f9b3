type Plain = Readonly<Record<string, unknown>>
const isPlain = (value: unknown): value is Plain => typeof value === 'object' && value !== null

/** `next`, with every part that equals its counterpart in `known` replaced by that one, so that readers of a part see no change. */
export function keepIdentity<T>(known: unknown, next: T): T {
  if (Object.is(known, next) || !isPlain(known) || !isPlain(next)) return next
  if (Array.isArray(known) !== Array.isArray(next)) return next
  const keys = Object.keys(next)
  let same = keys.length === Object.keys(known).length
  const parts = keys.map((key): [string, unknown] => {
    const before = Object.hasOwn(known, key) ? known[key] : undefined // a name may be one that every object has, such as __proto__
    const part = keepIdentity(before, next[key])
    if (!Object.is(part, before) || !Object.hasOwn(known, key)) same = false
    return [key, part]
  })
  if (same) return known as T
  return (Array.isArray(next) ? parts.map(([, part]) => part) : Object.fromEntries(parts)) as T
}
