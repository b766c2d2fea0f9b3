import { z } from 'zod'
import type { Outcome } from '#shared/outcome'
import { type BatchAnswer, type BatchApi, BatchApiError, type BatchRow, type RowEnd } from '#shared/remote-batch'
import type { JsonObject } from '#shared/request'
import { ask, forReading, headersOf, longestFileBytes, readJson, unbroken, within } from '../batches/ask'
import { classifyHttpError } from '../classify'
import { transient } from '../judge-answer'
import { type Endpoint, UnsendableRequest, unsendable } from '../protocol'
import { parseJson } from '../read-error-body'
import { jsonLines } from '../sse'
import { createUpstream } from '../upstream'
import { createSend, type Sending } from './client'
import { dialectOf } from './dialect'
import { readAnswer } from './read-answer'
import { type Manner, wireRequest } from './wire-request'

/** 50,000 rows, 200 MB (provider wire facts, section 5). */
const limits = { rows: 50_000, bytes: 200 * 1024 * 1024 }
/** Files go by themselves after a month, the longest that may be asked for. */
const expiresAfter = { anchor: 'created_at', seconds: 30 * 24 * 60 * 60 } as const
/** The newest so many batches are looked through for one by its name. */
const mostPages = 20

const Errors = z.object({
  data: z
    .array(z.object({ code: z.string().nullish(), message: z.string().nullish(), line: z.int().nullish() }))
    .nullish(),
})
const Batch = z.object({
  id: z.string(),
  status: z.string(),
  input_file_id: z.string().nullish(),
  output_file_id: z.string().nullish(),
  error_file_id: z.string().nullish(),
  errors: Errors.nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
  request_counts: z.object({ total: z.int(), completed: z.int(), failed: z.int() }).nullish(),
})
type Batch = z.infer<typeof Batch>
const Page = z.object({ data: z.array(Batch), has_more: z.boolean().nullish() })
const FileMade = z.object({ id: z.string() })
const Identified = z.looseObject({ custom_id: z.string() })
const Line = z.object({
  response: z.object({ status_code: z.int(), request_id: z.string().nullish(), body: z.unknown() }).nullish(),
  error: z.object({ code: z.string().nullish(), message: z.string().nullish() }).nullish(),
})
/** Of a batch whose file was refused: what is wrong with a line of it. */
const Fault = z.object({ fault: z.object({ code: z.string(), message: z.string() }) })

export type OpenAiBatches = BatchApi & { readonly close: () => Promise<void> }

