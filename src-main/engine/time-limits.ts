import type { LanePolicy } from '#shared/lane'
import type { AbortReason } from '#shared/outcome'
import type { Clock } from './ports'

type Limits = Pick<LanePolicy, 'timeoutMs' | 'firstTokenMs' | 'stallMs'>

/**
 * The time limits of one call: the whole of it, until a streamed answer has its first text, and between two signs of life of one. An answer
 * that is not streamed has no sign of life, so only the whole counts, and a first text that never comes.
 */
export function timeLimits(clock: Pick<Clock, 'timer'>, limits: Limits, abort: (reason: AbortReason) => void) {
  const nothing = () => {}
  let whole = nothing
  let first = nothing
  let stall = nothing
  return {
    begin() {
      whole = clock.timer(limits.timeoutMs, () => abort('timeout'))
      const { firstTokenMs } = limits
      if (firstTokenMs !== null && firstTokenMs < limits.timeoutMs)
        first = clock.timer(firstTokenMs, () => abort('first_token'))
    },
    /** Something came; `text`: not only a ping or a thought. */
    alive(text: boolean) {
      if (text) first()
      stall()
      if (limits.stallMs !== null) stall = clock.timer(limits.stallMs, () => abort('stalled'))
    },
    end() {
      whole()
      first()
      stall()
    },
  }
}
