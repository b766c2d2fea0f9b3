import type { LaneName } from '#shared/lane'
import type { TaskState, TaskView } from '#shared/task'
import type { Lane } from './lane'
import type { Clock, EngineStore } from './ports'
import type { RemoteBatches } from './remote-batches/remote-batches'

type Parts = {
  readonly store: Pick<EngineStore, 'task' | 'move'>
  readonly lanes: Readonly<Record<LaneName, Lane>>
  readonly remote: Pick<RemoteBatches, 'cancel'>
  readonly clock: Pick<Clock, 'now'>
}

/** Cancels a task in any state before its end; a running call is aborted, and its attempt settles as cancelled. False when it had ended. */
export const createCancel =
  ({ store, lanes, remote, clock }: Parts) =>
  async (task: TaskView): Promise<boolean> => {
    let waited = false
    for (let seen: TaskView | undefined = task; seen; seen = store.task(task.id)) {
      if (isOver(seen.state)) return false
      if (seen.state.kind !== 'running') {
        const now = clock.now()
        if (await store.move(seen, { kind: 'cancelled', settledAt: now, failure: null }, now)) return true
        continue // it moved on meanwhile
      }
      if (seen.remoteBatch) {
        if (await remote.cancel(seen)) return true
        continue // it moved on meanwhile
      }
      const lane = lanes[seen.lane]
      if (lane.abort(seen.id, 'cancelled')) return true
      // Its call is over, and what it came to is on its way to the disk: whatever that makes of the task is cancelled then.
      const settled = lane.settled(seen.id)
      if (!settled && waited) return false
      waited = !settled
      await (settled ?? nextTurn()) // or its claim is just on disk, and its call has not begun
    }
    return false
  }

const nextTurn = () => new Promise<void>((done) => setImmediate(done))
const isOver = ({ kind }: TaskState) => kind === 'succeeded' || kind === 'dead' || kind === 'cancelled'
