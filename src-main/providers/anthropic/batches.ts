import { z } from 'zod'
import { type BatchApi, BatchApiError, type RowEnd } from '#shared/remote-batch'
import type { JsonObject } from '#shared/request'
import { ask, forReading, headersOf, longestFileBytes, readJson, unbroken, within } from '../batches/ask'
import { classifyHttpError } from '../classify'
import { transient } from '../judge-answer'
import { type Endpoint, UnsendableRequest, unsendable } from '../protocol'
import { parseJson } from '../read-error-body'
import { jsonLines } from '../sse'
import { createUpstream } from '../upstream'
import { buildBody } from './build-request'
import { createClient, type Sending } from './client'
import { settle, WireMessage } from './read-answer'

/** 100,000 requests or 256 MB (provider wire facts, section 5). */
const limits = { rows: 100_000, bytes: 256 * 1024 * 1024 }
const root = '/v1/messages/batches'
/** How far the provider's clock may be from ours. */
const clocksApartMs = 60 * 60_000
const mostPages = 20

const Counts = z.object({
  ...{ processing: z.int(), succeeded: z.int(), errored: z.int(), canceled: z.int(), expired: z.int() },
})
const Batch = z.object({
  id: z.string(),
  processing_status: z.string(),
  created_at: z.string(),
  request_counts: Counts,
})
const Page = z.object({ data: z.array(Batch), has_more: z.boolean().nullish(), last_id: z.string().nullish() })
const Line = z.looseObject({ custom_id: z.string(), result: z.unknown() })
const Result = z.looseObject({ type: z.string() })
const ErrorResponse = z.looseObject({
  error: z.looseObject({ type: z.string() }),
  request_id: z.string().nullish(),
})
/** The statuses that these come with in an answer of their own (provider wire facts, section 3). */
const statuses: Readonly<Record<string, number>> = {
  ...{ invalid_request_error: 400, authentication_error: 401, billing_error: 402, permission_error: 403 },
  ...{ not_found_error: 404, request_too_large: 413, rate_limit_error: 429, timeout_error: 504, overloaded_error: 529 },
}

export type AnthropicBatches = BatchApi & { readonly close: () => Promise<void> }

/** Anthropic's Message Batches. They carry no name: one is found again by its time and size, and told from another by the ids of its rows. */
export function createAnthropicBatches(endpoint: Endpoint): AnthropicBatches {
  const { context, close, fetch } = createUpstream(endpoint)
  const send = createClient(endpoint, fetch)
  const { apiKey } = endpoint
  const asking = (path: string, sending: Sending, creates = false) => ({
    ...{ apiKey, context, signal: sending.signal, creates },
    send: () => send(path, sending),
  })
  const pathOf = (remoteId: string) => `${root}/${encodeURIComponent(remoteId)}`

  async function* results(remoteId: string, stopped: AbortSignal) {
    const signal = within(stopped, 'answers')
    const { body } = await ask(asking(`${pathOf(remoteId)}/results`, { signal }))
    for await (const item of unbroken(jsonLines(body, longestFileBytes), { context, signal })) {
      const line = Line.safeParse(item.kind === 'event' ? parseJson(item.data) : null)
      if (line.success) yield { customId: line.data.custom_id, answer: line.data.result }
    }
  }

  /** Whether one that ended has our rows. */
  async function isOurs(remoteId: string, name: string, signal: AbortSignal): Promise<boolean> {
    for await (const { customId } of results(remoteId, signal)) return customId.startsWith(`${name}-`)
    return false
  }

  return {
    ...{ limits, results, close },
    async row(customId, request, model) {
      try {
        const params = unstreamed(await buildBody({ request, model }, false))
        return { endpoint: '/v1/messages', line: JSON.stringify({ custom_id: customId, params }) }
      } catch (error) {
        if (error instanceof UnsendableRequest) return unsendable(error)
        throw error
      }
    },
    async submit({ lines }, stopped) {
      const signal = within(stopped, 'upload')
      const body = Buffer.from(`{"requests":[${lines.join(',')}]}`) // the lines are JSON already
      const headers = { 'Content-Type': 'application/json' }
      const made = await readJson(asking(root, { signal, body, headers }, true), (json) => Batch.safeParse(json).data)
      return made.id
    },
    async find({ name, rows, since, except }, stopped) {
      const signal = within(stopped, 'question')
      const candidates: z.infer<typeof Batch>[] = []
      let after = ''
      for (let page = 0; page < mostPages; page++) {
        const found = await readJson(
          asking(`${root}?limit=100${after}`, { signal }),
          (json) => Page.safeParse(json).data,
        )
        const recent = found.data.filter(({ created_at }) => Date.parse(created_at) >= since - clocksApartMs)
        candidates.push(
          ...recent.filter(({ id, request_counts }) => !except.includes(id) && sumOf(request_counts) === rows),
        )
        // The newest come first.
        if (recent.length < found.data.length || !found.has_more || !found.last_id) break
        after = `&after_id=${encodeURIComponent(found.last_id)}`
      }
      for (const { id, processing_status } of candidates.reverse()) {
        if (processing_status !== 'ended') return { id, certain: false }
        if (await isOurs(id, name, signal)) return { id, certain: true }
      }
      return null
    },
    async status(remoteId, stopped) {
      const signal = within(stopped, 'question')
      const batch = await readJson(asking(pathOf(remoteId), { signal }), (json) => Batch.safeParse(json).data)
      if (batch.processing_status === 'ended') return { kind: 'ended', rest: { kind: 'missing' } }
      const { processing } = batch.request_counts
      const note = `${batch.processing_status}: ${processing} of ${sumOf(batch.request_counts)} are still to be answered`
      return { kind: 'running', note }
    },
    async judge(answer, { request, model }): Promise<RowEnd> {
      const head = { status: 200, headers: headersOf(null) }
      const words = 'The answer does not have the shape of this protocol’s answers'
      const result = Result.safeParse(answer)
      if (!result.success) return { kind: 'answered', outcome: transient(head, 'server_error', words) }
      const { type, message, error } = result.data
      switch (type) {
        case 'expired':
          return { kind: 'expired' }
        case 'canceled':
          return { kind: 'cancelled' }
        case 'succeeded': {
          const read = WireMessage.safeParse(message)
          if (!read.success) return { kind: 'answered', outcome: transient(head, 'server_error', words) }
          const body = await buildBody({ request: forReading(request), model }, false)
          return { kind: 'answered', outcome: settle(read.data, { request, body, head, context: context() }) }
        }
        default: {
          const known = ErrorResponse.safeParse(error)
          const status = known.success ? (statuses[known.data.error.type] ?? 500) : 500
          const headers = headersOf(known.data?.request_id)
          return {
            kind: 'answered',
            outcome: classifyHttpError({ status, headers, text: JSON.stringify(error ?? {}) }, context()),
          }
        }
      }
    },
    async cancel(remoteId, stopped) {
      const signal = within(stopped, 'question')
      await ask(asking(`${pathOf(remoteId)}/cancel`, { signal, body: {} })).catch((error: unknown) => {
        if (!(error instanceof BatchApiError) || error.status !== 400) throw error // 400: it has ended meanwhile
      })
    },
  }
}

const sumOf = (counts: z.infer<typeof Counts>): number => Object.values(counts).reduce((sum, n) => sum + n, 0)

/** How an answer travels is not what was asked: a batch gives whole ones. */
function unstreamed({ stream: _, ...body }: JsonObject): JsonObject {
  return body
}
