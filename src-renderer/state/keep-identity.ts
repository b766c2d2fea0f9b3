type Plain = Record<string, unknown>
const isPlain = (value: unknown): value is Plain => typeof value === 'object' && value !== null

/** `next`, with every part that equals its counterpart in `known` replaced by that one, so that readers of a part see no change. */
export function keepIdentity<T>(known: unknown, next: T): T {
  if (Object.is(known, next) || !isPlain(known) || !isPlain(next)) return next
  if (Array.isArray(known) !== Array.isArray(next)) return next
  const keys = Object.keys(next)
  let same = keys.length === Object.keys(known).length
  const merged = (Array.isArray(next) ? [] : {}) as Plain
  for (const key of keys) {
    const part = keepIdentity((known as Plain)[key], (next as Plain)[key])
    merged[key] = part
    if (!Object.is(part, (known as Plain)[key])) same = false
  }
  return (same ? known : merged) as T
}
