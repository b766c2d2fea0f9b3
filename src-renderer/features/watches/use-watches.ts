import { useCallback, useEffect, useState } from 'react'
import type { WatchView } from '#shared/watch'
import { bridge } from '../../bridge'

type Known = { readonly list: readonly WatchView[] | null; readonly failure: string | null }

/** All folders that are watched, live: null until main has answered. `put` shows a change before main's own news of it arrives. */
export function useWatches() {
  const [known, setKnown] = useState<Known>({ list: null, failure: null })
  useEffect(() => {
    let isHere = true
    const stop = bridge.on('watches', (list) => setKnown({ list, failure: null }))
    void bridge.listWatches({}).then((result) => {
      if (!isHere) return
      setKnown(result.ok ? { list: result.value, failure: null } : { list: null, failure: result.error.message })
    })
    return () => {
      isHere = false
      stop()
    }
  }, [])
  const put = useCallback((watch: WatchView) => {
    setKnown(({ list, failure }) => {
      const others = list ?? []
      const isKnown = others.some(({ id }) => id === watch.id)
      return {
        failure,
        list: isKnown ? others.map((each) => (each.id === watch.id ? watch : each)) : [...others, watch],
      }
    })
  }, [])
  const drop = useCallback((id: WatchView['id']) => {
    setKnown(({ list, failure }) => ({ failure, list: list?.filter((each) => each.id !== id) ?? null }))
  }, [])
  return { ...known, put, drop }
}
