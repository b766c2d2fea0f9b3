import type { LiveOutput } from '#shared/contract'
import type { TaskId } from '#shared/task'
import type { Written } from './live-outputs'

/** However fast pieces come, a window gets them ten times a second at most. */
const feedMs = 100

type Parts = {
  readonly of: (id: TaskId) => Written | null
  readonly send: (output: LiveOutput) => void
}

/** What one window hears of the call of the task that it watches: first all that was kept, then what is new. */
export function createOutputFeed({ of, send }: Parts) {
  let watched: TaskId | null = null
  let sent: { attempt: number; end: number } | null = null
  let timer: NodeJS.Timeout | null = null

  function flush() {
    timer = null
    const written = watched === null ? null : of(watched)
    if (watched === null || written === null) return
    const { attempt, start, text } = written
    const from = sent?.attempt === attempt ? Math.max(start, sent.end) : start
    const end = start + text.length
    if (sent?.attempt === attempt && end <= sent.end) return
    sent = { attempt, end }
    send({ id: watched, attempt, start: from, text: text.slice(from - start) })
  }

  return {
    watch(id: TaskId | null) {
      watched = id
      sent = null
      if (timer !== null) clearTimeout(timer)
      timer = id !== null && of(id) !== null ? setTimeout(flush, 0) : null // after the answer to the one who asks to watch
    },
    wrote(id: TaskId) {
      if (id === watched && timer === null) timer = setTimeout(flush, feedMs)
    },
  }
}
