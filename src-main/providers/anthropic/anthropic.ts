import { z } from 'zod'
import type { Outcome } from '#shared/outcome'
import { listPages } from '../list-pages'
import { type Endpoint, type ProtocolAdapter, providerError, unusableHeaders } from '../protocol'
import { type Reading, receive } from '../receive'
import { createUpstream, type HeardCall } from '../upstream'
import { buildBody } from './build-request'
import { createClient } from './client'
import { settle, WireMessage } from './read-answer'
import { collect } from './stream'

const ModelPage = z.object({
  data: z.array(z.object({ id: z.string(), lifecycle: z.string().optional() })),
  has_more: z.boolean().nullish(),
  last_id: z.string().nullish(),
})

/** Anthropic's Messages API, or another server that speaks it (DeepSeek, LM Studio, llama.cpp). */
export function createAnthropic(endpoint: Endpoint): ProtocolAdapter {
  const { stream } = endpoint
  const upstream = createUpstream(endpoint)
  const send = createClient(endpoint, upstream.fetch)

  async function exchange(call: HeardCall): Promise<Outcome> {
    const { signal, idempotencyKey, onText } = call
    const body = await buildBody(call, stream)
    const head = await send('/v1/messages', { body, headers: { 'Idempotency-Key': idempotencyKey }, signal })
    const context = upstream.context()
    const what = { request: call.request, body, head, context }
    const reading: Reading = {
      whole(json) {
        const message = WireMessage.safeParse(json)
        return message.success ? settle(message.data, what) : null
      },
      async stream(items) {
        const streamed = await collect(items, onText)
        return typeof streamed === 'object' && 'message' in streamed ? settle(streamed.message, what) : streamed
      },
    }
    return receive(head, context, reading, body.stream === true)
  }

  async function listModels(signal: AbortSignal): Promise<string[]> {
    const unusable = unusableHeaders(endpoint)
    if (unusable) throw providerError(unusable, null)
    const ask = async (after: string | null) => {
      const { status, headers, text } = await send(
        `/v1/models?limit=1000${after === null ? '' : `&after_id=${encodeURIComponent(after)}`}`,
        { signal },
      )
      return { status, headers, text: await text() }
    }
    return listPages(signal, upstream.context, ask, (json) => {
      const page = ModelPage.safeParse(json)
      if (!page.success) return undefined
      const { data, has_more: more, last_id: last } = page.data
      // Calls to a retired model fail; it is listed for the record.
      const ids = data.filter(({ lifecycle }) => lifecycle !== 'retired').map(({ id }) => id)
      return { ids, next: more && last ? last : null }
    })
  }

  return { call: (call) => upstream.attempt(call, exchange), listModels, close: upstream.close }
}
