import { createHash } from 'node:crypto'
import type { Warming } from '#shared/overview'
import type { GateId, TaskId } from '#shared/task'
import type { Clock } from './ports'
import { prefixText } from './shared-prefix'
import type { Check } from './ways'

/** How long a provider's prompt cache keeps a beginning that is not used: five minutes with most. */
const keptMs = 5 * 60_000
/** Roughly; a beginning that turns out too short for the cache only loses the wait for the first answer. */
const charsPerToken = 4

/** More than these are looked through for those that have gone cold. */
const mostGroups = 1_000

type Group = { warming: Warming | null; usedAt: number | null }

type Parts = {
  readonly clock: Pick<Clock, 'monotonic'>
  /** From how many tokens on the provider caches; null: not at all. */
  readonly cachesFrom: (providerId: string, model: string) => number | null
  /** Those that waited for the first of their group may go. */
  readonly onWarm: () => void
}

/**
 * Tasks that share a long beginning: the first of them goes alone until its answer begins, since only then can the provider read the
 * beginning from its cache. Sent together, each would be billed for writing it.
 */
export function createWarmth({ clock, cachesFrom, onWarm }: Parts): Check & { readonly warming: () => Warming[] } {
  const groups = new Map<string, Group>()
  const groupOf = new Map<TaskId, Group>()

  function keyOf(gateId: GateId, text: string): string {
    return `${gateId} ${createHash('sha1').update(text).digest('base64')}`
  }
  function isWarm({ usedAt }: Group): boolean {
    return usedAt !== null && clock.monotonic() - usedAt < keptMs
  }
  function warmed(taskId: TaskId) {
    const group = groupOf.get(taskId)
    if (!group) return
    group.usedAt = clock.monotonic()
    if (group.warming?.taskId !== taskId) return
    group.warming = null
    onWarm()
  }

  return {
    reserve(task, way) {
      const { sharedPrefix } = task.options
      const from = sharedPrefix ? cachesFrom(way.providerId, way.model) : null
      if (!sharedPrefix || from === null) return way
      const text = prefixText(task.request, sharedPrefix)
      if (text.length < from * charsPerToken) return way
      const key = keyOf(way.gateId, text)
      if (groups.size > mostGroups)
        for (const [name, each] of groups) if (each.warming === null && !isWarm(each)) groups.delete(name)
      const group = groups.get(key) ?? { warming: null, usedAt: null }
      groups.set(key, group)
      if (!isWarm(group)) {
        if (group.warming !== null) return 'aside'
        group.warming = { taskId: task.id, batchId: task.batchId, gateId: task.gateId }
      }
      groupOf.set(task.id, group)
      return { ...way, sharedPrefix }
    },
    heard: warmed,
    /** The first ones that others wait for. */
    warming: () => [...groups.values()].flatMap(({ warming }) => warming ?? []),
    ended(taskId, outcome) {
      if (outcome.kind === 'succeeded' || outcome.kind === 'permanent') warmed(taskId)
    },
    release(taskId) {
      const group = groupOf.get(taskId)
      groupOf.delete(taskId)
      if (group?.warming?.taskId !== taskId) return
      group.warming = null // the next one is the first
      onWarm()
    },
  }
}
