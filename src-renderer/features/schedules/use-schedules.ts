import { useCallback, useEffect, useState } from 'react'
import type { ScheduleView } from '#shared/schedule'
import { bridge } from '../../bridge'

type Known = { readonly list: readonly ScheduleView[] | null; readonly failure: string | null }

/** All schedules, live: null until main has answered. `put` shows a change before main's own news of it arrives. */
export function useSchedules() {
  const [known, setKnown] = useState<Known>({ list: null, failure: null })
  useEffect(() => {
    let isHere = true
    const stop = bridge.on('schedules', (list) => setKnown({ list, failure: null }))
    void bridge.listSchedules({}).then((result) => {
      if (!isHere) return
      setKnown(result.ok ? { list: result.value, failure: null } : { list: null, failure: result.error.message })
    })
    return () => {
      isHere = false
      stop()
    }
  }, [])
  const put = useCallback((schedule: ScheduleView) => {
    setKnown(({ list, failure }) => {
      const others = list ?? []
      const isKnown = others.some(({ id }) => id === schedule.id)
      return {
        failure,
        list: isKnown ? others.map((each) => (each.id === schedule.id ? schedule : each)) : [...others, schedule],
      }
    })
  }, [])
  const drop = useCallback((id: ScheduleView['id']) => {
    setKnown(({ list, failure }) => ({ failure, list: list?.filter((each) => each.id !== id) ?? null }))
  }, [])
  return { ...known, put, drop }
}
