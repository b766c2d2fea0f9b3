import { useSyncExternalStore } from 'react'
import { settled, total } from '#shared/batch'
import type { Interruptions, Overview } from '#shared/overview'
import { practiceProviderId } from '#shared/provider'
import { useStore } from '../../state/store'

/** Hosts that are there without any network. */
const own = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\]|0\.0\.0\.0)$/i

function isRemote({ id, baseUrl }: Overview['providers'][number]): boolean {
  if (id === practiceProviderId || baseUrl === null) return false
  try {
    return !own.test(new URL(baseUrl).hostname)
  } catch {
    return true
  }
}

/** Whether any of the work in hand goes through a gate that leads out of this computer. */
function needsNetwork({ gates, providers, counts }: Overview): boolean {
  if (total(counts) === settled(counts)) return false
  const remote = new Set(providers.filter(isRemote).map(({ id }) => id))
  return gates.some(({ providerId }) => remote.has(providerId))
}

function onNetwork(listener: () => void) {
  window.addEventListener('online', listener)
  window.addEventListener('offline', listener)
  return () => {
    window.removeEventListener('online', listener)
    window.removeEventListener('offline', listener)
  }
}

/** Whether work waits for a network that is not there. */
export function useIsCutOff(): boolean {
  const isOnline = useSyncExternalStore(onNetwork, () => navigator.onLine)
  const isNeeded = useStore(({ overview }) => overview !== null && needsNetwork(overview))
  return !isOnline && isNeeded
}

/** A sleep that came between while there is work, until a person has seen it. */
export function useSleep(): Interruptions['slept'] {
  const slept = useStore(({ overview }) => overview?.interruptions?.slept ?? null)
  const seen = useStore((store) => store.sleepSeenTo)
  const isBusy = useStore(({ overview }) => overview !== null && total(overview.counts) > settled(overview.counts))
  return slept !== null && slept.to > seen && isBusy ? slept : null
}
