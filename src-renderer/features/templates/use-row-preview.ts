import { useEffect, useRef, useState } from 'react'
import type { Request } from '#shared/contract'
import type { TemplateField } from '#shared/template-body'
import type { TemplatePreview } from '#shared/template-view'
import { bridge } from '../../bridge'

/** isOld: a newer one is on its way. failure: why there is none. texts: the template's, of which it was made. */
export type RowPreview = {
  readonly preview: TemplatePreview | null
  readonly texts: Texts
  readonly isOld: boolean
  readonly failure: string | null
}

type Texts = ReadonlyMap<TemplateField, string>
type Known = Omit<RowPreview, 'isOld'> & { readonly of: string }

/** Asked once the typing pauses. */
const pauseMs = 200

/** One row as it will be sent; the one before stays while a newer one is on its way. @param request null: there is nothing to ask @param texts of its template @param version another one where the rows are read in another way */
export function useRowPreview(request: Request<'previewTemplate'> | null, texts: Texts, version: string): RowPreview {
  const asked = request === null ? null : JSON.stringify(request)
  const of = `${version}${asked}`
  const [known, setKnown] = useState<Known | null>(null)
  const newest = useRef(texts)
  newest.current = texts
  useEffect(() => {
    if (asked === null) return
    let isCurrent = true
    const timer = setTimeout(() => {
      const { current } = newest
      void bridge.previewTemplate(JSON.parse(asked) as Request<'previewTemplate'>).then((result) => {
        if (!isCurrent) return
        if (result.ok) setKnown({ of, texts: current, preview: result.value, failure: null })
        else if (result.error.code !== 'stale')
          setKnown((before) => ({ ...(before ?? nothing), of, failure: result.error.message }))
      })
    }, pauseMs)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [asked, of])
  const { preview, texts: made, failure } = known ?? nothing
  return { preview, texts: made, isOld: known?.of !== of, failure }
}

const nothing = { preview: null, texts: new Map() as Texts, failure: null }
