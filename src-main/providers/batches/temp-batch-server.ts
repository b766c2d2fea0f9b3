import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A row as a provider got it. */
export type FakeRow = { readonly customId: string; readonly body: Record<string, unknown>; readonly url: string }
/** What becomes of a row. `none`: no line tells of it. */
export type Fate =
  | { readonly kind: 'ok'; readonly text?: string }
  | { readonly kind: 'error'; readonly status: number; readonly type: string; readonly message: string }
  | { readonly kind: 'expired' | 'cancelled' | 'none' }
export type FakeBatch = {
  readonly id: string
  readonly name: string | null
  readonly rows: readonly FakeRow[]
  readonly createdAt: number
  /** Still at work while 'open'; OpenAI's own words for how it ended, which Anthropic does not tell. */
  status: 'open' | 'completed' | 'expired' | 'cancelled' | 'failed'
  cancelAsked: boolean
  faults: { code: string; message: string; line: number | null }[]
}
type Answer = { readonly status: number; readonly json?: unknown; readonly text?: string }
type Asked = { readonly method: string; readonly path: string; readonly body: string }

/** For tests: a provider with a batch API on loopback, in its real shapes. */
export type FakeBatches = {
  readonly origin: string
  readonly batches: FakeBatch[]
  /** Method and path of each request. */
  readonly asked: string[]
  /** What becomes of a row; all are answered unless it is set. */
  fate: (row: FakeRow) => Fate
  /** Asked first of each request: an answer of its own, 'hang up' before it is done, 'hang up after' it is done, or null. */
  refuse: (asked: Asked) => Answer | 'hang up' | 'hang up after' | null
  /** How new batches are found when they are asked after; 'open' unless it is set. */
  ends: FakeBatch['status']
  now: () => number
  readonly close: () => Promise<void>
}

type Protocol = (fake: FakeBatches) => (asked: Asked) => Answer

async function start(protocol: Protocol): Promise<FakeBatches> {
  const sockets = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const asked = { method: request.method ?? '', path: request.url ?? '', body: Buffer.concat(chunks).toString() }
    fake.asked.push(`${asked.method} ${asked.path}`)
    const refusal = fake.refuse(asked)
    if (refusal === 'hang up') return void response.destroy()
    const answer = refusal === null || refusal === 'hang up after' ? handle(asked) : refusal
    if (refusal === 'hang up after') return void response.destroy()
    write(response, answer)
  })
  sockets.listen(0, '127.0.0.1')
  await once(sockets, 'listening')
  const fake: FakeBatches = {
    origin: `http://127.0.0.1:${(sockets.address() as AddressInfo).port}`,
    ...{ batches: [], asked: [], ends: 'open', fate: () => ({ kind: 'ok' }), refuse: () => null, now: Date.now },
    async close() {
      const closed = once(sockets, 'close')
      sockets.close()
      sockets.closeAllConnections()
      await closed
    },
  }
  const handle = protocol(fake)
  return fake
}

function write(response: ServerResponse, { status, json, text }: Answer) {
  const headers = { 'content-type': text === undefined ? 'application/json' : 'application/binary' }
  response.writeHead(status, headers).end(text ?? JSON.stringify(json))
}

const notFound: Answer = { status: 404, json: { error: { message: 'not found', type: 'invalid_request_error' } } }
/** In another order than they were sent in. */
const lines = (rows: readonly unknown[]) =>
  [...rows]
    .reverse()
    .map((row) => `${JSON.stringify(row)}\n`)
    .join('')
const textOf = (row: FakeRow, fate: Fate) => (fate.kind === 'ok' ? (fate.text ?? `answer to ${row.customId}`) : '')

