import { session } from 'electron'
import { proxyOfPac, type ResolveProxy } from '#providers/network'

/** The proxy that the system's settings, or the script that they name, have for an address: as a browser would take it. */
export const systemProxy: ResolveProxy = async (url) => proxyOfPac(await session.defaultSession.resolveProxy(url))
