import { useEffect, useState } from 'react'
import type { Request } from '#shared/contract'
import type { Estimate } from '#shared/estimate'
import { bridge } from '../../bridge'

export type Told = { readonly estimate: Estimate | null; readonly isOld: boolean }

/** Asked once the typing pauses. */
const pauseMs = 400

/**
 * What work would cost; null until that is known, and where there is nothing to ask. The one before stays while a newer one is worked out, and
 * `isOld` then says so.
 */
export function useEstimate(request: Request<'estimateCost'> | null): Told {
  const asked = request === null ? null : JSON.stringify(request)
  const [known, setKnown] = useState<{ readonly of: string; readonly estimate: Estimate } | null>(null)
  useEffect(() => {
    if (asked === null) return
    let isCurrent = true
    const timer = setTimeout(() => {
      void bridge.estimateCost(JSON.parse(asked) as Request<'estimateCost'>).then((result) => {
        if (isCurrent) setKnown(result.ok ? { of: asked, estimate: result.value } : null) // without one, work can be queued all the same
      })
    }, pauseMs)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [asked])
  return { estimate: asked === null ? null : (known?.estimate ?? null), isOld: known?.of !== asked }
}