export const startFakeOpenAi = () =>
  start((fake) => {
    const files = new Map<string, string>()
    const view = (batch: FakeBatch) => ({
      ...{ id: batch.id, object: 'batch', endpoint: batch.rows[0]?.url, completion_window: '24h' },
      status: batch.status === 'open' ? 'in_progress' : batch.status,
      input_file_id: `input-${batch.id}`,
      output_file_id: batch.status === 'open' || batch.status === 'failed' ? null : `output-${batch.id}`,
      error_file_id: batch.status === 'open' || batch.status === 'failed' ? null : `error-${batch.id}`,
      errors: batch.faults.length > 0 ? { object: 'list', data: batch.faults } : null,
      created_at: Math.floor(batch.createdAt / 1000),
      metadata: { trilane: batch.name },
      request_counts: { total: batch.rows.length, completed: 0, failed: 0 },
    })
    const answers = (batch: FakeBatch, wanted: 'output' | 'error') =>
      batch.rows.flatMap((row, index): object[] => {
        const fate = fake.fate(row)
        const is = fate.kind === 'ok' ? 'output' : fate.kind === 'none' ? null : 'error'
        if (is !== wanted) return []
        const line = { id: `batch_req_${index}`, custom_id: row.customId }
        if (fate.kind === 'expired' || fate.kind === 'cancelled') {
          const error = { code: `batch_${fate.kind}`, message: 'This request could not be executed in time.' }
          return [{ ...line, response: null, error }]
        }
        const body =
          fate.kind === 'error'
            ? { error: { message: fate.message, type: fate.type, code: null, param: null } }
            : row.url === '/v1/embeddings'
              ? {
                  object: 'list',
                  model: row.body.model,
                  data: [{ index: 0, embedding: [0.5, 1] }],
                  usage: { prompt_tokens: 2, total_tokens: 2 },
                }
              : {
                  ...{ id: 'chatcmpl-1', object: 'chat.completion', model: row.body.model },
                  choices: [
                    { index: 0, finish_reason: 'stop', message: { role: 'assistant', content: textOf(row, fate) } },
                  ],
                  usage: { prompt_tokens: 10, completion_tokens: 4, total_tokens: 14 },
                }
        const status_code = fate.kind === 'error' ? fate.status : 200
        return [{ ...line, response: { status_code, request_id: `req_${index}`, body }, error: null }]
      })
    return ({ method, path, body }) => {
      const url = new URL(path, 'http://fake')
      const [, , kind = '', id = '', what = ''] = url.pathname.split('/')
      if (method === 'POST' && kind === 'files') {
        const file = /filename="[^"]*"\r\nContent-Type: [^\r]*\r\n\r\n([\s\S]*?)\r\n------/.exec(body)?.[1] ?? ''
        if (!/name="purpose"\r\n\r\nbatch\r\n/.test(body))
          return { status: 400, json: { error: { message: 'purpose?' } } }
        const fileId = `file-${files.size + 1}`
        files.set(fileId, file)
        return { status: 200, json: { id: fileId, object: 'file', purpose: 'batch' } }
      }
      if (method === 'POST' && kind === 'batches' && id === '') {
        const asked = JSON.parse(body) as { input_file_id: string; endpoint: string; metadata: { trilane: string } }
        const text = files.get(asked.input_file_id) ?? ''
        const rows = text
          .split('\n')
          .filter(Boolean)
          .map((line) => {
            const {
              custom_id: customId,
              url,
              body: own,
            } = JSON.parse(line) as { custom_id: string; url: string; body: FakeRow['body'] }
            return { customId, url, body: own }
          })
        if (rows.some((row) => row.url !== asked.endpoint))
          return { status: 400, json: { error: { message: 'endpoint mismatch' } } }
        const batch: FakeBatch = {
          ...{ id: `batch_${fake.batches.length + 1}`, name: asked.metadata.trilane, rows, createdAt: fake.now() },
          ...{ status: 'open', cancelAsked: false, faults: [] },
        }
        files.set(`input-${batch.id}`, text)
        fake.batches.push(batch)
        return { status: 200, json: view(batch) }
      }
      if (kind === 'files') {
        const [, which = '', batchId = ''] = /^(input|output|error)-(.*)$/.exec(id) ?? []
        const batch = fake.batches.find((each) => each.id === batchId)
        if (!batch) return notFound
        if (which === 'input') return { status: 200, text: files.get(id) ?? '' }
        return { status: 200, text: lines(answers(batch, which as 'output' | 'error')) }
      }
      if (kind === 'batches' && id === '') {
        const newest = [...fake.batches].reverse()
        return { status: 200, json: { object: 'list', data: newest.map(view), has_more: false } }
      }
      const batch = fake.batches.find((each) => each.id === id)
      if (!batch) return notFound
      if (what === 'cancel') batch.cancelAsked = true
      else if (batch.status === 'open') batch.status = fake.ends
      return { status: 200, json: view(batch) }
    }
  })

export const startFakeAnthropic = () =>
  start((fake) => {
    const view = (batch: FakeBatch) => {
      const n = batch.rows.length
      const open = batch.status === 'open'
      return {
        ...{ id: batch.id, type: 'message_batch', processing_status: open ? 'in_progress' : 'ended' },
        created_at: new Date(batch.createdAt).toISOString(),
        request_counts: { processing: open ? n : 0, succeeded: open ? 0 : n, errored: 0, canceled: 0, expired: 0 },
        results_url: open ? null : `https://api.anthropic.com/v1/messages/batches/${batch.id}/results`,
      }
    }
    const results = (batch: FakeBatch) =>
      batch.rows.flatMap((row) => {
        const fate = fake.fate(row)
        const line = (result: object) => [{ custom_id: row.customId, result }]
        switch (fate.kind) {
          case 'none':
            return []
          case 'ok':
            return line({
              type: 'succeeded',
              message: {
                ...{ id: 'msg_1', type: 'message', role: 'assistant', model: row.body.model, stop_reason: 'end_turn' },
                content: [{ type: 'text', text: textOf(row, fate) }],
                usage: { input_tokens: 10, output_tokens: 4 },
              },
            })
          case 'error':
            return line({
              type: 'errored',
              error: { type: 'error', error: { type: fate.type, message: fate.message }, request_id: 'req_1' },
            })
          default:
            return line({ type: fate.kind === 'expired' ? 'expired' : 'canceled' })
        }
      })
    return ({ method, path, body }) => {
      const url = new URL(path, 'http://fake')
      const [, , , kind = '', id = '', what = ''] = url.pathname.split('/')
      if (kind !== 'batches') return notFound
      if (method === 'POST' && id === '') {
        const { requests } = JSON.parse(body) as { requests: { custom_id: string; params: FakeRow['body'] }[] }
        const rows = requests.map(({ custom_id: customId, params }) => ({
          customId,
          body: params,
          url: '/v1/messages',
        }))
        const batch: FakeBatch = {
          ...{ id: `msgbatch_${fake.batches.length + 1}`, name: null, rows, createdAt: fake.now() },
          ...{ status: 'open', cancelAsked: false, faults: [] },
        }
        fake.batches.push(batch)
        return { status: 200, json: view(batch) }
      }
      if (id === '') {
        const newest = [...fake.batches].reverse()
        return { status: 200, json: { data: newest.map(view), has_more: false, first_id: null, last_id: null } }
      }
      const batch = fake.batches.find((each) => each.id === id)
      if (!batch) return notFound
      if (what === 'results') return { status: 200, text: lines(results(batch)) }
      if (what === 'cancel') batch.cancelAsked = true
      else if (batch.status === 'open') batch.status = fake.ends
      return { status: 200, json: view(batch) }
    }
  })
