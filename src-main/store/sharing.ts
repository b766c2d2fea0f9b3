import type { GateId, TaskId } from '#shared/task'
import type { Queued } from './changes'

/**
 * Identical requests in flight share one call: the first is called, the others stay queued and stand aside here until it has ended; then they
 * find its answer in the store, or one of them is called in its place. Memory only: after a crash they are simply queued.
 */
export function sharedCalls() {
  const leaders = new Map<string, TaskId>()
  const keyOf = new Map<TaskId, string>()
  const aside = new Map<string, Queued[]>()
  /** What the transaction in hand did here, to be undone if it is rolled back. */
  let undo: (() => void)[] = []

  return {
    key: (digest: Buffer, gateId: GateId): string => `${gateId} ${digest.toString('base64')}`,
    /** False when an identical one is in flight: then the task stands aside. */
    lead(key: string, task: Queued): boolean {
      if (leaders.has(key)) {
        const waiting = aside.get(key) ?? []
        waiting.push(task)
        aside.set(key, waiting)
        undo.push(() => waiting.pop())
        return false
      }
      leaders.set(key, task.id)
      keyOf.set(task.id, key)
      undo.push(() => {
        leaders.delete(key)
        keyOf.delete(task.id)
      })
      return true
    },
    /** A call has ended: those that stood aside for it are back in line. */
    ended(id: TaskId): readonly Queued[] {
      const key = keyOf.get(id)
      if (key === undefined) return []
      const waiting = aside.get(key) ?? []
      leaders.delete(key)
      keyOf.delete(id)
      aside.delete(key)
      undo.push(() => {
        leaders.set(key, id)
        keyOf.set(id, key)
        if (waiting.length > 0) aside.set(key, waiting)
      })
      return waiting
    },
    /** The returned function undoes what was done here since. */
    mark(): () => void {
      const done = undo.length
      return () => {
        for (const step of undo.splice(done).reverse()) step()
      }
    },
    afterwards(committed: boolean) {
      if (!committed) for (const step of undo.reverse()) step()
      undo = []
    },
  }
}
