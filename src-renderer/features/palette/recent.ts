import { z } from 'zod'

/** What was done last comes first; of the window's own storage, since it is worth nothing elsewhere. */
const place = 'trilane.recent-actions'
const most = 12
const Recent = z.array(z.string().max(200)).max(most)

/** Ids of actions, the last one first. */
export function recentActions(): readonly string[] {
  try {
    return Recent.parse(JSON.parse(localStorage.getItem(place) ?? '[]'))
  } catch {
    return [] // not ours, or no storage at all
  }
}

export function noteAction(id: string): void {
  const next = [id, ...recentActions().filter((each) => each !== id)].slice(0, most)
  try {
    localStorage.setItem(place, JSON.stringify(next))
  } catch {
    // Without storage nothing is remembered, and nothing else is lost.
  }
}
