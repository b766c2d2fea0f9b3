import type { Json } from '#shared/request'

/** A value as the text of a cell: nothing for null, JSON for lists and objects. */
export function cellText(value: Json): string {
  if (value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
