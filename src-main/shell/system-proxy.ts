import { session } from 'electron'
import type { ResolveProxy } from '#providers/network'

/** The proxy that the system's settings, or the script that they name, have for an address: as a browser would take it. */
export const systemProxy: ResolveProxy = async (url) => {
  const { proxyOfPac } = await import('#providers/network') // read by the first call, not by each start
  return proxyOfPac(await session.defaultSession.resolveProxy(url))
}