/** OpenAI's batch API: a file of requests, and two of answers. @param api what chats are put into */
export function createOpenAiBatches(endpoint: Endpoint, api: Manner['api'] = 'chat'): OpenAiBatches {
  const { context, close, fetch } = createUpstream(endpoint)
  const dialect = dialectOf(endpoint)
  const send = createSend(endpoint, dialect, { fetch })
  const manner: Manner = { api, stream: false, dialect, usageInStream: false }
  const { apiKey } = endpoint
  const asking = (method: 'get' | 'post', path: string, sending: Sending, creates = false) => ({
    ...{ apiKey, context, signal: sending.signal, creates },
    send: () => send(method, path, sending),
  })
  const get = (remoteId: string, signal: AbortSignal): Promise<Batch> =>
    readJson(
      asking('get', `/batches/${encodeURIComponent(remoteId)}`, { signal }),
      (json) => Batch.safeParse(json).data,
    )

  async function row(
    customId: string,
    request: Parameters<BatchApi['row']>[1],
    model: string,
  ): Promise<BatchRow | Outcome> {
    try {
      const { path, body } = await wireRequest({ request, model }, manner)
      const url = `/v1${path}`
      return {
        endpoint: url,
        line: JSON.stringify({ custom_id: customId, method: 'POST', url, body: unstreamed(body) }),
      }
    } catch (error) {
      if (error instanceof UnsendableRequest) return unsendable(error)
      throw error
    }
  }

  /** The lines of a file with their numbers, counted from 1. */
  async function* linesOf(fileId: string, signal: AbortSignal): AsyncGenerator<{ number: number; json: unknown }> {
    const { body } = await ask(asking('get', `/files/${encodeURIComponent(fileId)}/content`, { signal }))
    let number = 0
    for await (const item of unbroken(jsonLines(body, longestFileBytes), { context, signal })) {
      if (item.kind === 'event') yield { number: ++number, json: parseJson(item.data) }
    }
  }

  /** The faults that were found in lines of its file, by the ids of those lines. */
  async function* faulty(batch: Batch, signal: AbortSignal): AsyncGenerator<BatchAnswer> {
    const faults = new Map(faultsOf(batch).flatMap((fault) => (fault.line === null ? [] : [[fault.line, fault]])))
    if (faults.size === 0 || !batch.input_file_id) return
    try {
      for await (const { number, json } of linesOf(batch.input_file_id, signal)) {
        const fault = faults.get(number)
        const line = fault && Identified.safeParse(json)
        if (fault && line?.success) yield { customId: line.data.custom_id, answer: { fault } }
      }
    } catch (error) {
      if (!(error instanceof BatchApiError) || error.status !== 404) throw error // 404: somebody removed the file, so nobody can tell
    }
  }

  function outcomeOf({ code, message }: { code: string; message: string }): Outcome {
    // Too much of that model is out already: it passes as batches end.
    const status = code === 'token_limit_exceeded' ? 429 : 400
    const text = JSON.stringify({ error: { code, message, type: 'invalid_request_error' } })
    const outcome = classifyHttpError({ status, headers: headersOf(null), text }, context())
    if (status === 400 || outcome.kind === 'rate_limited') return outcome
    return 'failure' in outcome
      ? { kind: 'rate_limited', failure: { ...outcome.failure, code: 'rate_limited' }, retryAfterMs: null }
      : outcome
  }

  /** @param ofAll no row was found at fault */
  function restOf(batch: Batch, ofAll = false): RowEnd {
    switch (batch.status) {
      case 'expired':
        return { kind: 'expired' }
      case 'cancelled':
        return { kind: 'cancelled' }
      case 'failed': {
        const faults = faultsOf(batch)
        const [first] = faults
        if (!ofAll && faults.some(({ line }) => line !== null)) return { kind: 'unsent' } // those lines are at fault, and the others go again
        const unknown = { code: 'batch_failed', message: 'The provider refused the batch and did not say why' }
        return { kind: 'answered', outcome: outcomeOf(first ?? unknown) }
      }
      default:
        return { kind: 'missing' }
    }
  }

  return {
    ...{ limits, row, close },
    async submit({ name, endpoint: path, lines }, stopped) {
      const signal = within(stopped, 'upload')
      const form = fileForm(name, lines)
      // A file that no batch uses does nothing: only the second step must not be done twice.
      const file = await readJson(
        asking('post', '/files', { signal, ...form }),
        (json) => FileMade.safeParse(json).data,
      )
      const body = {
        ...{ input_file_id: file.id, endpoint: path, completion_window: '24h', metadata: { trilane: name } },
        output_expires_after: expiresAfter,
      }
      const made = await readJson(
        asking('post', '/batches', { signal, body }, true),
        (json) => Batch.safeParse(json).data,
      )
      return made.id
    },
    async find({ name }, stopped) {
      const signal = within(stopped, 'question')
      let after = ''
      for (let page = 0; page < mostPages; page++) {
        const found = await readJson(
          asking('get', `/batches?limit=100${after}`, { signal }),
          (json) => Page.safeParse(json).data,
        )
        const ours = found.data.find(({ metadata }) => metadata?.trilane === name)
        if (ours) return { id: ours.id, certain: true }
        const last = found.data.at(-1)
        if (!found.has_more || !last) return null
        after = `&after=${encodeURIComponent(last.id)}`
      }
      return null
    },
    async status(remoteId, stopped) {
      const signal = within(stopped, 'question')
      const batch = await get(remoteId, signal)
      if (['completed', 'expired', 'cancelled', 'failed'].includes(batch.status))
        return { kind: 'ended', rest: restOf(batch), ifNone: restOf(batch, true) }
      const counts = batch.request_counts
      return {
        kind: 'running',
        note: counts ? `${batch.status}: ${counts.completed + counts.failed} of ${counts.total}` : batch.status,
      }
    },
    async *results(remoteId, stopped) {
      const signal = within(stopped, 'answers')
      const batch = await get(remoteId, signal)
      for (const fileId of [batch.output_file_id, batch.error_file_id]) {
        if (!fileId) continue
        for await (const { json } of linesOf(fileId, signal)) {
          const line = Identified.safeParse(json)
          if (line.success) yield { customId: line.data.custom_id, answer: json }
        }
      }
      yield* faulty(batch, signal)
    },
    async judge(answer, { request, model }): Promise<RowEnd> {
      const fault = Fault.safeParse(answer)
      if (fault.success) return { kind: 'answered', outcome: outcomeOf(fault.data.fault) }
      const line = Line.safeParse(answer)
      if (!line.success) {
        const words = 'The answer does not have the shape of this batch API’s answers'
        return { kind: 'answered', outcome: unheaded('server_error', words, null) }
      }
      const { response, error } = line.data
      if (response) {
        const headers = headersOf(response.request_id)
        const whole = { status: response.status_code, headers, text: JSON.stringify(response.body ?? null) }
        if (whole.status < 200 || whole.status >= 300)
          return { kind: 'answered', outcome: classifyHttpError(whole, context()) }
        const wire = await wireRequest({ request: forReading(request), model }, manner)
        return { kind: 'answered', outcome: readAnswer(whole, { request, wire }, context()) }
      }
      if (error?.code === 'batch_expired') return { kind: 'expired' }
      if (error?.code === 'batch_cancelled') return { kind: 'cancelled' }
      const code = error?.code === 'request_timeout' ? 'timeout' : 'server_error'
      const words = error?.message || 'The provider’s batch gave no answer to this request'
      return { kind: 'answered', outcome: unheaded(code, words, error?.code ?? null) }
    },
    async cancel(remoteId, stopped) {
      const signal = within(stopped, 'question')
      const path = `/batches/${encodeURIComponent(remoteId)}/cancel`
      await ask(asking('post', path, { signal })).catch((error: unknown) => {
        if (!(error instanceof BatchApiError) || error.status !== 409) throw error // 409: it has ended meanwhile
      })
    },
  }
}

