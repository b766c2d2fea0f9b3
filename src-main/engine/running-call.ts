import type { AbortReason } from '#shared/outcome'

/** A call that can be aborted. `onAbort` is a plain field: a listener on the signal would cost more than all the rest of a quick call. */
export type RunningCall = {
  readonly signal: AbortSignal
  readonly abort: (reason: AbortReason) => void
  onAbort: (() => void) | null
}

export function runningCall(): RunningCall {
  const controller = new AbortController()
  const call: RunningCall = {
    signal: controller.signal,
    abort(reason) {
      if (controller.signal.aborted) return
      controller.abort(reason)
      call.onAbort?.()
    },
    onAbort: null,
  }
  return call
}
