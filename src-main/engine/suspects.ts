import type { TaskId, TaskView } from '#shared/task'
import type { EngineStore } from './ports'

type Parts = {
  readonly store: Pick<EngineStore, 'saveSuspects' | 'task'>
  /** Runs that one task, and nothing beside it, to its end; false when it cannot run now. */
  readonly runAlone: (task: TaskView) => Promise<boolean>
  readonly mayRun: () => boolean
  /** The last of them has had its turn. */
  readonly onClear: () => void
  readonly onStoreError: (error: unknown) => void
}

/**
 * After a crash: what was in flight runs one at a time before anything else, so that if one of them kills the process again, it was alone. The
 * list is on disk; who has had its turn leaves it.
 */
export function createSuspects({ store, runAlone, mayRun, onClear, onStoreError }: Parts) {
  let ids: TaskId[] = []
  let going = false

  async function oneByOne() {
    while (ids.length > 0 && mayRun()) {
      const [id, ...rest] = ids
      const task = id === undefined ? undefined : store.task(id)
      // One that is held up by a gate or a pause loses its turn: the others need not wait for it.
      if (task?.state.kind === 'queued') await runAlone(task)
      if (!mayRun()) return // all stands still: it keeps its turn, as it may not have had it
      await store.saveSuspects(rest) // where the disk refuses, it keeps its turn, and loses it when it comes up again: it has ended
      ids = rest
    }
  }

  return {
    count: () => ids.length,
    set(next: readonly TaskId[]) {
      ids = [...next]
    },
    /** Goes on with them, if there are any and nothing stands still. */
    go() {
      if (going || ids.length === 0) return
      going = true
      void oneByOne()
        .catch(onStoreError)
        .finally(() => {
          going = false
          if (ids.length === 0) onClear()
        })
    },
  }
}
