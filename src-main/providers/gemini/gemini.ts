import { z } from 'zod'
import type { Outcome } from '#shared/outcome'
import { listPages } from '../list-pages'
import { type Endpoint, type ProtocolAdapter, providerError, unusableHeaders } from '../protocol'
import { type Reading, receive } from '../receive'
import { createUpstream, type HeardCall } from '../upstream'
import { buildRequest, pathOf } from './build-request'
import { createClient } from './client'
import { parseAnswer, readEmbedding, settle } from './read-answer'
import { collect } from './stream'

const ModelPage = z.object({
  models: z.array(z.object({ name: z.string(), supportedGenerationMethods: z.array(z.string()).optional() })),
  nextPageToken: z.string().nullish(),
})
const callable = ['generateContent', 'embedContent']

/** Google's Gemini API, or a gateway that passes it on. */
export function createGemini(endpoint: Endpoint): ProtocolAdapter {
  const { stream } = endpoint
  const upstream = createUpstream(endpoint)
  const send = createClient(endpoint, upstream.fetch)

  async function exchange(call: HeardCall): Promise<Outcome> {
    const { signal, idempotencyKey, onText } = call
    const wire = await buildRequest(call)
    const isStream = stream && call.request.kind !== 'verbatim' // a stream has another path, and a verbatim request names its own
    const sending = { body: wire.body, headers: { 'Idempotency-Key': idempotencyKey }, signal }
    const head = await send(pathOf(wire, isStream), sending)
    const context = upstream.context()
    const what = { request: call.request, wire, head, context }
    const reading: Reading = {
      whole(json) {
        if (wire.method === 'embedContent') return readEmbedding(json, wire.model, head)
        const answer = parseAnswer(json)
        return answer && settle(answer, what)
      },
      async stream(items) {
        const streamed = await collect(items, onText)
        return typeof streamed === 'object' && 'answer' in streamed ? settle(streamed.answer, what) : streamed
      },
    }
    return receive(head, context, reading, isStream && wire.method === 'generateContent')
  }

  async function listModels(signal: AbortSignal): Promise<string[]> {
    const unusable = unusableHeaders(endpoint)
    if (unusable) throw providerError(unusable, null)
    const ask = async (token: string | null) => {
      const path = `/models?pageSize=1000${token === null ? '' : `&pageToken=${encodeURIComponent(token)}`}`
      const { status, headers, text } = await send(path, { signal })
      return { status, headers, text: await text() }
    }
    return listPages(signal, upstream.context, ask, (json) => {
      const page = ModelPage.safeParse(json)
      if (!page.success) return undefined
      const ids = page.data.models
        .filter(
          ({ supportedGenerationMethods: methods }) => !methods || callable.some((method) => methods.includes(method)),
        )
        .map(({ name }) => name.replace(/^models\//, ''))
      return { ids, next: page.data.nextPageToken || null }
    })
  }

  return { call: (call) => upstream.attempt(call, exchange), listModels, close: upstream.close }
}
