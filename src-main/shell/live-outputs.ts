import type { OutputReader } from '#engine/engine'
import type { TaskId } from '#shared/task'

/** Of one answer no more is kept than its last so many characters, and of all that run together no more than the second number. */
const mostOfOne = 256 * 1024
const mostOfAll = 16 * 1024 * 1024
const leastOfOne = 4 * 1024
/** Pieces are a few characters each: they are joined by so many, since a text made of a chain of pieces takes many times its room. */
const piecesJoined = 128

/** What a running call has written: the text after `start` characters. */
export type Written = { readonly attempt: number; readonly start: number; readonly text: string }
type Buffer = { readonly attempt: number; start: number; text: string; pieces: string[] }

/** What streamed calls have written so far, for windows that come later. Nothing of it outlives its call. */
export function createLiveOutputs() {
  const buffers = new Map<TaskId, Buffer>()
  let listener: (id: TaskId) => void = () => {}

  const mostEach = () => Math.max(leastOfOne, Math.min(mostOfOne, Math.floor(mostOfAll / Math.max(1, buffers.size))))

  function join(buffer: Buffer) {
    buffer.text = [buffer.text, ...buffer.pieces].join('')
    buffer.pieces = []
    const over = buffer.text.length - mostEach()
    if (over <= 0) return
    buffer.start += over
    buffer.text = buffer.text.slice(over)
  }

  return {
    text({ id, attempt }, piece) {
      let buffer = buffers.get(id)
      if (buffer?.attempt !== attempt) {
        buffer = { attempt, start: 0, text: '', pieces: [] }
        buffers.set(id, buffer)
      }
      buffer.pieces.push(piece)
      if (buffer.pieces.length >= piecesJoined) join(buffer)
      listener(id)
    },
    ended({ id, attempt }) {
      if (buffers.get(id)?.attempt === attempt) buffers.delete(id)
    },
    /** Null where nothing of a running call has come. */
    of(id: TaskId): Written | null {
      const buffer = buffers.get(id)
      if (!buffer) return null
      join(buffer)
      const { attempt, start, text } = buffer
      return { attempt, start, text }
    },
    /** `heard` is called with each piece, in place of who heard before. */
    onText(heard: (id: TaskId) => void): void {
      listener = heard
    },
  } satisfies OutputReader & Record<string, unknown>
}
export type LiveOutputs = ReturnType<typeof createLiveOutputs>
