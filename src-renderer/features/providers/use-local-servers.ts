import { useEffect, useState } from 'react'
import type { LocalServer, ProviderView } from '#shared/provider'
import { bridge } from '../../bridge'

/** Servers that answer on this machine and are not among the providers yet. Not finding any is no error. */
export function useLocalServers(providers: readonly ProviderView[]): LocalServer[] {
  const [found, setFound] = useState<LocalServer[]>([])
  useEffect(() => {
    let wanted = true
    void bridge.findLocalServers({}).then((result) => {
      if (wanted && result.ok) setFound(result.value)
    })
    return () => {
      wanted = false
    }
  }, [])
  const known = new Set(providers.map(({ baseUrl }) => hostOf(baseUrl)))
  return found.filter(({ baseUrl }) => !known.has(hostOf(baseUrl)))
}

const hostOf = (baseUrl: string | null): string | null => {
  const url = baseUrl === null ? null : URL.parse(baseUrl)
  return url ? `${url.hostname.replace('localhost', '127.0.0.1')}:${url.port}` : null
}
