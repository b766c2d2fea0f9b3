import { useEffect, useState } from 'react'
import type { TaskId } from '#shared/task'
import type { AttemptWire } from '#shared/wire'
import { bridge } from '../bridge'

type Loaded = { readonly key: string; readonly wire: AttemptWire | null; readonly error: string | null }

/** The raw side of an attempt; both null while it is fetched. It is fetched again once the attempt has ended. */
export function useWire(id: TaskId, attempt: number, hasEnded: boolean): Omit<Loaded, 'key'> {
  const key = `${id} ${attempt} ${hasEnded}`
  const [loaded, setLoaded] = useState<Loaded>({ key: '', wire: null, error: null })
  useEffect(() => {
    let isWanted = true
    void bridge.getAttemptWire({ id, attempt }).then((result) => {
      if (!isWanted) return
      setLoaded(result.ok ? { key, wire: result.value, error: null } : { key, wire: null, error: result.error.message })
    })
    return () => {
      isWanted = false
    }
  }, [id, attempt, key])
  return loaded.key === key ? loaded : { wire: null, error: null }
}
