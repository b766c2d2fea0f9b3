import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { ZodError } from 'zod'
import { modelList } from './answers'
import { badBody, errors } from './errors'
import { PracticeProvider, type Reply } from './practice-call'
import { SimulatorProfile, type SimulatorProfileInput } from './profile'
import type { EndedCall, SimulatorStats } from './stats'
import { chatEvents, streamWish } from './stream'
import type { WireError } from './wire'

export type Simulator = {
  /** Ends with /v1. The port is new at every start. */
  readonly baseUrl: string
  readonly stats: () => SimulatorStats
  /** Ends every connection, the hanging ones too. */
  readonly close: () => Promise<void>
}

const largestBody = 32 * 1024 * 1024

/**
 * Starts the practice provider on a port of 127.0.0.1: OpenAI's chat completions, embeddings and models under `/v1`;
 * `GET /practice/stats` and `POST /practice/profile` (a JSON patch of the profile) for tests in other processes.
 * Rejects with a ZodError when the profile is not valid.
 * @param onCall hears of each call when it ended: for who needs more of them than the newest that the stats keep
 */
export async function startSimulator(
  profile: SimulatorProfileInput = {},
  onCall?: (call: EndedCall) => void,
): Promise<Simulator> {
  const parsed = SimulatorProfile.parse(profile)
  const provider = new PracticeProvider(parsed, onCall)
  let calls = 0
  const server = createServer((request, response) => {
    calls += 1
    response.setHeader('x-request-id', `practice-${calls}`)
    const handled = handle(provider, request, response)
    handled.catch((error: unknown) => {
      if (!response.headersSent) sendError(response, errors.internal)
      else response.destroy()
      if (!(error instanceof ClientGone)) console.error('practice provider:', error)
    })
  })
  const port = await listen(server, parsed.port)
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    stats: () => provider.stats.snapshot(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      if (typeof address === 'object' && address) resolve(address.port)
      else reject(new Error('the practice provider has no port'))
    })
  })
}

async function handle(provider: PracticeProvider, request: IncomingMessage, response: ServerResponse) {
  // Loopback is open to every web page in a browser on this machine; programs send no Origin.
  if (request.headers.origin !== undefined) return sendError(response, errors.fromBrowser)
  const route = `${request.method} ${new URL(request.url ?? '/', 'http://localhost').pathname}`
  switch (route) {
    case 'POST /v1/chat/completions':
    case 'POST /v1/embeddings':
      return generate(provider, request, response, route.endsWith('embeddings'))
    case 'GET /v1/models':
      if (!provider.isAllowed(request.headers.authorization ?? null)) return sendError(response, errors.keyRefused)
      return sendJson(response, JSON.stringify(modelList()))
    case 'GET /practice/stats':
      return sendJson(response, JSON.stringify(provider.stats.snapshot()))
    case 'POST /practice/profile':
      return changeProfile(provider, request, response)
    default:
      request.resume()
      return sendError(response, errors.notFound)
  }
}

async function generate(
  provider: PracticeProvider,
  request: IncomingMessage,
  response: ServerResponse,
  isEmbedding: boolean,
): Promise<void> {
  const gone = new AbortController()
  const hangUp = () => gone.abort()
  // At the end of what the client sends: Node closes the response a turn later, when the client may long be in its next call.
  request.socket.once('end', hangUp)
  response.once('close', () => {
    request.socket.off('end', hangUp)
    hangUp() // the server closes
  })
  const body = await readJson(request)
  if ('error' in body) return sendError(response, body.error)
  const key = request.headers['idempotency-key']
  const reply = await provider.call({
    isEmbedding,
    ...body,
    authorization: request.headers.authorization ?? null,
    idempotencyKey: typeof key === 'string' ? key : null,
    signal: gone.signal,
  })
  const wordMs = () => (gone.signal.aborted ? 0 : provider.profile.wordMs)
  if (reply) await send(response, reply, { wish: streamWish(body.json), wordMs })
}

type Streaming = { readonly wish: ReturnType<typeof streamWish>; readonly wordMs: () => number }

async function send(response: ServerResponse, reply: Reply, { wish, wordMs }: Streaming): Promise<void> {
  switch (reply.kind) {
    case 'json': {
      const events = wish && chatEvents(reply.body, wish)
      if (events) await sendStream(response, events, { headers: reply.headers, wordMs })
      else sendJson(response, reply.body, reply.headers)
      return
    }
    case 'error':
      sendError(response, reply.error, reply.headers)
      return
    case 'drop':
      response.destroy()
  }
}

async function changeProfile(
  provider: PracticeProvider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readJson(request)
  if ('error' in body) return sendError(response, body.error)
  try {
    sendJson(response, JSON.stringify(provider.patch(body.json)))
  } catch (error) {
    if (!(error instanceof ZodError)) throw error
    sendError(
      response,
      badBody(`not a profile: ${error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}`),
    )
  }
}

/** The client hung up while it was sending: nobody is left to answer. */
class ClientGone extends Error {}

async function readJson(request: IncomingMessage): Promise<{ text: string; json: unknown } | { error: WireError }> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size <= largestBody) chunks.push(chunk) // the rest is read and dropped, so that the client gets to hear why
    }
  } catch (error) {
    throw new ClientGone('the client hung up', { cause: error })
  }
  if (size > largestBody) return { error: errors.tooLarge }
  const text = Buffer.concat(chunks).toString('utf8')
  try {
    return { text, json: JSON.parse(text) }
  } catch {
    return { error: badBody('the body is no JSON.') }
  }
}

function sendJson(response: ServerResponse, body: string, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(body)
}

type StreamOptions = { readonly headers: Readonly<Record<string, string>>; readonly wordMs: Streaming['wordMs'] }

/** The time between words is asked for at each, so that a patch of the profile lets the rest of an answer go. */
async function sendStream(response: ServerResponse, events: readonly string[], { headers, wordMs }: StreamOptions) {
  response.writeHead(200, { 'content-type': 'text/event-stream', ...headers })
  for (const event of events) {
    if (response.destroyed) return
    response.write(event)
    if (wordMs() > 0) await sleep(wordMs())
  }
  response.end()
}

function sendError(response: ServerResponse, error: WireError, headers: Readonly<Record<string, string>> = {}): void {
  const { status, type, code, message } = error
  const body = JSON.stringify({ error: { message, type, param: null, code } })
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
}
