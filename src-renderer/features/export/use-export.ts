import { useCallback, useEffect, useState } from 'react'
import type { Selection } from '#shared/contract'
import type { ExportOptions, ExportPreview, LiveExport } from '#shared/export'
import { bridge } from '../../bridge'
import { ask } from '../../state/ask'

/** Asked once the choosing pauses. */
const pauseMs = 200

type Known = { readonly of: string; readonly preview: ExportPreview | null; readonly problem: string | null }

/** The beginning of the file; the last one stays while a newer one is read, and `isOld` then says so. */
export function useExportPreview(source: Selection, options: ExportOptions | null) {
  const [known, setKnown] = useState<Known | null>(null)
  const asked = options && JSON.stringify({ source, options })
  useEffect(() => {
    if (asked === null) return
    let isCurrent = true
    const timer = setTimeout(() => {
      void bridge.previewExport(JSON.parse(asked)).then((result) => {
        if (!isCurrent) return
        setKnown((before) =>
          result.ok
            ? { of: asked, preview: result.value, problem: null }
            : { of: asked, preview: before?.preview ?? null, problem: result.error.message },
        )
      })
    }, pauseMs)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [asked])
  return { preview: known?.preview ?? null, problem: known?.problem ?? null, isOld: known?.of !== asked }
}

/** Files that grow or grew by themselves, newest first, as main tells of them. */
export function useLiveExports(): readonly LiveExport[] {
  const [exports, setExports] = useState<readonly LiveExport[]>([])
  const load = useCallback(async () => {
    const all = await ask('listExports', {}, { failed: 'The files that are written could not be listed' })
    if (Array.isArray(all)) setExports(all)
  }, [])
  useEffect(() => {
    void load()
    return bridge.on('exportChanged', (told) =>
      setExports((known) =>
        known.some(({ id }) => id === told.id)
          ? known.map((each) => (each.id === told.id ? told : each))
          : [told, ...known],
      ),
    )
  }, [load])
  return exports
}
