import type { ProviderTest } from '#shared/provider'
import type { OpenAiEndpoint } from './openai-client'
import { createOpenAiCompatible, type OpenAiCompatible, ProviderError } from './openai-compatible'

/** Longer than a connection may take to come up, so that its own error is told where there is one. */
const testTimeoutMs = 12_000

/**
 * Asks a server for its models, which costs nothing, and says what came of it and what to do about it. Never throws.
 * @param timeoutMs in all; a server that takes longer counts as unreachable
 */
export async function testConnection(endpoint: OpenAiEndpoint, timeoutMs = testTimeoutMs): Promise<ProviderTest> {
  const at = Date.now()
  const startedAt = performance.now()
  let provider: OpenAiCompatible | undefined
  try {
    provider = createOpenAiCompatible(endpoint) // throws where the base URL is none
    const models = await provider.listModels(AbortSignal.timeout(timeoutMs))
    const latencyMs = Math.round(performance.now() - startedAt)
    return { at, ok: true, message: `Connected: ${counted(models.length)}`, latencyMs, models }
  } catch (error) {
    return { at, ok: false, message: explain(error, endpoint), latencyMs: null, models: [] }
  } finally {
    await provider?.close()
  }
}

function counted(models: number): string {
  if (models === 0) return 'the server lists no models yet'
  return models === 1 ? '1 model' : `${models} models`
}

function explain(error: unknown, { baseUrl, apiKey }: OpenAiEndpoint): string {
  const message = error instanceof Error ? error.message : String(error)
  if (!(error instanceof ProviderError)) return `${baseUrl}: ${message}`
  const { outcome, status } = error
  if (outcome?.kind === 'blocked' && outcome.reason === 'auth') {
    if (status === null) return message
    return apiKey === null ? `The server wants an API key: ${message}` : `The server refused the API key: ${message}`
  }
  if (outcome?.kind === 'transient' && status === null) {
    const code = outcome.failure.code
    return code === 'timeout' ? `${baseUrl} did not answer in time` : `${baseUrl} cannot be reached. ${message}`
  }
  // A wrong address answers 404, a web page, or JSON of another kind.
  if (outcome === null || outcome.kind === 'permanent') {
    const what = outcome === null ? message : `GET /models gave ${status ?? 'no answer'}: ${message}`
    return `${baseUrl} is not an OpenAI-compatible server: ${what}. Check the base URL; most end in /v1`
  }
  return `The server answers, but not now (${status}): ${message}`
}
