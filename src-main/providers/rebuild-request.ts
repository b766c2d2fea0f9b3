import type { ProviderCall } from '#shared/outcome'
import { practiceProviderId } from '#shared/provider'
import { hidden, type WireRequest } from '#shared/wire'
import { withoutAddressSecrets } from './address-secrets'
import { endpointOf, type ProviderSettings } from './endpoint'
import type { Fetch } from './protocol'
import { protocols } from './protocols'

/** Stands where a key or a person's own header would, since the real ones are not read for this. HTTP can carry it, unlike `hidden`. */
const standIn = 'trilane-hidden-4f1c9a'

export type Rebuilt =
  | { readonly request: WireRequest; readonly problem: null }
  | { readonly request: null; readonly problem: string }
type Call = Pick<ProviderCall, 'request' | 'model' | 'idempotencyKey' | 'sharedPrefix'>
type Provider = Pick<ProviderSettings, 'protocol' | 'preset' | 'baseUrl' | 'options'> & { readonly id: string }
/** provider: as it is stored; undefined for one that was removed. practiceUrl: asked only for a call of the practice provider, which it may
 *  start. */
type Place = {
  readonly provider: Provider | undefined
  readonly hasKey: boolean
  readonly practiceUrl: () => Promise<string>
}

/**
 * The request that a call becomes on the wire, by the very adapter and SDK that would send it; it goes nowhere. No key is read, and what a
 * person set as headers is hidden. What a server was found not to take since (own-fields.ts) is not known here. Never rejects.
 */
export async function rebuildRequest({ provider, hasKey, practiceUrl }: Place, call: Call): Promise<Rebuilt> {
  if (!provider) return none('The provider of this attempt was removed, so its address is not known any more.')
  let { baseUrl } = provider
  try {
    if (provider.id === practiceProviderId) baseUrl = await practiceUrl()
  } catch (error) {
    return none(`The practice provider did not start: ${wordsOf(error)}`)
  }
  if (!baseUrl) return none('This provider has no address.')
  const create = protocols[provider.protocol]
  if (!create) return none('Trilane does not speak this provider’s protocol.')
  const { options } = provider
  const headers = Object.fromEntries(Object.keys(options.headers).map((name) => [name, standIn]))
  const { dispatcher, ...endpoint } = endpointOf(
    { ...provider, options: { ...options, headers, proxy: 'none', caFile: null } },
    baseUrl,
    hasKey ? standIn : null,
  )
  let sent: WireRequest | null = null
  const capture: Fetch = async (input, init) => {
    sent ??= wireRequest(input, init)
    throw new Error('caught before it was sent')
  }
  try {
    const adapter = create({ ...endpoint, fetch: capture })
    const outcome = await adapter.call({ ...call, signal: new AbortController().signal, onFirstByte: () => {} })
    await adapter.close()
    if (sent) return { request: sent, problem: null }
    return none('failure' in outcome ? outcome.failure.message : 'This request cannot be built.')
  } catch (error) {
    return none(wordsOf(error))
  } finally {
    await dispatcher.destroy()
  }
}

const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
const none = (problem: string): Rebuilt => ({ request: null, problem })

function wireRequest(input: Parameters<Fetch>[0], init: RequestInit = {}): WireRequest {
  const headers = [...new Headers(init.headers)].map(([name, value]): [string, string] => [
    name,
    value.replaceAll(standIn, hidden),
  ])
  return {
    method: (init.method ?? 'GET').toUpperCase(),
    url: withoutAddressSecrets(input instanceof Request ? input.url : String(input), standIn).replaceAll(
      standIn,
      hidden,
    ),
    // What the SDK tells of itself comes last: it says nothing of the call.
    headers: [...headers.filter(([name]) => !isOfSdk(name)), ...headers.filter(([name]) => isOfSdk(name))],
    body: typeof init.body === 'string' ? init.body : null,
  }
}

const isOfSdk = (name: string) => name.startsWith('x-stainless-')
