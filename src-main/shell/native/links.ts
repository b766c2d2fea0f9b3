import { z } from 'zod'
import { Destination, linkScheme } from '#shared/destination'

/** Longer than any link of ours. */
const longest = 100
const scheme = `${linkScheme}:`

export const isLink = (text: string): boolean => text.slice(0, scheme.length).toLowerCase() === scheme

/** Nothing but a scheme, a place and perhaps a number: what else a URL may carry has no meaning here, and is refused. */
const Link = z
  .string()
  .max(longest)
  .regex(/^trilane:\/\/[a-z-]+(?:\/[1-9]\d{0,14})?\/?$/i)

/** Where a link leads; null of one that is none of ours. A link navigates, and can do nothing else. */
export function parseLink(text: string): Destination | null {
  const link = Link.safeParse(text)
  if (!link.success) return null
  const [place = '', id] = link.data.slice(scheme.length + 2).split('/')
  const to = place.toLowerCase().replaceAll('-', '_')
  const found = Destination.safeParse(id ? { to, id: Number(id) } : { to })
  // A place that takes no number is not found by one: zod would drop it in silence.
  return found.success && 'id' in found.data === Boolean(id) ? found.data : null
}
