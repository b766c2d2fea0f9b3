import { useEffect, useState } from 'react'
import type { SchedulePreview } from '#shared/schedule'
import { bridge } from '../../bridge'

/** While one types, main is asked once the keys rest for so long. */
const restMs = 120

/** What an expression means in a zone, as main reads it; null before the first answer. The last answer stays while one types on. */
export function usePreview(cron: string, timeZone: string): SchedulePreview | null {
  const [preview, setPreview] = useState<SchedulePreview | null>(null)
  useEffect(() => {
    let isHere = true
    const timer = setTimeout(() => {
      void bridge.previewSchedule({ cron, timeZone }).then((result) => {
        if (isHere) setPreview(result.ok ? result.value : { words: null, next: [], problem: result.error.message })
      })
    }, restMs)
    return () => {
      isHere = false
      clearTimeout(timer)
    }
  }, [cron, timeZone])
  return preview
}
