import { useEffect, useState } from 'react'
import type { Request } from '#shared/contract'
import type { TemplateCheck } from '#shared/template-view'
import { bridge } from '../../bridge'

/** What all rows come to. share: how far they are read, 0 to 1. */
export type CheckTold =
  | { readonly kind: 'none' }
  | { readonly kind: 'checking'; readonly share: number }
  | { readonly kind: 'checked'; readonly check: TemplateCheck }
  | { readonly kind: 'failed'; readonly message: string }

/** Reads all rows, once the typing has paused for so long. */
const pauseMs = 500

/** @param request null: there is nothing to check @param version another one where the rows are read in another way */
export function useTemplateCheck(request: Request<'checkTemplates'> | null, version: string): CheckTold {
  const asked = request === null ? null : JSON.stringify(request)
  const of = `${version}${asked}`
  const importId = request?.importId
  const [known, setKnown] = useState<{ of: string; told: CheckTold } | null>(null)
  const [share, setShare] = useState(0)
  useEffect(
    () =>
      bridge.on('import', ({ importId: id, phase, bytesRead, bytesTotal }) => {
        if (id === importId && phase === 'scanning') setShare(bytesTotal > 0 ? Math.min(1, bytesRead / bytesTotal) : 0)
      }),
    [importId],
  )
  useEffect(() => {
    if (asked === null) return
    let isCurrent = true
    setShare(0)
    const timer = setTimeout(() => {
      void bridge.checkTemplates(JSON.parse(asked) as Request<'checkTemplates'>).then((result) => {
        if (!isCurrent || (!result.ok && result.error.code === 'stale')) return
        const told: CheckTold = result.ok
          ? { kind: 'checked', check: result.value }
          : { kind: 'failed', message: result.error.message }
        setKnown({ of, told })
      })
    }, pauseMs)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [asked, of])
  if (asked === null) return { kind: 'none' }
  return known?.of === of ? known.told : { kind: 'checking', share }
}
