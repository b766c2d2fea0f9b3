import type { LocalServer } from '#shared/provider'
import { createOpenAiCompatible, ProviderError } from './openai-compatible'

/** Where local servers listen unless they are told otherwise. */
export const localServerAddresses: readonly { readonly name: string; readonly baseUrl: string }[] = [
  { name: 'Ollama', baseUrl: 'http://127.0.0.1:11434/v1' },
  { name: 'LM Studio', baseUrl: 'http://127.0.0.1:1234/v1' },
]

/** Loopback answers in a few milliseconds; the rest is for a server that is busy with a model. */
const probeTimeoutMs = 1_500

/** The servers that answer on this machine, in the order given. Never throws, and waits for none longer than `timeoutMs`. */
export async function findLocalServers(
  addresses = localServerAddresses,
  timeoutMs = probeTimeoutMs,
): Promise<LocalServer[]> {
  const found = await Promise.all(addresses.map((address) => probe(address, timeoutMs)))
  return found.filter((server) => server !== null)
}

async function probe(
  { name, baseUrl }: { name: string; baseUrl: string },
  timeoutMs: number,
): Promise<LocalServer | null> {
  const provider = createOpenAiCompatible({ baseUrl, apiKey: null })
  try {
    return { name, baseUrl, models: await provider.listModels(AbortSignal.timeout(timeoutMs)) }
  } catch (error) {
    // One that wants a token is there all the same; its models show once the token is set.
    const wantsKey = error instanceof ProviderError && error.outcome?.kind === 'blocked'
    return wantsKey ? { name, baseUrl, models: [] } : null
  } finally {
    await provider.close()
  }
}
