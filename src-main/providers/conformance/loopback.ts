import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request as the server got it; `body` is undefined where there was none or it is no JSON. */
export type Seen = {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: unknown
}
/** A whole answer. A body that is no string is sent as JSON. Status 200 where left out. */
export type Reply = {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}
export type Script = (response: ServerResponse, seen: Seen) => void

/** A real HTTP server on loopback that answers as it was told last, and keeps what it was sent. */
export type Loopback = {
  readonly origin: string
  readonly seen: Seen[]
  readonly connections: () => number // taken since the start
  readonly play: (script: Script) => void
  readonly close: () => Promise<void>
}

export async function startLoopback(): Promise<Loopback> {
  const seen: Seen[] = []
  let script: Script = (response) => response.writeHead(500).end()
  let connections = 0
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { method = '', url = '', headers } = request
    const one = { method, url, headers, body: json(Buffer.concat(chunks).toString()) }
    seen.push(one)
    script(response, one)
  })
  server.on('connection', () => connections++)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    connections: () => connections,
    play: (next) => {
      script = next
    },
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

export const whole =
  ({ status = 200, headers = {}, body = '' }: Reply): Script =>
  (response) => {
    const isText = typeof body === 'string'
    response.writeHead(status, { ...(isText ? {} : { 'content-type': 'application/json' }), ...headers })
    response.end(isText ? body : JSON.stringify(body))
  }

export const eventStream = { 'content-type': 'text/event-stream; charset=utf-8' }

/** A stream that ends as a good one does. Each part is written apart. */
export const stream =
  (parts: readonly string[], headers: Readonly<Record<string, string>> = {}): Script =>
  (response) => {
    response.writeHead(200, { ...eventStream, ...headers })
    for (const part of parts) response.write(part)
    response.end()
  }

/** A stream whose connection breaks after these parts. */
export const brokenStream =
  (parts: readonly string[]): Script =>
  (response) => {
    response.writeHead(200, eventStream)
    response.write(parts.join(''), () => response.destroy())
  }

/** A server that takes the request and says nothing. */
export const hang: Script = () => {}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
