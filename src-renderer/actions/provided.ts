import { useEffect, useRef } from 'react'
import type { Action } from './action'

const views = new Set<{ readonly current: readonly Action[] }>()

/** What the parts on screen offer besides the fixed actions. */
export const provided = (): Action[] => [...views].flatMap(({ current }) => current)

/** Offers actions in the palette for as long as the caller is mounted; they may change with every render. */
export function useProvidedActions(actions: readonly Action[]): void {
  const latest = useRef(actions)
  useEffect(() => {
    latest.current = actions
  })
  useEffect(() => {
    views.add(latest)
    return () => {
      views.delete(latest)
    }
  }, [])
}