/** Of a row that brought no answer of its own. */
function unheaded(code: 'timeout' | 'server_error', words: string, providerCode: string | null): Outcome {
  const outcome = transient({ status: 0, headers: headersOf(null) }, code, words, providerCode)
  return { ...outcome, failure: { ...outcome.failure, status: null } }
}

function faultsOf({ errors }: Batch): { code: string; message: string; line: number | null }[] {
  return (errors?.data ?? []).map(({ code, message, line }) => ({
    ...{ code: code ?? 'invalid_request', message: message ?? 'The provider refused the batch', line: line ?? null },
  }))
}

/** How an answer travels is not what was asked: a batch gives whole ones. */
function unstreamed({ stream: _, stream_options: __, ...body }: JsonObject): JsonObject {
  return body
}

/**
 * The upload by hand: the SDK's takes the platform's FormData, which is not that of the undici that carries the call. Sizes are those of the
 * lines and little more, since nothing is copied twice.
 */
function fileForm(name: string, lines: readonly string[]): Required<Pick<Sending, 'body' | 'headers'>> {
  const boundary = `----${name}`
  const field = (key: string, value: string | number) =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${key}"\r\n\r\n${value}\r\n`
  const head = [
    field('purpose', 'batch'),
    field('expires_after[anchor]', expiresAfter.anchor),
    field('expires_after[seconds]', expiresAfter.seconds),
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}.jsonl"\r\nContent-Type: application/jsonl\r\n\r\n`,
  ].join('')
  const parts = [head, ...lines.map((line) => `${line}\n`), `\r\n--${boundary}--\r\n`]
  return {
    body: Buffer.concat(parts.map((part) => Buffer.from(part))),
    headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}` },
  }
}
