import type { Outcome } from '#shared/outcome'
import type { TaskId } from '#shared/task'
import type { Way } from '#shared/work'
import type { Clock } from './ports'

/** As long as a refusal takes to come. */
const firstAloneMs = 2_000

type Key = Pick<Way, 'providerId' | 'keyId'>
type Parts = {
  readonly clock: Pick<Clock, 'monotonic'>
  /** Whether a provider may refuse a key, or its quota be used up. */
  readonly mayRefuse: (providerId: string) => boolean
}

/** Of a key that no call has proved yet the first call goes alone for a moment: ten thousand tasks need not find out that it is refused. */
export function createFirstCalls({ clock, mayRefuse }: Parts) {
  const proved = new Set<string>()
  const alone = new Map<string, { taskId: TaskId; at: number }>()
  const nameOf = ({ providerId, keyId }: Key) => `${providerId}\n${keyId}`

  return {
    /** Ms until another call may go with that key. */
    waitMs(key: Key): number {
      const first = alone.get(nameOf(key))
      return first === undefined ? 0 : Math.max(0, first.at + firstAloneMs - clock.monotonic())
    },
    goes(key: Key, taskId: TaskId): void {
      const name = nameOf(key)
      if (!proved.has(name) && !alone.has(name) && mayRefuse(key.providerId))
        alone.set(name, { taskId, at: clock.monotonic() })
    },
    /** A sign of life of a call. True when others waited for it. */
    heard(key: Key): boolean {
      const name = nameOf(key)
      if (!alone.has(name)) return false
      proved.add(name)
      return alone.delete(name)
    },
    ended(key: Key, outcome: Outcome): void {
      if (outcome.kind === 'blocked') proved.delete(nameOf(key))
      else if (outcome.kind !== 'cancelled' && outcome.kind !== 'lost') proved.add(nameOf(key))
    },
    left(key: Key, taskId: TaskId): void {
      const name = nameOf(key)
      if (alone.get(name)?.taskId === taskId) alone.delete(name)
    },
    /** Its keys or its address may be others now. */
    changed(providerId: string): void {
      for (const name of proved) if (name.startsWith(`${providerId}\n`)) proved.delete(name)
    },
  }
}
