import type { TaskId } from '#shared/task'

type Read = (piece: string) => void

/** Those who follow what streamed calls write, piece by piece. */
export function liveText() {
  const readers = new Map<TaskId, Set<Read>>()
  return {
    tell(id: TaskId, piece: string): void {
      for (const read of readers.get(id) ?? []) read(piece)
    },
    /** Calls `read` with each piece of text that a streamed call of that task brings, until the returned function is called. */
    follow(id: TaskId, read: Read): () => void {
      const all = readers.get(id) ?? new Set()
      readers.set(id, all.add(read))
      return () => {
        all.delete(read)
        if (all.size === 0 && readers.get(id) === all) readers.delete(id)
      }
    },
  }
}
