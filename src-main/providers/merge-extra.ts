import type { JsonObject } from '#shared/request'

/**
 * The body with a task's own fields put in. Objects are merged one level deep, so that `{generationConfig: {topK: 5}}` adds to what
 * is there; anything else replaces it.
 * @param fixed fields that are not the task's to set, since the call's way and the reading of its answer hang on them
 */
export function mergeExtra(body: JsonObject, extra: JsonObject | undefined, fixed: readonly string[]): JsonObject {
  const merged = { ...body }
  for (const [key, value] of Object.entries(extra ?? {})) {
    if (fixed.includes(key)) continue
    const there = merged[key]
    merged[key] = isObject(there) && isObject(value) ? { ...there, ...value } : value
  }
  return merged
}

function isObject(value: JsonObject[string] | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
