import { createHash } from 'node:crypto'
import type { SharedPrefix } from '#shared/outcome'
import { type LlmRequest, promptOf, systemOf } from '#shared/request'

/** More different system prompts than this are no groups that a cache could serve. */
const mostGroups = 1_000
/** A shared beginning of fewer characters is not worth a word to any provider: the smallest cache starts at some hundred tokens. */
const shortest = 1_000

type Group = { tasks: number; user: string }

const keyOf = (system: string) => createHash('sha1').update(system).digest('base64')

/** Finds what the requests of a batch have in common at their beginning, while they go by. */
export function prefixFinder() {
  const groups = new Map<string, Group>()
  let tasks = 0
  return {
    look(request: LlmRequest): void {
      tasks++
      if (request.kind !== 'chat' || groups.size > mostGroups) return
      const system = systemOf(request)
      const key = system === '' ? '' : keyOf(system)
      const user =
        typeof request.messages.find(({ role }) => role === 'user')?.content === 'string' ? promptOf(request) : ''
      const group = groups.get(key)
      if (!group) groups.set(key, { tasks: 1, user })
      else {
        group.tasks++
        group.user = group.user.slice(0, common(group.user, user))
      }
    },
    /** Null when most of them share nothing that is long enough. */
    found(): SharedPrefix | null {
      if (groups.size > mostGroups) return null
      const shared = [...groups.values()].filter((group) => group.tasks > 1)
      if (shared.reduce((sum, group) => sum + group.tasks, 0) * 2 <= tasks) return null
      // With several groups their prompts begin differently: only the system prompt is known to be shared.
      const userChars = shared.length === 1 ? (shared[0]?.user.length ?? 0) : 0
      const system = shared.some((group) => groups.get('') !== group)
      const worth = userChars >= shortest ? userChars : 0
      return system || worth > 0 ? { system, userChars: worth } : null
    },
  }
}

/** How many characters both begin with; never half of a surrogate pair. */
function common(a: string, b: string): number {
  const most = Math.min(a.length, b.length)
  let n = 0
  while (n < most && a.charCodeAt(n) === b.charCodeAt(n)) n++
  const last = n > 0 ? a.charCodeAt(n - 1) : 0
  return last >= 0xd800 && last <= 0xdbff ? n - 1 : n
}

/** The shared beginning itself, by which a group is known; '' where the request has none of it. */
export function prefixText(request: LlmRequest, { system, userChars }: SharedPrefix): string {
  if (request.kind !== 'chat') return ''
  const user = userChars === 0 ? '' : promptOf(request).slice(0, userChars)
  return (system ? systemOf(request) : '') + user
}
